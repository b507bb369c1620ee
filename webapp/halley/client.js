/**
 * The client: the part of Bayeux that an application sees.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./message.js').DataMessage} DataMessage
 * @typedef {import('./subscription.js').Subscription} Subscription
 * @typedef {{signal?: AbortSignal}} Abortable `signal`: ends the wait
 */

import { Calls } from './calls.js';
import { checkChannel, isMeta } from './channel.js';
import { checkNames } from './checks.js';
import { watch } from './debug.js';
import { Emitter } from './emitter.js';
import { abortable } from './environment.js';
import { Extensions } from './extensions.js';
import { Link } from './link.js';
import { streamOf } from './message-stream.js';
import { optionsOf } from './options.js';
import { start } from './start.js';

const SUBSCRIBE = ['signal', 'fields', 'history'];

/**
 * Connects to a Bayeux server, and stays connected.
 *
 * Events, for `on`:
 * - `state` ({state, previous, error}): the state has changed,
 * - `session` ({clientId, transport, renewed, resumed, reply}): a handshake succeeded, or (`resumed`) the session of an earlier page
 *   continues. The client renews its subscriptions, then sends what listeners of this event publish, then what waited for the connection,
 * - `transport` ({transport, previous, reason}): the session uses another transport, or its first one,
 * - `connect` ({reply}): the server answered a connect, as it does again and again while the client is connected,
 * - `failure` (an error): an attempt failed; the client tries again,
 * - `recovered` ({channel, count, position}): missed messages of a channel with history arrive next,
 * - `lost` ({channel, reason, position}): messages missed after the position cannot be recovered,
 * - `unsubscribed` ({channel, error}): the server refused a subscription after a new handshake,
 * - `leave`: the page ends; what listeners publish goes with the disconnect,
 * - `keep`: the page ends, and an extension keeps the session for the next page, so there is no disconnect,
 * - `error` (what was thrown): a listener or an extension of the application failed.
 */
export class Client {
  #options;
  #events = new Emitter();
  #extensions = new Extensions((error) => this.#events.report(error));
  #link;
  #calls;

