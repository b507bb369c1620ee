/**
 * Asks the server for a sign of life whenever the network may have changed or this machine may have slept: when the
 * browser says that the network came or went, when the page becomes visible again after a silence, and after each
 * silence of the heartbeat's length.
 *
 * @typedef {object} LivenessContext
 * @property {import('./environment.js').Environment} environment
 * @property {number} heartbeat milliseconds of silence before the client asks; 0 for never
 * @property {number} maxNetworkDelay milliseconds
 * @property {() => void} ask asks the server for a sign of life, unless it is being asked
 * @property {() => void} online the network is said to be there again
 */

import { delay } from './environment.js';

export class Liveness {
  #context;
  #last = 0;

  /** @param {LivenessContext} context */
  constructor(context) {
    this.#context = context;
  }

  /** @param {AbortSignal} signal ends it */
  start(signal) {
    const { ask, environment, maxNetworkDelay, online } = this.#context;
    const { document, page } = environment;
    this.sign();
    page?.addEventListener('online', online, { signal });
    page?.addEventListener('offline', ask, { signal });
    page?.addEventListener('visibilitychange', () => {
      if (document?.visibilityState !== 'hidden' && this.#silence > maxNetworkDelay) {
        ask();
      }
    }, { signal });
    this.#beat(signal).catch(() => {}); // it was ended
  }

  /** Something came from the server. */
  sign() {
    this.#last = this.#context.environment.now();
  }

  get #silence() {
    return this.#context.environment.now() - this.#last;
  }

  /** @param {AbortSignal} signal */
  async #beat(signal) {
    const { ask, environment, heartbeat } = this.#context;
    while (heartbeat > 0) {
      await delay(environment, heartbeat - this.#silence, signal);
      if (this.#silence >= heartbeat) {
        this.sign(); // the question is given its time
        ask();
      }
    }
  }
}
