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

/** What happens to a message that does not fit into the buffer. */
export const Overflow = Object.freeze({
  /** The iteration ends with an OverflowError, after the contents of the buffer. */
  FAIL: 'fail',
  /** The oldest message in the buffer is dropped. */
  DROP_OLDEST: 'drop-oldest',
  /** The new message is dropped. */
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
   * @param {{limit: number, overflow: string, end: () => unknown}} options `end`: called once, when the iteration ends
   */
  constructor({ limit, overflow, end }) {
    if (!Number.isInteger(limit) || limit < 1) {
      throw new TypeError(`The limit must be a whole number from 1 up, not ${limit}.`);
    }
    if (!Object.values(Overflow).some((known) => known === overflow)) {
      throw new TypeError(`The overflow must be one of ${Object.values(Overflow).join(', ')}, not ${overflow}.`);
    }
    this.#limit = limit;
    this.#overflow = overflow;
    this.#end = end;
  }

  /** How many messages were dropped because the buffer was full. */
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
   * Accepts no more messages.
   *
   * @param {unknown} [error] ends the iteration after the contents of the buffer; undefined for a normal end
   */
  close(error) {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#error = error;
      this.#end();
      this.#tell();
    }
  }

  /** @param {unknown} error ends the iteration at once, discarding the buffer */
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

  /** Ends the iteration, as `break` in a loop does. @returns {Promise<IteratorResult<T, undefined>>} */
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
      this.close(new OverflowError(`The buffer is full: ${this.#limit} messages wait.`));
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
