import type { Extension, Host, Message } from '../index.js';

/** A `Storage`, or what does as much. */
export interface KeepingPlace {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Lets the session outlive a reload of the page. */
export declare class ReloadExtension implements Extension {
  constructor(options?: { name?: string; storage?: KeepingPlace });
  name: string;
  leave(): boolean;
  resume(): Message | null;
  attached(host: Host): void;
  outgoing(message: Message): Message;
  incoming(message: Message): Message;
}
