import type { Extension, Host, Message } from '../index.js';

export type KeepingPlace = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

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
