/**
 * Chooses the transport: the first of the wanted ones that gets through. If none of them gets an answer, the server is
 * down, and the preferred one stays. docs/transport-fallback.md has the rule.
 *
 * @typedef {import('./transport.js').Transport} Transport
 */

/** For this many failures in a row, the client tries only the transport that has worked; then the others, too. */
const LOYALTY = 3;

export class Negotiation {
  /** @type {Transport[]} the preferred one first */
  #transports;
  /** @type {readonly string[] | undefined} the connection types that the server has; undefined means any */
  #offered;
  /** @type {Transport | undefined} */
  #proven;
  #failures = 0;
  #cuts = 0;
  #isChosen = false;
  #isBuffered = false;

  /** @param {Transport[]} transports the preferred one first */
  constructor(transports) {
    this.#transports = transports;
  }

  /** @returns {Transport | undefined} the preferred transport, while another is in use */
  get preferred() {
    return this.#proven === this.#first ? undefined : this.#first;
  }

  /** The connection types to offer to the server. */
  get connectionTypes() {
    return this.#transports.map(({ name }) => name);
  }

  /** @returns {Transport[]} what to try for the next handshake, in this order */
  candidates() {
    return this.#proven !== undefined && this.#failures < LOYALTY ? [this.#proven] : [...this.#transports];
  }

  /** @returns {Transport[]} what to try to connect the running session with, in this order */
  reconnectCandidates() {
    return this.candidates().filter((transport) => this.#isOffered(transport));
  }

  /** No candidate got an answer. */
  nobodyAnswered() {
    this.#failures += 1;
  }

  /**
   * A handshake was answered over one transport.
   *
   * @param {Transport} transport
   * @param {readonly string[]} [offered] the connection types that the server has; undefined means any
   * @returns {Transport | undefined} the transport to go on with, undefined when there is none in common
   */
  answered(transport, offered) {
    this.#offered = offered;
    const rest = this.#transports.slice(this.#transports.indexOf(transport));
    this.#proven = rest.find((one) => this.#isOffered(one)) ?? this.#first;
    this.#failures = 0;
    return this.#proven;
  }

  /**
   * A connect was answered.
   *
   * @param {Transport} transport
   * @param {boolean} held whether the server had held it, which shows that the network lets a connection live
   */
  worked(transport, held) {
    if (transport !== this.#proven) {
      this.#proven = transport;
      this.#cuts = 0;
    }
    this.#failures = 0;
    this.#cuts = held ? 0 : this.#cuts;
  }

  /**
   * A held connect was cut. If the network does so repeatedly, and never lets one live, this transport does not work in it.
   *
   * @param {Transport} transport
   * @param {boolean} [isBuffered] whether something buffers the stream: the client then leaves this transport at once
   */
  cut(transport, isBuffered = false) {
    this.#cuts += isBuffered ? LOYALTY : 1;
    const next = this.#transports.slice(this.#transports.indexOf(transport) + 1).find((one) => this.#isOffered(one));
    if (this.#cuts >= LOYALTY && next !== undefined) {
      this.#proven = next;
      this.#isBuffered = isBuffered;
      this.#cuts = 0;
    }
  }

  /**
   * The application wants others, or another order.
   *
   * @param {Transport[]} transports
   * @returns {Transport | undefined} the one to use for the running session, undefined when the server has none of them
   */
  choose(transports) {
    const chosen = transports.find((transport) => this.#isOffered(transport));
    if (chosen !== undefined) {
      this.#isChosen = true;
      this.#transports = transports;
      this.#proven = undefined;
      this.#failures = 0;
      this.#cuts = 0;
    }
    return chosen;
  }

  /** @param {string | undefined} previous @returns {string} why another transport than the previous is in use */
  reason(previous) {
    const isChosen = this.#isChosen;
    const isBuffered = this.#isBuffered;
    this.#isChosen = false;
    this.#isBuffered = false;
    if (previous === undefined) {
      return 'connected';
    }
    if (!this.#isOffered({ name: previous })) {
      return 'negotiated';
    }
    if (isBuffered) {
      return 'buffered';
    }
    return this.preferred ? 'fallback' : isChosen ? 'chosen' : 'upgrade';
  }

  get #first() {
    return this.#transports.find((transport) => this.#isOffered(transport));
  }

  /** @param {{name: string}} transport */
  #isOffered({ name }) {
    return this.#offered === undefined || this.#offered.includes(name);
  }
}
