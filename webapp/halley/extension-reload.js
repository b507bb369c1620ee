/**
 * Lets a session survive a reload of the page. When the page ends, the extension stores the session in the tab's
 * `sessionStorage`; the next page continues with it instead of asking for a new one. The client subscribes again, which
 * the server accepts as a matter of course, and the server delivers what it has queued meanwhile.
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
   * @param {{name?: string, storage?: KeepingPlace}} [options] `name`: of the entry in the storage, different for each
   *   client of a page; default `halley.reload`. `storage`: default `sessionStorage`; if there is none, nothing is
   *   stored
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
   * Stores the session, and its positions on channels with history, for the next page.
   *
   * @returns {boolean} whether there was a session to store
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
