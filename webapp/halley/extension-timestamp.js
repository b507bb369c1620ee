/**
 * Puts the time on every message that goes out, in the top-level field `timestamp`.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./extensions.js').Extension} Extension
 */

/** @implements {Extension} */
export class TimestampExtension {
  #format;
  /** @type {() => number} */
  #date = () => Date.now();

  /**
   * @param {{format?: 'iso' | 'utc'}} [options] `format`: `iso`, the default, as Bayeux defines it,
   *   `2026-11-22T08:15:30.123Z`; `utc`, like CometD's client, `Sun, 22 Nov 2026 08:15:30 GMT`
   */
  constructor({ format = 'iso' } = {}) {
    if (format !== 'iso' && format !== 'utc') {
      throw new TypeError(`The format must be "iso" or "utc", not ${JSON.stringify(format)}.`);
    }
    this.#format = format;
  }

  /** @param {import('./extensions.js').Host} host */
  attached({ environment }) {
    this.#date = environment.date;
  }

  /** @param {Message} message @returns {Message} */
  outgoing(message) {
    const date = new Date(this.#date());
    return { ...message, timestamp: this.#format === 'utc' ? date.toUTCString() : date.toISOString() };
  }
}
