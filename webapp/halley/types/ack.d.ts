import type { Extension, Message } from '../index.js';

/** Delivers messages from the server without loss and without duplicates. */
export declare class AckExtension implements Extension {
  constructor(options?: { enabled?: boolean });
  /** Whether the next handshake asks for acknowledgements; default true. */
  enabled: boolean;
  /** Whether the server acknowledges in the running session. */
  readonly supported: boolean;
  /** The number of the last connect reply; 0 before the first. */
  readonly batch: number;
  outgoing(message: Message): Message;
  incoming(message: Message): Message;
  received(messages: Message[]): Message[];
}
