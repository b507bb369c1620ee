/**
 * The client: what an application sees of Bayeux.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./message.js').DataMessage} DataMessage
 * @typedef {import('./subscription.js').Subscription} Subscription
 * @typedef {{signal?: AbortSignal}} Abortable the signal ends the wait
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
 * A connection to a Bayeux server that keeps itself up.
 *
 * Events, for `on`:
 * - `state` ({state, previous, error}),
 * - `session` ({clientId, transport, renewed, resumed, reply}): a handshake succeeded, or (`resumed`) an earlier page's
 *   session goes on; subscriptions are being made again, and what a listener publishes goes right after them, before
 *   what has waited for the connection,
 * - `transport` ({transport, previous, reason}): the session goes over another transport, or its first one,
 * - `connect` ({reply}): a connect was answered, which happens again and again while connected,
 * - `failure` (an error): an attempt failed and will be made again,
 * - `recovered` ({channel, count, position}): what was missed on a channel with history comes now,
 * - `lost` ({channel, reason, position}): what was missed after the position cannot be recovered,
 * - `unsubscribed` ({channel, error}): the server took a subscription back after a new handshake,
 * - `leave`: the page ends; what a listener publishes goes with the farewell,
 * - `keep`: the page ends, but an extension keeps the session for the next one; so there is no farewell,
 * - `error` (whatever was thrown): a listener or an extension of the application failed.
 */
export class Client {
  #options;
  #events = new Emitter();
  #extensions = new Extensions((error) => this.#events.report(error));
  #link;
  #calls;

