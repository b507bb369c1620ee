/**
 * Takes a running session over to another transport: lets what is under way be answered first and holds back what comes
 * meanwhile, so that nothing is left with an unknown outcome; and closes the former one when it has had its time to bring
 * what the server had sent there.
 *
 * @typedef {import('./transport.js').Transport} Transport
 */

import { deferred } from './environment.js';

export class Switching {
  /** @type {ReturnType<typeof deferred>[]} settled when the next connect is answered */
  #pending = [];
  /** @type {(() => void) | undefined} closes what the session has left */
  #close;
  #link;
  #options;

  /**
   * @param {import('./link.js').Link} link
   * @param {Pick<ReturnType<typeof import('./options.js').optionsOf>, 'environment' | 'maxNetworkDelay'>} options
   */
  constructor(link, options) {
    this.#link = link;
    this.#options = options;
  }

  /**
   * @param {Transport} transport
   * @param {(transport: Transport) => void} go
   * @returns {Promise<unknown>} resolves when a connect was answered over it, or over what had to take its place
   */
  async to(transport, go) {
    const { exchange, outbox } = this.#link;
    const { clientId, transport: former } = exchange;
    if (clientId === undefined || transport === former) {
      return;
    }
    const done = deferred();
    this.#pending.push(done);
    outbox.hold();
    await exchange.settled();
    if (clientId === exchange.clientId) {
      this.#close?.();
      this.#close = () => former === exchange.transport || former?.close();
      go(transport);
    }
    await done.promise;
  }

  /** A connect was answered. */
  connected() {
    const { environment, maxNetworkDelay } = this.#options;
    if (this.#close !== undefined) {
      environment.setTimeout(this.#close, maxNetworkDelay);
      this.#close = undefined;
    }
    this.#pending.splice(0).forEach(({ resolve }) => resolve(undefined));
  }

  /** The session is gone: what comes over the former transport is not for the next one. */
  lost() {
    this.#close?.();
    this.#close = undefined;
  }

  /** @param {Error} error the client was closed */
  ended(error) {
    this.#close = undefined;
    this.#pending.splice(0).forEach(({ reject }) => reject(error));
  }
}
