/**
 * Holds requests back while they cannot be sent, or while a batch gathers them, and then sends them together, in order.
 *
 * @typedef {import('./request.js').Request} Request
 */

import { ClosedError } from './errors.js';

export class Outbox {
  /** @type {Request[]} */
  #requests = [];
  /** How many requests may wait. */
  limit;
  #batches = 0;
  #held = true;
  #send;

  /**
   * @param {number} limit how many requests may wait for a connection
   * @param {(requests: Request[]) => void} send
   */
  constructor(limit, send) {
    this.limit = limit;
    this.#send = send;
  }

  /** Whether there is no connection to send over now. */
  get held() {
    return this.#held;
  }

  /** @param {Request} request */
  offer(request) {
    if (this.#held && this.#requests.length >= this.limit) {
      request.reject(new ClosedError(`There is no connection, and ${this.limit} messages wait already.`));
      return;
    }
    this.#requests.push(request);
    this.#flush();
  }

  /**
   * Runs code and sends together what it offers.
   *
   * @template T
   * @param {() => T} code
   * @returns {T}
   */
  batch(code) {
    this.begin();
    try {
      return code();
    } finally {
      this.end();
    }
  }

  /** Gathers requests from now on, until `end` has been called as often as this. */
  begin() {
    this.#batches += 1;
  }

  end() {
    this.#batches -= 1;
    this.#flush();
  }

  /** The connection is gone: holds requests back. */
  hold() {
    this.#held = true;
  }

  /**
   * There is a connection.
   *
   * @param {() => void} first offers what has to go before everything that waits
   */
  release(first) {
    const waiting = this.#requests;
    this.#requests = [];
    this.#held = false;
    this.batch(() => {
      first();
      this.#requests.push(...waiting);
    });
  }

  /** @param {Request} request @returns {boolean} whether it was still here, and now is not */
  withdraw(request) {
    const before = this.#requests.length;
    this.#requests = this.#requests.filter((other) => other !== request);
    return this.#requests.length < before;
  }

  /** @returns {Request[]} all waiting requests, which this removes */
  empty() {
    return this.#requests.splice(0);
  }

  /** The client was closed: nothing that waits will be sent. @param {Error} error */
  close(error) {
    this.hold();
    this.#requests.splice(0).forEach((request) => request.reject(error));
  }

  #flush() {
    if (!this.#held && this.#batches === 0 && this.#requests.length > 0) {
      this.#send(this.empty());
    }
  }
}
