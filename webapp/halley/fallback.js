/**
 * Has the preferred transport probed while another is in use; the code for that is loaded then.
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
