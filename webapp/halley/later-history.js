/**
 * Loads what recovers messages, once a server has said that it keeps history, and holds what an earlier page has left
 * for it.
 *
 * @typedef {import('./message.js').Position} Position
 */

export class LaterHistory {
  /** Whether handshakes ask for it. */
  isWanted;
  /** @type {Record<string, Position>} where an earlier page was, by channel */
  kept = {};
  /** @type {import('./history.js').Subscribers} */
  subscriptions;
  #link;
  #options;
  #events;

  /**
   * @param {import('./link.js').Link} link
   * @param {Pick<ReturnType<typeof import('./options.js').optionsOf>, 'environment' | 'history'>} options
   * @param {import('./emitter.js').Emitter} events
   */
  constructor(link, options, events) {
    this.isWanted = options.history;
    this.subscriptions = link.subscriptions;
    this.#link = link;
    this.#options = options;
    this.#events = events;
  }

  /** Where the client is in each channel. */
  get positions() {
    return { ...this.kept, ...this.#link.exchange.history?.positions };
  }

  /** A session begins; it goes on without when the code cannot be loaded. @param {import('./message.js').Message} reply */
  async begin(reply) {
    const { exchange, outbox } = this.#link;
    if (this.isWanted && reply.ext?.history && exchange.history === undefined) {
      try {
        const { History } = await import('./history.js');
        const { kept, subscriptions } = this;
        const { environment } = this.#options;
        exchange.history = new History({ outbox, subscriptions, environment, events: this.#events, kept });
      } catch (error) {
        this.#events.report(error);
      }
    }
    exchange.history?.begin(reply);
  }
}
