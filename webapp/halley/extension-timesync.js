/**
 * Measures the server's time: each meta message carries the client's, and the server answers with its own. As in NTP,
 * half of the round trip is the network's lag; the rest is the offset of the two clocks.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./extensions.js').Extension} Extension
 */

import { isMeta } from './channel.js';
import { delay } from './environment.js';

/** @implements {Extension} */
export class TimesyncExtension {
  #maxSamples;
  /** @type {{lag: number, offset: number}[]} the latest last */
  #samples = [];
  /** @type {import('./environment.js').Environment | undefined} */
  #environment;

  /**
   * @param {{maxSamples?: number}} [options] `maxSamples`: over how many exchanges to average, 1 or more; default 10
   */
  constructor({ maxSamples = 10 } = {}) {
    if (!Number.isInteger(maxSamples) || maxSamples < 1) {
      throw new TypeError(`maxSamples must be a whole number from 1 up, not ${maxSamples}.`);
    }
    this.#maxSamples = maxSamples;
  }

  /** Whether the server has sent its time. */
  get synchronized() {
    return this.#samples.length > 0;
  }

  /** Milliseconds that a message takes from here to the server; 0 while unknown. */
  get lag() {
    return this.#average(({ lag }) => lag);
  }

  /** Milliseconds to add to this machine's time to get the server's; 0 while unknown. */
  get offset() {
    return this.#average(({ offset }) => offset);
  }

  /** The server's time now, in milliseconds since 1970. */
  get serverTime() {
    return this.#now() + this.offset;
  }

  /** The server's time now, as a Date. */
  get serverDate() {
    return new Date(this.serverTime);
  }

  /**
   * Waits until the server's clock shows a time; resolves at once when it is past.
   *
   * @param {number | Date} serverTime milliseconds since 1970, or a Date
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<void>}
   */
  async until(serverTime, { signal = new AbortController().signal } = {}) {
    if (this.#environment === undefined) {
      throw new TypeError('The extension was not added to a client yet.');
    }
    signal.throwIfAborted();
    await delay(this.#environment, Math.max(0, Number(serverTime) - this.serverTime), signal);
  }

  /** @param {import('./extensions.js').Host} host */
  attached({ environment }) {
    this.#environment = environment;
  }

  detached() {
    this.#samples = [];
  }

  /** @param {Message} message @returns {Message} */
  outgoing(message) {
    if (!isMeta(message.channel)) {
      return message;
    }
    return { ...message, ext: { ...message.ext, timesync: { tc: this.#now(), l: this.lag, o: this.offset } } };
  }

  /** @param {Message} message @returns {Message} */
  incoming(message) {
    const { tc, ts, p } = message.ext?.timesync ?? {};
    if (isMeta(message.channel) && [tc, ts, p].every(Number.isFinite)) {
      const lag = (this.#now() - tc - p) / 2;
      this.#samples = [...this.#samples, { lag, offset: ts - tc - lag }].slice(-this.#maxSamples);
    }
    return message;
  }

  #now() {
    return this.#environment?.date() ?? Date.now();
  }

  /** @param {(sample: {lag: number, offset: number}) => number} part */
  #average(part) {
    const sum = this.#samples.reduce((total, sample) => total + part(sample), 0);
    return this.#samples.length === 0 ? 0 : Math.round(sum / this.#samples.length);
  }
}
