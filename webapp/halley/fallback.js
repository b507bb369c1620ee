/**
 * Lets the preferred transport be probed while another is in use; loads the code for that when it is needed.
 *
 * @typedef {object} FallbackContext
 * @property {import('./exchange.js').Exchange} exchange
 * @property {import('./negotiation.js').Negotiation} negotiation
 * @property {import('./outbox.js').Outbox} outbox
 */

export class Fallback {
  /** @type {import('./probing.js').Probing | undefined} */
  probing;
  #options;
  #context;

  /** @param {ReturnType<typeof import('./options.js').optionsOf>} options @param {FallbackContext} context */
  constructor(options, context) {
    this.#options = options;
    this.#context = context;
  }

  /**
   * @param {import('./transport.js').Transport} transport the one in use
   * @param {number} timeout for how long the server holds a connect, unless it is a stream
   * @returns {number | undefined} for how long to hold a connect, if not as long as the server does
   */
  hold(transport, timeout) {
    const isStream = transport.streams === true;
    // A stream would be held for minutes while the probing of the preferred transport is yet to be loaded.
    return this.probing?.hold(isStream ? Infinity : timeout)
      ?? (isStream && this.#context.negotiation.preferred ? timeout : undefined);
  }

  /**
   * A connect was answered.
   *
   * @param {boolean} held whether the server had held it, which shows that the network lets a connection live
   * @param {AbortSignal} end of the run
   */
  async connected(held, end) {
    try {
      if (this.#context.negotiation.preferred && !this.probing) {
        const { Probing } = await import('./probing.js');
        this.probing ??= new Probing(this.#options, this.#context, end);
      }
      this.probing?.connected(held);
    } catch {} // it cannot be loaded: the next connect tries again
  }
}
