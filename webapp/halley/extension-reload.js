/**
 * Lets the session outlive a reload of the page: when the page ends, what is known of the session is put into the tab's
 * `sessionStorage`, and the page that comes next goes on with it instead of asking for a new one. The subscriptions are
 * made again, which the server takes for granted; what it has queued meanwhile it delivers.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./extensions.js').Extension} Extension
 * @typedef {Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>} KeepingPlace
 */

import { Meta } from './message.js';

/** @implements {Extension} */
export class ReloadExtension {
  /** Of the entry in the storage. */
  name;
  #storage;
  #url = '';
  /** @type {import('./extensions.js').Host['history']} */
  #history;
  /** @type {Message | undefined} what the server answered to the handshake of the running session */
  #reply;
  #transport = '';

  /**
   * @param {{name?: string, storage?: KeepingPlace}} [options] `name`: of the entry in the storage, one for each client
   *   of a page; default `halley.reload`. `storage`: default `sessionStorage`; without one nothing is kept
   */
  constructor({ name = 'halley.reload', storage = tabStorage() } = {}) {
    this.name = name;
    this.#storage = storage;
  }

  /** @param {import('./extensions.js').Host} host */
  attached({ url, history }) {
    this.#url = url.href;
    this.#history = history;
  }

  /**
   * Keeps the session, and where it is in the channels with history, for the page that comes next.
   *
   * @returns {boolean} whether there was a session to keep
   */
  leave() {
    const session = this.#reply && this.#transport && { transport: this.#transport, reply: this.#reply };
    const positions = this.#history?.positions ?? {};
    if (!this.#storage || (!session && Object.keys(positions).length === 0)) {
      return false;
    }
    this.#storage.setItem(this.name, JSON.stringify({ url: this.#url, ...(session || {}), positions }));
    return Boolean(session);
  }

  /** @returns {Message | null} */
  resume() {
    const text = this.#storage?.getItem(this.name);
    if (!text) {
      return null;
    }
    this.#storage?.removeItem(this.name);
    const { url, transport, reply, positions } = JSON.parse(text);
    if (url === this.#url && this.#history) {
      Object.assign(this.#history.kept, positions);
    }
    if (url !== this.#url || typeof reply?.clientId !== 'string') {
      return null;
    }
    const { timesync, ...ext } = reply.ext ?? {}; // that was the time then
    return { ...reply, connectionType: transport, ext: { ...ext, reload: true } };
  }

  /** @param {Message} message @returns {Message} */
  outgoing(message) {
    if (message.channel === Meta.CONNECT) {
      this.#transport = message.connectionType ?? '';
    } else if (message.channel === Meta.HANDSHAKE || message.channel === Meta.DISCONNECT) {
      this.#reply = undefined;
      this.#transport = '';
    }
    return message;
  }

  /** @param {Message} message @returns {Message} */
  incoming(message) {
    const batch = message.ext?.ack;
    if (message.channel === Meta.HANDSHAKE && message.successful) {
      this.#reply = message;
    } else if (message.channel === Meta.CONNECT && this.#reply && batch) {
      // The page that comes next acknowledges it, whether or not the next connect of this one arrives.
      this.#reply = { ...this.#reply, ext: { ...this.#reply.ext, ack: { enabled: true, batch } } };
    }
    return message;
  }
}

/** @returns {KeepingPlace | undefined} */
function tabStorage() {
  try {
    return globalThis.sessionStorage;
  } catch {
    return undefined; // the browser forbids it
  }
}
