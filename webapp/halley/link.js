/**
 * Ties the parts of a client together and owns their life: starts a run of the connector, holds messages back while
 * there is no connection, and ends everything in order.
 *
 * @typedef {import('./message.js').Message} Message
 *
 * @typedef {object} Run from one wish to be connected to its end
 * @property {AbortController} stop
 * @property {ReturnType<typeof deferred>} connected settled when first connected, or ended before
 * @property {Connector} connector
 */

import { Backoff } from './backoff.js';
import { Connector } from './connector.js';
import { Cookies } from './cookies.js';
import { deferred } from './environment.js';
import { ClosedError } from './errors.js';
import { Exchange } from './exchange.js';
import { watchPage } from './leave.js';
import { Meta } from './message.js';
import { Negotiation } from './negotiation.js';
import { Outbox } from './outbox.js';
import { Request } from './request.js';
import { Event, State, StateMachine } from './state.js';
import { Subscriptions } from './subscriptions.js';
import { makeTransports } from './transport.js';

export class Link {
  /** @type {StateMachine} */
  machine;
  /** @type {Exchange} */
  exchange;
  /** @type {Outbox} */
  outbox;
  /** @type {Subscriptions} */
  subscriptions;
  #options;
  #events;
  #transports;
  /** @type {Run | undefined} */
  #run;
  /** @type {Promise<void> | undefined} */
  #ending;
  #unwatch = () => {};
  #hadSession = false;

  /**
   * @param {ReturnType<typeof import('./options.js').optionsOf>} options
   * @param {import('./emitter.js').Emitter} events
   * @param {import('./extensions.js').Extensions} extensions
   */
  constructor(options, events, extensions) {
    this.#options = options;
    this.#events = events;
    this.machine = new StateMachine((change) => this.#changed(change));
    this.exchange = new Exchange(options.environment, extensions, options.maxNetworkDelay, {
      delivered: (message) => this.subscriptions.deliver(message),
      sessionLost: (error) => this.#run?.connector.sessionLost(error),
      dismissed: () => this.#finish(Event.REFUSED, new ClosedError('The server ended the session.')),
    });
    this.outbox = new Outbox(options.queueLimit, (requests) => void this.exchange.send(requests));
    this.subscriptions = new Subscriptions({
      isOnline: () => !this.outbox.held,
      offer: (request) => this.outbox.offer(request),
      guard: (code) => events.guard(code),
      refused: (detail) => events.emit('unsubscribed', detail),
    });
    this.#transports = makeTransports(options.transports, {
      ...options,
      cookies: new Cookies(),
      receive: (messages) => this.exchange.receive(messages),
      lost: (error) => this.exchange.cut(error),
    });
  }

  /** @returns {import('./advice.js').Advice | undefined} */
  get advice() {
    return this.#run?.connector.advice;
  }

  /** Starts, unless it has been started. @returns {Promise<unknown>} settled as Run.connected is */
  async start() {
    if (this.#ending !== undefined) {
      await this.#ending;
    }
    if (this.#run === undefined) {
      this.#hadSession = false;
      this.#begin();
    }
    return /** @type {Run} */ (/** @type {unknown} */ (this.#run)).connected.promise;
  }

  /** Says farewell and ends. */
  async stop() {
    this.#ending ??= this.#stop().finally(() => {
      this.#ending = undefined;
    });
    await this.#ending;
  }

  #begin() {
    const { backoff, environment, handshakeFields, leaveWithPage } = this.#options;
    const connector = new Connector({
      machine: this.machine,
      exchange: this.exchange,
      negotiation: new Negotiation(this.#transports),
      backoff: new Backoff({ ...backoff, random: environment.random }),
      environment,
      handshakeFields,
      sessionOpened: () => this.#sessionOpened(),
      reconnected: () => this.outbox.release(() => this.subscriptions.resume()),
      failed: (error) => this.#events.emit('failure', error),
    });
    const run = { stop: new AbortController(), connected: deferred(), connector };
    this.#run = run;
    this.#unwatch();
    if (leaveWithPage) {
      this.#unwatch = watchPage(environment.page, { leave: () => this.#leave(), restored: () => this.#restored() });
    }
    this.machine.fire(Event.START);
    connector.run(run.stop.signal).catch((error) => {
      if (!run.stop.signal.aborted) {
        this.#finish(Event.REFUSED, error);
      }
    });
  }

  async #stop() {
    this.#unwatch();
    if (this.#run === undefined) {
      this.subscriptions.clear(new ClosedError('The client was disconnected.'));
      return;
    }
    const closed = new ClosedError('The client was disconnected.');
    this.machine.fire(Event.STOP, closed);
    if (this.machine.is(State.DISCONNECTING)) {
      this.#run.stop.abort(closed);
      await this.exchange.ask(new Request({ channel: Meta.DISCONNECT })).catch(() => {});
    }
    this.#finish(Event.ENDED, closed);
  }

  /** The page ends: says farewell without waiting for an answer, and keeps the subscriptions in case it comes back. */
  #leave() {
    if (this.#run === undefined || this.machine.is(State.DISCONNECTING)) {
      return;
    }
    const closed = new ClosedError('The page was left.');
    const lastWords = this.outbox.batch(() => {
      this.#events.emit('leave');
      return this.outbox.empty();
    });
    if (this.exchange.clientId === undefined) {
      lastWords.forEach((request) => request.reject(closed));
    } else {
      this.machine.fire(Event.STOP, closed);
      void this.exchange.send([...lastWords, new Request({ channel: Meta.DISCONNECT })], { leaving: true });
    }
    this.#finish(this.machine.is(State.DISCONNECTING) ? Event.ENDED : Event.STOP, closed, { keep: true });
  }

  #restored() {
    if (this.#run === undefined) {
      this.#begin();
    }
  }

  #sessionOpened() {
    const { clientId, transport } = this.exchange;
    const renewed = this.#hadSession;
    this.#hadSession = true;
    this.outbox.release(() => {
      this.subscriptions.renew();
      this.#events.emit('session', { clientId, transport: transport?.name, renewed });
    });
  }

  /**
   * @param {string} event
   * @param {Error} error
   * @param {{keep?: boolean}} [options] whether subscriptions and the watch over the page outlive the run
   */
  #finish(event, error, { keep = false } = {}) {
    const run = this.#run;
    this.#run = undefined;
    run?.stop.abort(error);
    run?.connected.reject(error);
    this.exchange.end(error);
    this.#transports.forEach((transport) => transport.close());
    this.outbox.hold();
    this.outbox.empty().forEach((request) => request.reject(error));
    if (!keep) {
      this.#unwatch();
      this.subscriptions.clear(error);
    }
    this.machine.fire(event, error);
  }

  /** @param {{state: string, previous: string, error?: Error}} change */
  #changed(change) {
    if (change.state === State.CONNECTED) {
      this.#run?.connected.resolve(undefined);
    } else if (change.state !== State.CONNECTING) {
      this.outbox.hold();
    }
    this.#events.emit('state', change);
  }
}
