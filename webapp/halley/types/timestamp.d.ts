import type { Extension, Host, Message } from '../index.js';

/** Adds the time to every outgoing message. */
export declare class TimestampExtension implements Extension {
  constructor(options?: { format?: 'iso' | 'utc' });
  attached(host: Host): void;
  outgoing(message: Message): Message;
}
