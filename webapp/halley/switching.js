/**
 * Takes a running session over to another transport: lets what is under way be answered first and holds back what comes
 * meanwhile, so that nothing is left with an unknown outcome.
 *
 * @typedef {import('./transport.js').Transport} Transport
 */

import { deferred } from './environment.js';

export class Switching {
  /** @type {ReturnType<typeof deferred>[]} settled when the next connect is answered */
  #pending = [];
  #link;

  /** @param {import('./link.js').Link} link */
  constructor(link) {
    this.#link = link;
  }

  /**
   * @param {Transport} transport
   * @param {(transport: Transport) => void} go
   * @returns {Promise<unknown>} resolves when a connect was answered over it, or over what had to take its place
   */
  async to(transport, go) {
    const { exchange, outbox } = this.#link;
    const { clientId } = exchange;
    if (clientId === undefined || transport === exchange.transport) {
      return;
    }
    const done = deferred();
    this.#pending.push(done);
    outbox.hold();
    await exchange.settled();
    if (clientId === exchange.clientId) {
      go(transport);
    }
    await done.promise;
  }

  /** A connect was answered. */
  connected() {
    this.#pending.splice(0).forEach(({ resolve }) => resolve(undefined));
  }

  /** @param {Error} error the client was closed */
  ended(error) {
    this.#pending.splice(0).forEach(({ reject }) => reject(error));
  }
}
