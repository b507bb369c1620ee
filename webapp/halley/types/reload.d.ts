import type { Extension, Host, Message } from '../index.js';

/** A `Storage`, or an object with the same methods. */
export interface KeepingPlace {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Lets a session survive a reload of the page. */
export declare class ReloadExtension implements Extension {
  constructor(options?: { name?: string; storage?: KeepingPlace });
  name: string;
  leave(): boolean;
  resume(): Message | null;
  attached(host: Host): void;
  outgoing(message: Message): Message;
  incoming(message: Message): Message;
}
