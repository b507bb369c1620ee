import type { Extension, Message } from '../index.js';

/** Delivery from the server without loss and without repetition. */
export declare class AckExtension implements Extension {
  constructor(options?: { enabled?: boolean });
  enabled: boolean;
  readonly supported: boolean;
  readonly batch: number;
  outgoing(message: Message): Message;
  incoming(message: Message): Message;
  received(messages: Message[]): Message[];
}
