/** Waits between attempts, and ends waits before their time when there is reason for haste. */

import { delay } from './environment.js';

export class Pace {
  #environment;
  #haste = new AbortController();
  #isPausing = false;

  /** @param {import('./environment.js').Environment} environment */
  constructor(environment) {
    this.#environment = environment;
  }

  get isPausing() {
    return this.#isPausing;
  }

  /** Ends what goes on under the last signal given out. */
  hurry() {
    this.#haste.abort();
  }

  /** @returns {AbortSignal} for what haste may end from now on */
  begin() {
    this.#haste = new AbortController();
    return this.#haste.signal;
  }

  /**
   * @param {number} asked milliseconds that the server wants us to wait, haste or not
   * @param {number} wished milliseconds in all that we would wait, unless there is haste
   * @param {...AbortSignal} signals whose reasons it rejects with
   */
  async pause(asked, wished, ...signals) {
    this.#isPausing = true;
    try {
      if (asked > 0) {
        await delay(this.#environment, asked, ...signals);
      }
      if (wished > asked) {
        const haste = this.begin();
        await delay(this.#environment, wished - asked, ...signals, haste).catch((error) => {
          if (error !== haste.reason) {
            throw error;
          }
        });
      }
    } finally {
      this.#isPausing = false;
    }
  }
}
