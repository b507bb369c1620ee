/**
 * Moves a running session to another transport. Waits for the replies to requests in flight, and holds back new ones, so
 * that no outcome stays unknown. Closes the former transport when it has had time to bring what the server had sent over it.
 *
 * @typedef {import('./transport.js').Transport} Transport
 */

import { deadline } from './deadline.js';
import { deferred } from './environment.js';

export class Switching {
  /** @type {ReturnType<typeof deferred>[]} settled when the next connect is answered */
  #pending = [];
  /** @type {Transport | undefined} what the session has left, while the next one has not been connected over */
  #former;
  /** @type {Map<Transport, () => void>} those left are closed later; the session may come back to one, and leave it again */
  #cancels = new Map();
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
      this.#former?.close();
      this.#former = former;
      go(transport);
    }
    await done.promise;
  }

  /** A connect was answered. */
  connected() {
    if (this.#former !== undefined) {
      this.#closeLater(this.#former);
      this.#former = undefined;
    }
    this.#pending.splice(0).forEach(({ resolve }) => resolve(undefined));
  }

  /** The session is gone: what comes over the former transport is not for the next one. */
  lost() {
    this.#former?.close();
    this.#former = undefined;
  }

  /** @param {Error} error the client was closed */
  ended(error) {
    this.#former = undefined;
    this.#cancels.forEach((cancel) => cancel());
    this.#cancels.clear();
    this.#pending.splice(0).forEach(({ reject }) => reject(error));
  }

  /** @param {Transport} former */
  #closeLater(former) {
    const { environment, maxNetworkDelay } = this.#options;
    this.#cancels.get(former)?.();
    this.#cancels.set(former, deadline(environment, maxNetworkDelay, () => {
      this.#cancels.delete(former);
      if (former !== this.#link.exchange.transport) {
        former.close();
      }
    }));
  }
}
