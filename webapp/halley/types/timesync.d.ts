import type { Abortable, Extension, Host, Message } from '../index.js';

/** Knows the server's time. */
export declare class TimesyncExtension implements Extension {
  constructor(options?: { maxSamples?: number });
  readonly synchronized: boolean;
  /** Milliseconds. */
  readonly lag: number;
  /** Milliseconds. */
  readonly offset: number;
  /** Milliseconds since 1970. */
  readonly serverTime: number;
  readonly serverDate: Date;
  until(serverTime: number | Date, options?: Abortable): Promise<void>;
  attached(host: Host): void;
  detached(): void;
  outgoing(message: Message): Message;
  incoming(message: Message): Message;
}