  /** @param {import('./options.js').ClientOptions} options */
  constructor(options) {
    this.#options = optionsOf(options);
    if (this.#options.debug) {
      watch(this.#options.debug, this.#events, this.#extensions);
    }
    this.#link = new Link(this.#options, this.#events, this.#extensions);
    this.#calls = new Calls(this.#link, this.#options);
  }

  /** One of State. */
  get state() {
    return this.#link.machine.state;
  }

  /** The session's id, undefined while there is none. */
  get clientId() {
    return this.#link.exchange.clientId;
  }

  /** The name of the transport in use, undefined while there is no session. */
  get transport() {
    return this.clientId === undefined ? undefined : this.#link.exchange.transport?.name;
  }

  /** What the server advised last, undefined while disconnected. */
  get advice() {
    return this.#link.advice;
  }

  /**
   * Listens to an event.
   *
   * @param {string} event
   * @param {(detail: any) => void} listener
   * @param {Abortable} [options] the signal stops listening
   * @returns {() => void} stops listening
   */
  on(event, listener, options) {
    return this.#events.on(event, listener, options);
  }

  /** Listens to an event until it comes. @type {Client['on']} */
  once(event, listener, options) {
    const stop = this.on(event, (detail) => {
      stop();
      listener(detail);
    }, options);
    return stop;
  }

  /**
   * Lets an extension see, change or keep back every message.
   *
   * @param {import('./extensions.js').Extension} extension
   * @returns {() => void} takes it away again
   */
  extend(extension) {
    const { environment, url } = this.#options;
    const { history } = this.#link;
    return this.#extensions.add(extension, { environment, url, history, on: this.#events.on.bind(this.#events) });
  }

  /**
   * Chooses other transports, or another order. A running session goes on over the first of them that the server has, if
   * it opens and the server allows, else over the next, else as a new session. Resolves then, or without a session at once.
   *
   * @param {readonly (string | import('./transport.js').TransportFactory)[]} transports as in the options
   * @param {Abortable} [options]
   * @returns {Promise<void>} rejects with a BayeuxError 405 when the server has none of them
   */
  async useTransports(transports, { signal } = {}) {
    signal?.throwIfAborted();
    await abortable(this.#link.useTransports(transports), signal);
  }

  /**
   * Connects, and stays connected until `disconnect`. Resolves when connected; rejects when the server refuses, or when
   * the signal or the timeout comes first, which then disconnects. While the server cannot be reached it goes on trying.
   *
   * @param {Abortable & {timeout?: number}} [options] `timeout` in milliseconds, 0, the default, for none; after it, a
   *   TimeoutError with the last attempt's failure as its `cause`
   * @returns {Promise<void>}
   */
  connect(options) {
    return start(this.#link, this.#options.environment, options);
  }

  /**
   * Ends the session and all subscriptions. Resolves when the server knows, or cannot be told.
   *
   * @param {Abortable} [options] the signal ends the wait, not the farewell
   */
  async disconnect({ signal } = {}) {
    await abortable(this.#link.stop(), signal);
  }

  /**
   * Subscribes, before or after `connect`; resolves when the server has confirmed. After a new handshake the subscription
   * is made again by itself. Rejects with a BayeuxError when the server refuses, with the signal's reason when that comes
   * first.
   *
   * @param {string} channel a channel, or a pattern that ends with `*` or `**`
   * @param {(message: DataMessage) => void} listener
   * @param {Abortable & {fields?: Record<string, any>, history?: import('./subscriptions.js').Wish}} [options] `signal`:
   *   ends the subscription, whenever it comes; `fields`: further fields, such as `ext`; `history`: what to begin with;
   *   those of the channel's first listener count
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
   * Subscribes, for `for await`. The iteration ends when the loop is left or the application disconnects the client; it
   * rejects when the server refuses or ends the session, when the signal says so, or when the buffer overflows.
   *
   * @param {string} channel a channel, or a pattern that ends with `*` or `**`
   * @param {Abortable & {limit?: number, overflow?: 'fail' | 'drop-oldest' | 'drop-newest',
   *   fields?: Record<string, any>, history?: import('./subscriptions.js').Wish}}
   *   [options] `limit`: how many messages may wait to be taken, 1 or more, default
   *   1,000; `overflow`: what happens to the next one, default `fail`: an OverflowError
   * @returns {import('./message-stream.js').MessageStream<DataMessage>}
   */
  messages(channel, options = {}) {
    checkNames('messages', options, [...SUBSCRIBE, 'limit', 'overflow']);
    return streamOf(options, (listener, { fields, history }) => this.#subscribe(channel, listener, { fields, history }));
  }

  /**
   * Publishes. Resolves with the server's reply; rejects with a BayeuxError when the server refuses, a TransportError
   * when the connection failed meanwhile, a ClosedError when the client is not connected or the session ended.
   *
   * @param {string} channel
   * @param {any} data anything that JSON can say
   * @param {Abortable & {fields?: Record<string, any>, key?: string}} [options] `fields`: further fields, such as `ext`;
   *   `key`: what the server knows a repeated publish by, where the client is not to make one
   * @returns {Promise<Message>}
   */
  publish(channel, data, options) {
    return this.#calls.publish(channel, data, options);
  }

  /**
   * Calls a remote procedure and resolves with the data of its answer. A failure that the service chose to return is a
   * BayeuxError whose `reply.data` has it.
   *
   * @param {string} target the channel without `/service/`
   * @param {any} data
   * @param {Abortable & {timeout?: number, fields?: Record<string, any>}} [options] `timeout` in milliseconds, 0 for
   *   none; default `maxNetworkDelay`
   * @returns {Promise<any>}
   */
  call(target, data, options) {
    return this.#calls.call(target, data, options);
  }

  /**
   * Watches who is there. Resolves when the server has confirmed; the members come with its first message.
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
   * Runs the code, and sends together, in order, what it publishes and subscribes.
   *
   * @template T
   * @param {() => T} code not asynchronous: the batch ends when it returns
   * @returns {T}
   */
  batch(code) {
    return this.#link.outbox.batch(code);
  }

  /** @type {import('./subscriptions.js').Subscriptions['add']} */
  #subscribe(channel, listener, options = {}) {
    if (isMeta(checkChannel(channel))) {
      throw new TypeError(`One cannot subscribe to ${channel}; see the events and extensions of the client.`);
    }
    checkNames('history', options.history, ['last', 'all', 'from', 'orLast']);
    return this.#link.subscriptions.add(channel, listener, options);
  }
}
