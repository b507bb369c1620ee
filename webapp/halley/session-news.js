/**
 * Tells of new sessions and of the transport in use, and lets go what has waited for them, in order: subscriptions
 * first, then what listeners publish, then what the application has published meanwhile.
 */

export class SessionNews {
  #exchange;
  #outbox;
  #subscriptions;
  #events;
  #hadSession = false;
  /** @type {string | undefined} the name of the transport that was told of last */
  #transport;
  /** What is to be sent first when a connect has been answered. */
  #first = () => {};

  /**
   * @param {import('./exchange.js').Exchange} exchange
   * @param {import('./outbox.js').Outbox} outbox
   * @param {import('./subscriptions.js').Subscriptions} subscriptions
   * @param {import('./emitter.js').Emitter} events
   */
  constructor(exchange, outbox, subscriptions, events) {
    this.#exchange = exchange;
    this.#outbox = outbox;
    this.#subscriptions = subscriptions;
    this.#events = events;
  }

  /** The application wants a connection; its first session will not be a renewed one. */
  forget() {
    this.#hadSession = false;
  }

  /** The connection is over: the next transport is told of again. */
  ended() {
    this.#transport = undefined;
  }

  /**
   * @param {boolean} resumed whether the session is an earlier page's
   * @param {import('./message.js').Message} [reply] to the handshake
   */
  opened(resumed, reply) {
    const { clientId, transport } = this.#exchange;
    const renewed = this.#hadSession;
    this.#hadSession = true;
    const tell = () => {
      this.#subscriptions.renew();
      this.#events.emit('session', { clientId, transport: transport?.name, renewed, resumed, reply });
    };
    if (resumed) {
      this.#first = tell; // until then the server may answer over the earlier page's connect
    } else {
      this.#first = () => this.#subscriptions.resume();
      this.#outbox.release(tell);
    }
  }

  /** @param {import('./message.js').Message} reply to a connect */
  connected(reply) {
    const transport = this.#exchange.transport?.name;
    const previous = this.#transport;
    this.#transport = transport;
    if (transport !== previous) {
      this.#events.emit('transport', { transport, previous });
    }
    if (this.#outbox.held) {
      const first = this.#first;
      this.#first = () => this.#subscriptions.resume();
      this.#outbox.release(first);
    }
    this.#events.emit('connect', { reply });
  }
}