  /** @param {import('./options.js').ClientOptions} options @throws {TypeError} when an option is unknown or invalid */
  constructor(options) {
    this.#options = optionsOf(options);
    if (this.#options.debug) {
      watch(this.#options.debug, this.#events, this.#extensions);
    }
    this.#link = new Link(this.#options, this.#events, this.#extensions);
    this.#calls = new Calls(this.#link, this.#options);
  }

  /** The current state, one of State. */
  get state() {
    return this.#link.machine.state;
  }

  /** The session's id; undefined while there is no session. */
  get clientId() {
    return this.#link.exchange.clientId;
  }

  /** The name of the transport in use; undefined while there is no session. */
  get transport() {
    return this.clientId === undefined ? undefined : this.#link.exchange.transport?.name;
  }

  /** The server's last advice; undefined while disconnected. */
  get advice() {
    return this.#link.advice;
  }

  /**
   * Adds a listener for an event.
   *
   * @param {string} event
   * @param {(detail: any) => void} listener
   * @param {Abortable} [options] `signal`: removes the listener
   * @returns {() => void} removes the listener
   */
  on(event, listener, options) {
    return this.#events.on(event, listener, options);
  }

  /** Adds a listener for the next event of this name. @type {Client['on']} */
  once(event, listener, options) {
    const stop = this.on(event, (detail) => {
      stop();
      listener(detail);
    }, options);
    return stop;
  }

  /**
   * Adds an extension, which may observe, change or stop every message.
   *
   * @param {import('./extensions.js').Extension} extension
   * @returns {() => void} removes the extension
   */
  extend(extension) {
    const { environment, url } = this.#options;
    const { history } = this.#link;
    return this.#extensions.add(extension, { environment, url, history, on: this.#events.on.bind(this.#events) });
  }

  /**
   * Sets the transports. A running session moves to the first of them that the server offers and allows and that opens, or else a new
   * session begins. Resolves after that; without a session, at once.
   *
   * @param {readonly (string | import('./transport.js').TransportFactory)[]} transports as in the options
   * @param {Abortable} [options]
   * @returns {Promise<void>} rejects with a BayeuxError 405 if the server offers none of them
   */
  async useTransports(transports, { signal } = {}) {
    signal?.throwIfAborted();
    await abortable(this.#link.useTransports(transports), signal);
  }

  /**
   * Connects, and stays connected until `disconnect`. While the client cannot reach the server, it keeps trying. Resolves when connected.
   * Rejects when the server refuses; also when the signal aborts or the timeout ends first, which disconnects.
   *
   * @param {Abortable & {timeout?: number}} [options] `timeout` in milliseconds, 0, the default, for none; after it, a TimeoutError with
   *   the last attempt's failure as its `cause`
   * @returns {Promise<void>}
   */
  connect(options) {
    return start(this.#link, this.#options.environment, options);
  }

  /**
   * Ends the session and all subscriptions. Resolves when the server has confirmed, or cannot be reached.
   *
   * @param {Abortable} [options] `signal`: ends the wait; the client disconnects nevertheless
   */
  async disconnect({ signal } = {}) {
    await abortable(this.#link.stop(), signal);
  }

  /**
   * Subscribes, before or after `connect`. The client renews the subscription after a new handshake. Resolves when the server has
   * confirmed. Rejects with a BayeuxError if the server refuses, or with the signal's reason.
   *
   * @param {string} channel a channel, or a pattern that ends with `*` or `**`
   * @param {(message: DataMessage) => void} listener
   * @param {Abortable & {fields?: Record<string, any>, history?: import('./subscriptions.js').Wish}} [options] `signal`: ends the
   *   subscription, at any time; `fields`: further fields, such as `ext`; `history`: where to begin; those of the channel's first listener
   *   count
   * @returns {Promise<Subscription>}
   */
  async subscribe(channel, listener, options = {}) {
    checkNames('subscribe', options, SUBSCRIBE);
    options.signal?.throwIfAborted();
    const { subscription, confirmed } = this.#subscribe(channel, listener, options);
    await abortable(confirmed, options.signal);
    return subscription;
  }

  /**
   * Subscribes, for `for await`. The iteration ends when the loop ends, or when the application disconnects the client. It rejects if the
   * server refuses or ends the session, if the signal aborts, or if the buffer overflows.
   *
   * @param {string} channel a channel, or a pattern that ends with `*` or `**`
   * @param {Abortable & {limit?: number, overflow?: 'fail' | 'drop-oldest' | 'drop-newest', fields?: Record<string, any>, history?:
   *   import('./subscriptions.js').Wish}} [options] `limit`: size of the buffer in messages, 1 or more, default 1,000; `overflow`: what
   *   happens when it is full, default `fail`: an OverflowError
   * @returns {import('./message-stream.js').MessageStream<DataMessage>}
   */
  messages(channel, options = {}) {
    checkNames('messages', options, [...SUBSCRIBE, 'limit', 'overflow']);
    return streamOf(options, (listener, { fields, history }) => this.#subscribe(channel, listener, { fields, history }));
  }

  /**
   * Publishes a message. Resolves with the server's reply. Rejects with a BayeuxError if the server refuses, a TransportError if the
   * connection failed meanwhile, a ClosedError if the client is not connected or the session ended.
   *
   * @param {string} channel
   * @param {any} data any JSON value
   * @param {Abortable & {fields?: Record<string, any>, key?: string}} [options] `fields`: further fields, such as `ext`; `key`: lets the
   *   server recognise a repeated publish; by default the client makes one on a channel with history
   * @returns {Promise<Message>}
   */
  publish(channel, data, options) {
    return this.#calls.publish(channel, data, options);
  }

  /**
   * Calls a remote procedure. Resolves with the answer's data. If the service returns a failure, rejects with a BayeuxError whose
   * `reply.data` has it.
   *
   * @param {string} target the channel without `/service/`
   * @param {any} data
   * @param {Abortable & {timeout?: number, fields?: Record<string, any>}} [options] `timeout` in milliseconds, 0 for none; default
   *   `maxNetworkDelay`
   * @returns {Promise<any>}
   */
  call(target, data, options) {
    return this.#calls.call(target, data, options);
  }

  /**
   * Watches the members of a channel. Resolves when the server has confirmed; its first message brings the members.
   *
   * @param {string} channel
   * @param {import('./presence.js').PresenceListeners} [listeners]
   * @param {Abortable} [options]
   * @returns {Promise<import('./presence.js').Presence>}
   */
  async presence(channel, listeners = {}, options = {}) {
    const { watch } = await import('./presence.js');
    const { subscriptions } = this.#link;
    const subscribe = this.subscribe.bind(this);
    return watch(channel, listeners, { ...this.#options, events: this.#events, subscriptions, subscribe, options });
  }

  /**
   * Runs the code, and sends what it publishes and subscribes together, in order.
   *
   * @template T
   * @param {() => T} code not asynchronous: the batch ends when it returns
   * @returns {T} what the code returns
   */
  batch(code) {
    return this.#link.outbox.batch(code);
  }

  /** @type {import('./subscriptions.js').Subscriptions['add']} */
  #subscribe(channel, listener, options = {}) {
    if (isMeta(checkChannel(channel))) {
      throw new TypeError(`Cannot subscribe to ${channel}; use the client's events and extensions.`);
    }
    checkNames('history', options.history, ['last', 'all', 'from', 'orLast']);
    return this.#link.subscriptions.add(channel, listener, options);
  }
}
