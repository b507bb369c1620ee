/**
 * Notices what may have changed the network or stopped this machine, and asks for a sign of life of the server: when
 * the browser says that the network came or went, when the page is seen again after a silence, and after each silence
 * of the heartbeat's length.
 *
 * @typedef {object} LivenessContext
 * @property {import('./environment.js').Environment} environment
 * @property {number} heartbeat milliseconds of silence that are not asked about; 0 for any
 * @property {number} maxNetworkDelay milliseconds
 * @property {() => void} ask asks the server for a sign of life, unless it is being asked
 * @property {() => void} online the network is said to be there again
 */

export class Liveness {
  #context;
  #last = 0;
  /** @type {any} */
  #timer;
  /** @type {(() => void)[]} */
  #undo = [];

  /** @param {LivenessContext} context */
  constructor(context) {
    this.#context = context;
  }

  start() {
    const { ask, environment, maxNetworkDelay, online } = this.#context;
    this.stop();
    this.sign();
    this.#listen('online', online);
    this.#listen('offline', ask);
    this.#listen('visibilitychange', () => {
      if (environment.document?.visibilityState !== 'hidden' && this.#silence > maxNetworkDelay) {
        ask();
      }
    });
    this.#beat();
  }

  stop() {
    this.#context.environment.clearTimeout(this.#timer);
    this.#undo.splice(0).forEach((undo) => undo());
  }

  /** Something came from the server. */
  sign() {
    this.#last = this.#context.environment.now();
  }

  get #silence() {
    return this.#context.environment.now() - this.#last;
  }

  #beat() {
    const { ask, environment, heartbeat } = this.#context;
    if (heartbeat === 0) {
      return;
    }
    this.#timer = environment.setTimeout(() => {
      if (this.#silence >= heartbeat) {
        this.sign(); // the question is given its time
        ask();
      }
      this.#beat();
    }, heartbeat - this.#silence);
  }

  /** @param {string} event @param {() => void} listener */
  #listen(event, listener) {
    const { page } = this.#context.environment;
    page?.addEventListener(event, listener);
    this.#undo.push(() => page?.removeEventListener(event, listener));
  }
}
