/**
 * Reports new sessions and transports, and then sends what waited for them, in order: subscriptions, then what listeners
 * publish, then what the application has published meanwhile.
 */

export class SessionNews {
  #link;
  #events;
  #hadSession = false;
  /** @type {string | undefined} the name of the transport that was told of last */
  #transport;
  /** What is to be sent first when a connect has been answered. */
  #first = () => {};

  /** @param {import('./link.js').Link} link @param {import('./emitter.js').Emitter} events */
  constructor(link, events) {
    this.#link = link;
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
    const { exchange, outbox, subscriptions } = this.#link;
    const { clientId, transport } = exchange;
    const renewed = this.#hadSession;
    this.#hadSession = true;
    const tell = () => {
      subscriptions.renew();
      exchange.history?.resume();
      this.#events.emit('session', { clientId, transport: transport?.name, renewed, resumed, reply });
    };
    if (resumed) {
      this.#first = tell; // until then the server may answer over the earlier page's connect
    } else {
      this.#first = () => this.#resume();
      outbox.release(tell);
    }
  }

  #resume() {
    const { exchange, subscriptions } = this.#link;
    subscriptions.resume();
    exchange.history?.resume();
  }

  /**
   * @param {import('./message.js').Message} reply to a connect
   * @param {import('./negotiation.js').Negotiation} negotiation
   */
  connected(reply, negotiation) {
    const { exchange, outbox } = this.#link;
    const transport = exchange.transport?.name;
    const previous = this.#transport;
    this.#transport = transport;
    if (transport !== previous) {
      this.#events.emit('transport', { transport, previous, reason: negotiation.reason(previous) });
    }
    if (outbox.held) {
      const first = this.#first;
      this.#first = () => this.#resume();
      outbox.release(first);
    }
    this.#events.emit('connect', { reply });
  }
}
