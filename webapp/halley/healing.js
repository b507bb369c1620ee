/**
 * Schedules retries of what may have been lost while connected: the first at once, further ones with a back-off while it
 * keeps happening. New reasons join a retry that is already waiting.
 */

import { Backoff } from './backoff.js';

/** So many milliseconds without a try, and the next is made at once. */
const QUIET = 10_000;

export class Healing {
  #environment;
  #backoff;
  #heal;
  /** @type {any} */
  #timer;
  #last = -Infinity;

  /** @param {import('./environment.js').Environment} environment @param {() => boolean} heal says whether it had to */
  constructor(environment, heal) {
    this.#environment = environment;
    this.#backoff = new Backoff({ min: 1_000, max: QUIET, random: environment.random });
    this.#heal = heal;
  }

  /** @param {boolean} [hurry] whether a first try is made at once; default true */
  soon(hurry = true) {
    if (this.#timer !== undefined) {
      return;
    }
    const isQuiet = this.#environment.now() - this.#last > QUIET;
    if (isQuiet) {
      this.#backoff.reset();
    }
    this.#timer = this.#environment.setTimeout(() => this.now(), isQuiet && hurry ? 0 : this.#backoff.next());
  }

  now() {
    this.stop();
    if (this.#heal()) {
      this.#last = this.#environment.now();
    }
  }

  stop() {
    this.#environment.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
