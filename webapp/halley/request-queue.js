/**
 * Sends one request at a time, and merges the messages that gather meanwhile into the next one.
 *
 * @typedef {object} Waiting
 * @property {string} text messages as JSON, without the brackets; never parted
 * @property {import('./transport.js').Sending} how
 * @property {(answered: boolean) => void} resolve
 * @property {(error: unknown) => void} reject
 */

import { deferred, whenAborted } from './environment.js';
import { TransportError } from './errors.js';

/** The messages were not sent, because an earlier publish that failed must go first. Only the client sees this error. */
export const HELD_BACK = new TransportError('It waits for an earlier publish.', { outcomeUnknown: false });

export class RequestQueue {
  /** @type {Waiting[]} */
  #waiting = [];
  #busy = false;
  #limit;
  #sizeOf;
  #post;

  /**
   * @param {(text: string, signals: AbortSignal[]) => Promise<unknown>} post makes one request
   * @param {number} limit how much is put together, as `sizeOf` counts
   * @param {(text: string) => number} [sizeOf]
   */
  constructor(post, limit, sizeOf = ({ length }) => length) {
    this.#post = post;
    this.#limit = limit;
    this.#sizeOf = sizeOf;
  }

  /** @param {string} text @param {import('./transport.js').Sending} how @returns {Promise<boolean>} true when it was answered */
  offer(text, how) {
    const { promise, resolve, reject } = /** @type {ReturnType<typeof deferred<boolean>>} */ (deferred());
    this.#waiting.push({ text, how, resolve, reject });
    void this.#drain();
    return promise;
  }

  async #drain() {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const batch = this.#take();
      try {
        if (batch.length > 0) {
          await this.#post(batch.map(({ text }) => text).join(), batch.map(({ how }) => how.signal));
        }
        batch.forEach(({ resolve }) => resolve(true));
      } catch (error) {
        batch.forEach((one) => fail(one, error));
      }
    }
    this.#busy = false;
  }

  /** @returns {Waiting[]} the next ones to send together; those that were given up meanwhile are turned away */
  #take() {
    const gone = this.#waiting.filter(({ how }) => how.signal.aborted || how.mayGo?.() === false);
    this.#waiting = this.#waiting.filter((one) => !gone.includes(one));
    gone.forEach((one) => fail(one, one.how.signal.aborted ? one.how.signal.reason : HELD_BACK));
    let size = 0;
    const end = this.#waiting.findIndex(
      ({ text }, index) => (size += this.#sizeOf(text)) > this.#limit && index > 0,
    );
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end);
  }
}

/** @param {Waiting} waiting @param {unknown} error */
function fail({ how, reject }, error) {
  how.failed?.(error); // at once: before the next one is looked at
  reject(error);
}

/**
 * Runs a request that any of the signals gives up.
 *
 * @template T
 * @param {AbortSignal[]} signals
 * @param {(signal: AbortSignal) => Promise<T>} request
 * @param {(cause: unknown) => unknown} errorOf what to throw when it fails by itself
 * @returns {Promise<T>} rejects with the reason of the signal when that comes first
 */
export async function withSignals(signals, request, errorOf) {
  const controller = new AbortController();
  const forget = whenAborted(signals, (reason) => controller.abort(reason));
  try {
    return await request(controller.signal);
  } catch (cause) {
    throw controller.signal.aborted ? controller.signal.reason : errorOf(cause);
  } finally {
    forget();
  }
}
