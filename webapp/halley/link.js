/**
 * Ties the parts of a client together and owns their life: starts a run of the connector, holds messages back while
 * there is no connection, and ends everything in order.
 *
 * @typedef {import('./message.js').Message} Message
 */

import { BayeuxError, ClosedError } from './errors.js';
import { Exchange } from './exchange.js';
import { sayFarewell, watchPage } from './leave.js';
import { LaterHistory } from './later-history.js';
import { Liveness } from './liveness.js';
import { Meta } from './message.js';
import { Outbox } from './outbox.js';
import { Request } from './request.js';
import { Run } from './run.js';
import { SessionNews } from './session-news.js';
import { State, StateMachine } from './state.js';
import { Subscriptions } from './subscriptions.js';
import { Switching } from './switching.js';
import { Transports } from './transport.js';

export class Link {
  /** @type {StateMachine} */
  machine;
  /** @type {Exchange} */
  exchange;
  /** @type {Outbox} */
  outbox;
  /** @type {Subscriptions} */
  subscriptions;
  /** @type {LaterHistory} */ history;
  #options;
  #events;
  #extensions;
  #transports;
  #liveness;
  #wanted;
  #news;
  #switching;
  /** @type {Run | undefined} */
  #run;
  /** @type {Promise<void> | undefined} */ #ending;
  #watching = new AbortController();

