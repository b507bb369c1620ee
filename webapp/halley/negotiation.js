/**
 * Chooses the transport. The first of the wanted ones that gets a handshake answered is kept; those before it that
 * failed are not tried again until the application connects anew, since a network that lets no WebSocket through
 * will not do so a minute later. While nobody answers at all, none is given up: then the server is down.
 *
 * @typedef {import('./transport.js').Transport} Transport
 */

/** So many handshakes in a row the transport that has worked is tried alone, before others get their chance. */
const LOYALTY = 3;

export class Negotiation {
  #transports;
  /** @type {Transport | undefined} */
  #proven;
  #failures = 0;

  /** @param {Transport[]} transports the preferred one first */
  constructor(transports) {
    this.#transports = transports;
  }

  /** The connection types to offer to the server. */
  get connectionTypes() {
    return this.#transports.map(({ name }) => name);
  }

  /** @returns {Transport[]} what to try for the next handshake, in this order */
  candidates() {
    return this.#proven !== undefined && this.#failures < LOYALTY ? [this.#proven] : [...this.#transports];
  }

  /** A handshake got no answer over any candidate. */
  nobodyAnswered() {
    this.#failures += 1;
  }

  /**
   * A handshake was answered over one transport.
   *
   * @param {Transport} transport
   * @param {string[]} [offered] the connection types that the server has; undefined means any
   * @returns {Transport | undefined} the transport to go on with, undefined when there is none in common
   */
  answered(transport, offered) {
    this.#transports = this.#transports.slice(this.#transports.indexOf(transport));
    const common = this.#transports.filter(({ name }) => offered === undefined || offered.includes(name));
    this.#proven = common[0];
    this.#failures = 0;
    return this.#proven;
  }
}
