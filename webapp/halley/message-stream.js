/**
 * The messages of a subscription as an asynchronous iteration. What comes while nobody asks waits in a buffer, which
 * has a bound.
 *
 * @template T
 * @implements {AsyncIterableIterator<T>}
 */

import { deferred, whenAborted } from './environment.js';
import { OverflowError } from './errors.js';
import { SubscriptionState } from './subscription.js';

/** What to do with a message for which the buffer has no room. */
export const Overflow = Object.freeze({
  /** The iteration ends with an OverflowError, after what is in the buffer. */
  FAIL: 'fail',
  /** The oldest one in the buffer gives way. */
  DROP_OLDEST: 'drop-oldest',
  /** It is not taken. */
  DROP_NEWEST: 'drop-newest',
});

/** @template T */
export class MessageStream {
  /** @type {T[]} */
  #buffer = [];
  /** @type {ReturnType<typeof deferred<void>> | undefined} those who wait for a message or the end */
  #change;
  #isOver = false;
  /** @type {unknown} */
  #error;
  #dropped = 0;
  #limit;
  #overflow;
  #end;

  /**
   * @param {{limit: number, overflow: string, end: () => unknown}} options `end`: is called once when nothing more is
   *   wanted
   */
  constructor({ limit, overflow, end }) {
    if (!Number.isInteger(limit) || limit < 1) {
      throw new TypeError(`The limit is a whole number from 1 up, but this is ${limit}.`);
    }
    if (!Object.values(Overflow).some((known) => known === overflow)) {
      throw new TypeError(`The overflow is one of ${Object.values(Overflow).join(', ')}, but this is ${overflow}.`);
    }
    this.#limit = limit;
    this.#overflow = overflow;
    this.#end = end;
  }

  /** How many messages were lost because the buffer was full. */
  get dropped() {
    return this.#dropped;
  }

  /** @param {T} message */
  push(message) {
    if (this.#isOver) {
      return;
    }
    if (this.#buffer.length < this.#limit) {
      this.#buffer.push(message);
    } else {
      this.#dropped += 1;
      this.#overflowed(message);
    }
    this.#tell();
  }

  /**
   * Nothing more comes.
   *
   * @param {unknown} [error] what the iteration ends with, after what is in the buffer; undefined for a plain end
   */
  close(error) {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#error = error;
      this.#end();
      this.#tell();
    }
  }

  /** @param {unknown} error ends the iteration at once, whatever is in the buffer */
  abort(error) {
    this.#buffer = [];
    this.close(error);
  }

  /** @returns {Promise<IteratorResult<T, undefined>>} */
  async next() {
    while (this.#buffer.length === 0 && !this.#isOver) {
      this.#change ??= /** @type {ReturnType<typeof deferred<void>>} */ (deferred());
      await this.#change.promise;
    }
    if (this.#buffer.length > 0) {
      return { done: false, value: /** @type {T} */ (this.#buffer.shift()) };
    }
    const error = this.#error;
    this.#error = undefined; // it is told once
    if (error !== undefined) {
      throw error;
    }
    return { done: true, value: undefined };
  }

  /** Ends it, as `break` in a loop does. @returns {Promise<IteratorResult<T, undefined>>} */
  async return() {
    this.abort(undefined);
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  /** @param {T} message */
  #overflowed(message) {
    if (this.#overflow === Overflow.DROP_OLDEST) {
      this.#buffer.shift();
      this.#buffer.push(message);
    } else if (this.#overflow === Overflow.FAIL) {
      this.close(new OverflowError(`More than ${this.#limit} messages have come that nobody took.`));
    }
  }

  #tell() {
    this.#change?.resolve();
    this.#change = undefined;
  }
}

/**
 * @param {{limit?: number, overflow?: string, signal?: AbortSignal} & import('./subscriptions.js').SubscribeOptions} options
 * @param {(listener: import('./subscriptions.js').Listener, options: import('./subscriptions.js').SubscribeOptions)
 *   => {subscription: import('./subscription.js').Subscription}} subscribe
 * @returns {MessageStream<import('./message.js').DataMessage>} what comes until the subscription ends
 */
export function streamOf({ limit = 1_000, overflow = Overflow.FAIL, signal, ...rest }, subscribe) {
  const stream = new MessageStream({ limit, overflow, end: () => void subscription.unsubscribe() });
  const { subscription } = subscribe((message) => stream.push(message), rest);
  const forget = whenAborted([signal], (reason) => stream.abort(reason));
  subscription.on('state', ({ state, error }) => {
    if (state === SubscriptionState.UNSUBSCRIBED) {
      forget();
      stream.close(error);
    }
  });
  return stream;
}