  /**
   * @param {ReturnType<typeof import('./options.js').optionsOf>} options
   * @param {import('./emitter.js').Emitter} events
   * @param {import('./extensions.js').Extensions} extensions
   * @param {Partial<import('./exchange.js').ExchangeEvents>} [hooks] `delivered` is told after the subscribers; `late`
   *   and `acknowledged` as in exchange.js
   */
  constructor(options, events, extensions, { delivered, late, acknowledged } = {}) {
    this.#options = options;
    this.#events = events;
    this.#extensions = extensions;
    this.machine = new StateMachine((change) => this.#changed(change));
    this.exchange = new Exchange(options, extensions, {
      delivered: (message) => {
        this.subscriptions.deliver(message);
        delivered?.(message);
      },
      late, acknowledged,
      alive: () => this.#liveness.sign(),
      sessionLost: (error) => this.#run?.connector.sessionLost(error),
      dismissed: () => this.#finish('refused', new ClosedError('The server ended the session.')),
    });
    this.outbox = new Outbox(options.queueLimit, (requests) => void this.exchange.send(requests));
    this.subscriptions = new Subscriptions(this.outbox, events, (channel) => this.exchange.history?.ended(channel));
    this.history = new LaterHistory(this, options, events);
    this.#switching = new Switching(this, options);
    this.#news = new SessionNews(this, events);
    this.#transports = new Transports({
      ...options,
      receive: (messages) => this.#receive(messages),
      lost: (error, transport) => this.#lost(error, transport),
    });
    this.#wanted = this.#transports.pick(options.transports);
    this.#liveness = new Liveness({
      ...options,
      ask: () => this.#run?.connector.ask(),
      online: () => this.#run?.connector.restart(),
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
      this.#news.forget();
      this.#begin();
    }
    return /** @type {Run} */ (/** @type {unknown} */ (this.#run)).connected.promise;
  }

  /**
   * Moves to other transports, in the running session if the server allows.
   *
   * @param {readonly (string | import('./transport.js').TransportFactory)[]} wanted the preferred one first
   */
  async useTransports(wanted) {
    const transports = this.#transports.pick(wanted);
    const run = this.#run;
    const chosen = run === undefined ? transports[0] : run.negotiation.choose(transports);
    if (chosen === undefined) {
      throw new BayeuxError('405::no_transport');
    }
    this.#wanted = transports;
    await this.#switching.to(chosen, (transport) => this.#run?.connector.switchTo(transport));
  }

  /**
   * Disconnects and ends.
   *
   * @param {Record<string, any>} [fields] to add to the disconnect
   * @param {(outcome: {reply?: Message, error?: any}) => void} [told] gets its outcome
   */
  async stop(fields, told) {
    this.#ending ??= this.#stop({ ...fields, channel: Meta.DISCONNECT }, told).finally(() => {
      this.#ending = undefined;
    });
    await this.#ending;
  }

  #begin() {
    const run = new Run(this.#options, this.#wanted, {
      machine: this.machine,
      exchange: this.exchange,
      outbox: this.outbox,
      extensions: this.#extensions,
      events: this.#events,
      news: this.#news,
      history: this.history,
      transports: this.#transports,
      connected: (reply) => this.#connected(reply),
    });
    this.#run = run;
    this.#watching.abort();
    this.#watching = new AbortController();
    watchPage(this.#options.environment.page, {
      leave: () => this.#leave(), restored: () => this.#run ?? this.#begin(),
    }, this.#watching.signal);
    this.#liveness.start(run.stop.signal);
    this.machine.fire('start');
    run.connector.run(run.stop.signal).catch((error) => {
      if (!run.stop.signal.aborted) {
        this.#finish('refused', error);
      }
    });
  }

  /** @param {Message} farewell @param {(outcome: {reply?: Message, error?: any}) => void} [told] */
  async #stop(farewell, told) {
    this.#watching.abort();
    const closed = new ClosedError('The client was disconnected.');
    if (this.#run === undefined) {
      this.subscriptions.clear(closed, { wished: true });
      return;
    }
    this.machine.fire('stop', closed);
    if (this.machine.is(State.DISCONNECTING)) {
      this.#run.stop.abort(closed);
      await this.exchange.ask(new Request(farewell, { told })).catch(() => {});
    }
    this.#finish('ended', closed, { wished: true });
  }

  /**
   * The page ends: disconnects without waiting for the reply, unless the session is kept for the next page. Keeps the
   * subscriptions in case the browser restores this page.
   */
  #leave() {
    if (this.#run === undefined || this.machine.is(State.DISCONNECTING)) {
      return;
    }
    const isKept = this.#extensions.leave() && this.exchange.clientId !== undefined;
    if (!isKept && !this.#options.leaveWithPage) {
      return;
    }
    const closed = new ClosedError('The page was left.');
    sayFarewell(this, () => this.#events.emit(isKept ? 'keep' : 'leave'), isKept, closed);
    this.#finish(this.machine.is(State.DISCONNECTING) ? 'ended' : 'stop', closed, { keep: true });
  }

  /** @param {Message[]} messages */
  #receive(messages) {
    this.#liveness.sign();
    this.exchange.receive(messages);
  }

  /** @param {Error} error @param {import('./transport.js').Transport} transport */
  #lost(error, transport) {
    if (transport === this.exchange.transport) {
      this.exchange.cut(error);
      this.#run?.connector.cut(error);
    }
  }

  /** @param {Message} reply */
  #connected(reply) {
    this.#wanted.forEach((transport) => void transport.load?.().catch(() => {})); // while there is a network
    this.#news.connected(reply, /** @type {Run} */ (this.#run).negotiation);
    this.#switching.connected();
  }

  /**
   * @param {import('./state.js').EventName} event
   * @param {Error} error
   * @param {{keep?: boolean, wished?: boolean}} [options] `keep`: whether subscriptions and the watch over the page
   *   outlive the run; `wished`: whether the application wanted the end
   */
  #finish(event, error, { keep = false, wished = false } = {}) {
    const run = this.#run;
    this.#run = undefined;
    run?.stop.abort(error);
    run?.connected.reject(error);
    this.#switching.ended(error);
    this.#news.ended();
    this.exchange.end(error);
    this.#transports.close();
    this.outbox.close(error);
    if (!keep) {
      this.exchange.history?.end(error);
      this.#watching.abort();
      this.subscriptions.clear(error, { wished });
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
    if (change.state === State.REHANDSHAKING) {
      this.#switching.lost();
      this.subscriptions.lost();
    }
    this.#events.emit('state', change);
  }
}
