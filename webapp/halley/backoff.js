/** Decides how long to wait before the next attempt: full jitter, doubling up to a ceiling, in milliseconds. */
export class Backoff {
  #attempt = 0;
  #min;
  #max;
  #random;

  /** @param {{min?: number, max?: number, random?: () => number}} [options] */
  constructor({ min = 500, max = 10_000, random = Math.random } = {}) {
    this.#min = min;
    this.#max = max;
    this.#random = random;
  }

  /** @returns {number} milliseconds to wait now; the next answer will be drawn from twice the range */
  next() {
    const ceiling = Math.min(this.#max, this.#min * 2 ** this.#attempt);
    this.#attempt += 1;
    return Math.round(this.#random() * ceiling);
  }

  reset() {
    this.#attempt = 0;
  }
}
