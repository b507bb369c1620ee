/**
 * Listeners and subscribers by channel, as an application that was written for CometD's client knows them.
 *
 * @typedef {import('./message.js').Message & Record<string, any>} Reply
 *
 * @typedef {object} Handle what `addListener` and `subscribe` return
 * @property {number} id
 * @property {string} channel
 * @property {any} scope
 * @property {(message: any) => void} callback
 * @property {boolean} listener whether it is a listener, which outlives handshakes; else a subscriber, which does not
 */

import { patternsOf } from './channel.js';

/** What may stand in a channel, as CometD sees it; the server has the last word. */
const CHANNEL = /^\/[A-Za-z0-9 !#$()*+\-./@_{~}]+$/;

/** @param {unknown} value @returns {value is Function} */
export const isFunction = (value) => typeof value === 'function';

/** @param {unknown} channel @returns {string} @throws {Error} when it can be no channel */
export function validChannel(channel) {
  if (typeof channel !== 'string' || !CHANNEL.test(channel)) {
    throw new Error(`Illegal argument: invalid channel ${channel}`);
  }
  return channel;
}

/**
 * @param {any} scope what the callback is called on; or the callback, when there is no second argument
 * @param {any} callback a function, or the name of the scope's method
 * @returns {{scope: any, callback: (message: any) => void}}
 */
export function delegateOf(scope, callback) {
  if (isFunction(scope)) {
    return { scope: undefined, callback: /** @type {any} */ (scope) };
  }
  const method = typeof callback === 'string' ? scope?.[callback] : callback;
  if (!isFunction(method)) {
    throw new Error(`Invalid callback ${callback} for scope ${scope}`);
  }
  return { scope, callback: /** @type {any} */ (method) };
}

export class Listeners {
  /** @type {Map<string, Set<Handle>>} */
  #handles = new Map();
  #lastId = 0;
  #report;

  /** @param {(error: unknown, handle: Handle, message: Reply) => void} report is told when one of them throws */
  constructor(report) {
    this.#report = report;
  }

  /**
   * @param {string} channel
   * @param {any} scope
   * @param {any} callback
   * @param {boolean} listener
   * @returns {Handle}
   */
  add(channel, scope, callback, listener) {
    const delegate = delegateOf(scope, callback);
    this.#lastId += 1;
    const handle = { id: this.#lastId, channel, ...delegate, listener };
    this.#handles.set(channel, (this.#handles.get(channel) ?? new Set()).add(handle));
    return handle;
  }

  /** @param {Handle} handle */
  remove(handle) {
    const handles = this.#handles.get(handle.channel);
    handles?.delete(handle);
    if (handles?.size === 0) {
      this.#handles.delete(handle.channel);
    }
  }

  /** Whether anybody is on the channel. @param {string} channel */
  has(channel) {
    return this.#handles.has(channel);
  }

  /** Whether anybody has subscribed the channel. @param {string} channel */
  hasSubscribers(channel) {
    return [...this.#handles.get(channel) ?? []].some(({ listener }) => !listener);
  }

  clear() {
    this.#handles.clear();
  }

  /** Removes the subscribers, of one channel or of all, and leaves the listeners. @param {string} [channel] */
  clearSubscribers(channel) {
    const channels = channel === undefined ? [...this.#handles.keys()] : [channel];
    channels.flatMap((one) => [...this.#handles.get(one) ?? []])
      .filter(({ listener }) => !listener)
      .forEach((handle) => this.remove(handle));
  }

  /** Calls those of the channel, then those of wider patterns. @param {string} channel @param {Reply} message */
  notify(channel, message) {
    for (const pattern of patternsOf(channel)) {
      for (const handle of [...this.#handles.get(pattern) ?? []]) {
        try {
          handle.callback.call(handle.scope, message);
        } catch (error) {
          this.#report(error, handle, message);
        }
      }
    }
  }
}
