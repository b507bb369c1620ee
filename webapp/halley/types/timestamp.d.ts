import type { Extension, Host, Message } from '../index.js';

/** Puts the time on every message that goes out. */
export declare class TimestampExtension implements Extension {
  constructor(options?: { format?: 'iso' | 'utc' });
  attached(host: Host): void;
  outgoing(message: Message): Message;
}
