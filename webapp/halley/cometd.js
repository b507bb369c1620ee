/**
 * The client with the names and the callback style of CometD's client (`cometd` 7 to 9 on npm): an application written
 * for that client moves by changing its import. docs/migration-from-cometd-js.md lists the differences.
 *
 * @typedef {import('./cometd-listeners.js').Handle} Handle
 * @typedef {import('./cometd-session.js').Callback} Callback
 */

import { CometDBase } from './cometd-base.js';
import { delegateOf, Listeners } from './cometd-listeners.js';
import { withCallback } from './cometd-messages.js';
import { Messaging } from './cometd-messaging.js';
import { optionsFrom } from './cometd-options.js';
import { Session } from './cometd-session.js';
import { State } from './state.js';

export * from './cometd-extensions.js';
export { CallbackPollingTransport, LongPollingTransport, Transport, WebSocketTransport } from './cometd-plugins.js';

/** What CometD calls the client's states. */
/** @typedef {'disconnected' | 'handshaking' | 'connecting' | 'connected' | 'disconnecting'} Status */
const STATUS = /** @type {Readonly<Record<import('./state.js').StateName, Status>>} */ (Object.freeze({
  [State.DISCONNECTED]: 'disconnected',
  [State.HANDSHAKING]: 'handshaking',
  [State.CONNECTING]: 'connecting',
  [State.CONNECTED]: 'connected',
  [State.UNCONNECTED]: 'connecting',
  [State.REHANDSHAKING]: 'handshaking',
  [State.DISCONNECTING]: 'disconnecting',
}));

export class CometD extends CometDBase {
  #listeners = new Listeners((error, handle, message) => {
    this._report(this.onListenerException, [error, handle, handle.listener, message], error);
  });
  #messaging = new Messaging(this.#listeners, {
    running: () => this.#running(),
    config: () => this._config,
    environment: () => this._plugins.environment,
    later: (code) => void this.setTimeout(code, 0),
  });
  /** @type {Set<(messages: any[]) => number>} */
  #timeoutListeners = new Set();
  /** @type {Session | undefined} */
  #session;

  /** @param {any} configuration @param {Record<string, any>} [props] */
  init(configuration, props) {
    this.configure(configuration);
    this.handshake(props);
  }

  /** @param {...any} args props, callback; both may be left out */
  handshake(...args) {
    const [props, callback] = withCallback(args, [undefined]);
    if (this.getStatus() !== 'disconnected') {
      throw new Error(`Illegal state: ${this.getStatus()}`);
    }
    this.#listeners.clearSubscribers();
    const types = this._plugins.types.filter((type) => type !== 'websocket' || this.websocketEnabled !== false);
    const options = optionsFrom(() => this._config, types, props);
    this._plugins.attach(options);
    this.#session = new Session(options, {
      listeners: this.#listeners,
      extensions: this._plugins.extensions,
      call: (call, reply) => this._call(call, reply),
      late: (messages) => {
        const granted = [...this.#timeoutListeners].map((listener) => Number(listener(messages)) || 0);
        return Math.max(0, ...granted);
      },
      transportChanged: (...change) => this._report(this.onTransportException, change, change[0]),
      warn: (error) => this._warn(error),
      over: () => { this.#session = undefined; },
    }, callback);
  }

  /** @param {...any} args props, callback; both may be left out */
  disconnect(...args) {
    const [props, callback] = withCallback(args, [undefined]);
    if (!this.isDisconnected()) {
      void this.#session?.stop(props, callback);
    }
  }

  startBatch() {
    this.#session?.link.outbox.begin();
  }

  endBatch() {
    this.#session?.link.outbox.end();
  }

  /** @param {any} scope @param {any} [callback] */
  batch(scope, callback) {
    const delegate = delegateOf(scope, callback);
    const run = () => /** @type {any} */ (delegate.callback).call(delegate.scope);
    return this.#session === undefined ? run() : this.#session.link.outbox.batch(run);
  }

  /** @param {string} channel @param {any} scope @param {any} [callback] @returns {Handle} */
  addListener(channel, scope, callback) {
    return this.#listeners.add(channel, scope, callback, true);
  }

  /** @param {Handle} handle */
  removeListener(handle) {
    if (!handle?.channel) {
      throw new Error(`Invalid argument: expected subscription, not ${handle}`);
    }
    this.#listeners.remove(handle);
  }

  clearListeners() {
    this.#listeners.clear();
  }

  clearSubscriptions() {
    this.#listeners.clearSubscribers();
  }

  /**
   * @param {string} channel
   * @param {...any} args [scope,] callback [, props] [, subscribeCallback]
   * @returns {Handle} for `unsubscribe`
   */
  subscribe(channel, ...args) {
    return this.#messaging.subscribe(channel, args);
  }

  /** @param {Handle} handle @param {...any} args props, callback; both may be left out */
  unsubscribe(handle, ...args) {
    this.#messaging.unsubscribe(handle, args);
  }

  /** @param {Handle | undefined} handle @param {Record<string, any>} [props] @returns {Handle | undefined} */
  resubscribe(handle, props) {
    return this.#messaging.resubscribe(handle, props);
  }

  /** @param {string} channel @param {...any} args content, props, callback; any may be left out */
  publish(channel, ...args) {
    this.#messaging.publish(channel, args);
  }

  /** @param {string} channel @param {...any} args data, last, meta, props, callback; any may be left out */
  publishBinary(channel, ...args) {
    this.#messaging.publishBinary(channel, args);
  }

  /** @param {string} target @param {...any} args content, timeout in ms, props, callback; any may be left out */
  remoteCall(target, ...args) {
    this.#messaging.remoteCall(target, args);
  }

  /** @param {string} target @param {...any} args data, last, meta, timeout, props, callback; any may be left out */
  remoteCallBinary(target, ...args) {
    this.#messaging.remoteCallBinary(target, args);
  }

  /** @param {any} message without id and clientId */
  send(message) {
    this.#running().send(message);
  }

  /** Handles a message as if it had come from the server. @param {any} message */
  receive(message) {
    this.#session?.link.exchange.receive([message]);
  }

  getStatus() {
    return STATUS[this.#session?.link.machine.state ?? State.DISCONNECTED];
  }

  isDisconnected() {
    return ['disconnected', 'disconnecting'].includes(this.getStatus());
  }

  getClientId() {
    return this.#session?.link.exchange.clientId ?? null;
  }

  getURL() {
    const { url, urls } = this._config;
    return urls[this.#session?.transport?.name ?? ''] ?? url;
  }

  /** @returns {{type: string, url: string, abort: () => void} | null} */
  getTransport() {
    const transport = this.#session?.transport;
    return transport ? { type: transport.name, url: this.getURL(), abort: () => transport.close() } : null;
  }

  getAdvice() {
    return { ...this.#session?.link.advice };
  }

  /** @param {string} event `timeout` @param {(messages: any[]) => number} listener gives more milliseconds to wait */
  addTransportListener(event, listener) {
    if (event !== 'timeout') {
      throw new Error(`Unsupported event ${event}`);
    }
    this.#timeoutListeners.add(listener);
  }

  /** @param {string} event @param {(messages: any[]) => number} listener @returns {boolean} whether it was there */
  removeTransportListener(event, listener) {
    return event === 'timeout' && this.#timeoutListeners.delete(listener);
  }

  #running() {
    if (this.#session === undefined || this.isDisconnected()) {
      throw new Error('Illegal state: disconnected');
    }
    return this.#session;
  }
}
