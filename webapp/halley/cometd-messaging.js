/**
 * What an application that was written for CometD's client sends: subscriptions, publishes, remote calls, with the
 * arguments that may be left out.
 *
 * @typedef {import('./cometd-listeners.js').Handle} Handle
 * @typedef {import('./cometd-session.js').Session} Session
 */

import { isFunction, validChannel } from './cometd-listeners.js';
import { withCallback } from './cometd-messages.js';
import { Meta } from './message.js';

export class Messaging {
  #listeners;
  #running;
  #config;
  #environment;
  #later;

  /**
   * @param {import('./cometd-listeners.js').Listeners} listeners
   * @param {{running: () => Session, config: () => Record<string, any>,
   *   environment: () => import('./environment.js').Environment, later: (code: () => void) => void}} context `running`
   *   throws when there is no session, nor one to come
   */
  constructor(listeners, { running, config, environment, later }) {
    this.#listeners = listeners;
    this.#running = running;
    this.#config = config;
    this.#environment = environment;
    this.#later = later;
  }

  /** @param {string} channel @param {any[]} args [scope,] callback [, props] [, subscribeCallback] @returns {Handle} */
  subscribe(channel, args) {
    validChannel(channel);
    const session = this.#running();
    const [scope, callback, ...rest] = isFunction(args[0]) ? [undefined, ...args] : args;
    const [props, told] = withCallback(rest, [undefined]);
    const isFirst = !this.#listeners.has(channel);
    const handle = this.#listeners.add(channel, scope ?? callback, scope === undefined ? undefined : callback, false);
    const { history, ...fields } = props ?? {};
    this.#ask(session, isFirst, { ...fields, channel: Meta.SUBSCRIBE, subscription: channel }, told, history);
    return handle;
  }

  /** @param {Handle} handle @param {any[]} args props, callback; both may be left out */
  unsubscribe(handle, args) {
    const session = this.#running();
    const [props, told] = withCallback(args, [undefined]);
    this.#listeners.remove(handle);
    const isLast = !this.#listeners.has(handle.channel);
    if (isLast) {
      session.ended(handle.channel);
    }
    this.#ask(session, isLast, { ...props, channel: Meta.UNSUBSCRIBE, subscription: handle.channel }, told);
  }

  /** @param {Handle | undefined} handle @param {Record<string, any>} [props] @returns {Handle | undefined} */
  resubscribe(handle, props) {
    if (handle === undefined || handle === null) {
      return undefined;
    }
    this.#listeners.remove(handle);
    const { channel, scope, callback } = handle;
    return this.subscribe(channel, scope === undefined ? [callback, props] : [scope, callback, props]);
  }

  /** @param {string} channel @param {any[]} args content, props, callback; any may be left out */
  publish(channel, args) {
    const [data, props, callback] = withCallback(args, [{}, undefined]);
    if (validChannel(channel).startsWith('/meta/')) {
      throw new Error('Illegal argument: cannot publish to meta channels');
    }
    this.#running().send({ ...props, channel, data }, callback);
  }

  /** @param {string} channel @param {any[]} args data, last, meta, props, callback; any may be left out */
  publishBinary(channel, args) {
    const [data, last, meta, props, callback] = withCallback(args, [new ArrayBuffer(0), true, undefined, undefined]);
    this.publish(channel, [{ meta, data, last }, binary(props), callback]);
  }

  /** @param {string} target @param {any[]} args content, timeout in ms, props, callback; any may be left out */
  remoteCall(target, args) {
    const [data, timeout, props, callback] = withCallback(args, [{}, this.#config().maxNetworkDelay, undefined]);
    if (typeof timeout !== 'number') {
      throw new Error('Illegal argument type: timeout must be a number');
    }
    const channel = validChannel(`/service${target.startsWith('/') ? '' : '/'}${target}`);
    this.#running().call({ ...props, channel, data }, timeout, callback, this.#environment());
  }

  /** @param {string} target @param {any[]} args data, last, meta, timeout, props, callback; any may be left out */
  remoteCallBinary(target, args) {
    const [data, last, meta, timeout, props, callback] = withCallback(args, [
      new ArrayBuffer(0), true, undefined, this.#config().maxNetworkDelay, undefined,
    ]);
    this.remoteCall(target, [{ meta, data, last }, timeout, binary(props), callback]);
  }

  /**
   * @param {Session} session
   * @param {boolean} isNeeded whether the server has to know
   * @param {import('./message.js').Message} message
   * @param {((reply: any) => void) | undefined} callback
   * @param {import('./subscriptions.js').Wish} [history]
   */
  #ask(session, isNeeded, message, callback, history) {
    if (isNeeded) {
      session.send(message, callback, history);
    } else if (callback !== undefined) {
      const { channel, subscription } = message;
      this.#later(() => callback({ channel, subscription, successful: true }));
    }
  }
}

/** @param {Record<string, any> | undefined} props */
function binary(props) {
  return { ...props, ext: { ...props?.ext, binary: {} } };
}
