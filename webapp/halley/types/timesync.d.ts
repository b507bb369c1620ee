import type { Abortable, Extension, Host, Message } from '../index.js';

/** Measures the server's time. */
export declare class TimesyncExtension implements Extension {
  constructor(options?: { maxSamples?: number });
  /** Whether the server has sent its time. */
  readonly synchronized: boolean;
  /** Milliseconds that a message takes from here to the server. */
  readonly lag: number;
  /** Milliseconds to add to this machine's time to get the server's. */
  readonly offset: number;
  /** Milliseconds since 1970. */
  readonly serverTime: number;
  readonly serverDate: Date;
  /** Waits until the server's clock shows a time. */
  until(serverTime: number | Date, options?: Abortable): Promise<void>;
  attached(host: Host): void;
  detached(): void;
  outgoing(message: Message): Message;
  incoming(message: Message): Message;
}
