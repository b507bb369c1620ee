/**
 * Keeps a session alive: handshakes, then connects again and again, as the server advises; waits and tries again when
 * something fails; handshakes anew when the session is gone. One run lasts from the application's wish to be connected
 * until its wish to be disconnected, or the server's refusal.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./transport.js').Transport} Transport
 *
 * @typedef {object} ConnectorContext
 * @property {import('./state.js').StateMachine} machine
 * @property {import('./exchange.js').Exchange} exchange
 * @property {import('./negotiation.js').Negotiation} negotiation
 * @property {import('./handshake.js').Handshake} handshake
 * @property {import('./backoff.js').Backoff} backoff
 * @property {import('./environment.js').Environment} environment
 * @property {import('./fallback.js').Fallback} fallback
 * @property {import('./session-news.js').SessionNews} news
 * @property {import('./transport.js').Transports} transports
 * @property {import('./emitter.js').Emitter} events
 * @property {(reply: Message) => void} connected a connect succeeded
 */

import { Advice } from './advice.js';
import { abortable } from './environment.js';
import { BayeuxError, TransportError } from './errors.js';
import { Meta } from './message.js';
import { Pace } from './pace.js';
import { Request } from './request.js';
import { State } from './state.js';
import { isLost, isPassing } from './verdict.js';

export class Connector {
  advice = new Advice();
  #context;
  /** Aborted when the session is found to be gone. */
  #session = new AbortController();
  #pace;
  /** Whether the server may hold the next connect; a first one is to be answered at once. */
  #hold = false;

  /** @param {ConnectorContext} context */
  constructor(context) {
    this.#context = context;
    this.#pace = new Pace(context.environment);
  }

  /**
   * @param {AbortSignal} stop ends the run
   * @returns {Promise<never>} rejects with the signal's reason, or with the server's refusal
   */
  async run(stop) {
    for (;;) {
      await this.#establish(stop);
      const lost = await this.#keep(stop);
      this.#context.exchange.transport?.close(); // the connect may still be held, or the server wants it to be left
      this.#session = new AbortController();
      this.#context.exchange.end(lost);
      this.#context.machine.fire('lost', lost);
      if (/** @type {any} */ (lost).reply?.advice?.hosts) {
        this.#context.transports.move();
      }
      await this.#pace.pause(this.advice.interval, 0, stop);
    }
  }

  /** The open connection is gone. @param {Error} error */
  cut(error) {
    if (this.#pace.isPausing && this.#context.machine.is(State.CONNECTED)) {
      this.#hold = false;
      this.#failed(error);
    }
  }

  /** The session is gone, as something else than a connect found out. @param {BayeuxError} error */
  sessionLost(error) {
    this.#session.abort(error);
  }

  /**
   * The network may have changed: makes a waiting attempt now, and replaces a held connect with one that the server
   * answers at once, or that shows that the connection is dead.
   */
  hurry() {
    this.#hold = false;
    this.#pace.hurry();
  }

  /** Asks the server for a sign of life, unless it was asked already, or an attempt is waiting. */
  ask() {
    if (this.#hold) {
      this.hurry();
    }
  }

  /** What has failed until now may work again. */
  restart() {
    this.#context.backoff.reset();
    this.#context.fallback.probing?.reset();
    this.hurry();
  }

  /**
   * Continues over another transport, in the same session if the server allows.
   *
   * @param {Transport} transport
   */
  switchTo(transport) {
    this.#context.fallback.probing?.reset();
    this.#context.exchange.transport = transport;
    this.hurry();
  }

  /** Handshakes until there is a session. @param {AbortSignal} stop */
  async #establish(stop) {
    const { backoff, handshake, machine, news, transports } = this.#context;
    for (;;) {
      const { advice, error, resumed = false, reply } = await handshake.attempt(stop);
      if (advice !== undefined) {
        this.#advised(advice);
      }
      if (reply !== undefined) {
        this.#session = new AbortController();
        this.#hold = false;
        machine.fire('handshaken');
        news.opened(resumed, reply);
        return;
      }
      if (advice?.hosts.length !== 0) {
        transports.move();
      }
      const pause = error === undefined ? 0 : (this.#failed(error), backoff.next());
      await this.#pace.pause(this.advice.interval, pause, stop);
    }
  }

  /** Connects until the session is gone. @param {AbortSignal} stop @returns {Promise<Error>} why it is gone */
  async #keep(stop) {
    const { backoff, environment, exchange, negotiation } = this.#context;
    let lastSuccess = environment.now();
    let wait = 0;
    for (;;) {
      try {
        await this.#pace.pause(Math.min(this.advice.interval, wait), wait, stop, this.#session.signal);
        const reply = await this.#connect(stop);
        wait = this.advice.interval;
        if (reply === undefined) {
          continue;
        }
        negotiation.worked(/** @type {Transport} */ (exchange.transport), this.#hold); // whatever the reply says
        if (isLost(reply, this.advice)) {
          return BayeuxError.of(reply);
        }
        lastSuccess = environment.now();
        backoff.reset();
        this.#connected(reply, stop);
      } catch (error) {
        if (this.#session.signal.aborted && !stop.aborted) {
          return this.#session.signal.reason;
        }
        if (stop.aborted || !isPassing(error)) {
          throw error;
        }
        const { isBuffered } = /** @type {TransportError} */ (error);
        if (this.#hold) {
          negotiation.cut(/** @type {Transport} */ (exchange.transport), isBuffered);
        }
        this.#hold = false;
        wait = Math.max(this.advice.interval, isBuffered ? 0 : backoff.next());
        this.#failed(error);
        if (environment.now() - Math.max(lastSuccess, exchange.lastSign) > this.advice.sessionLife) {
          return error;
        }
      }
    }
  }

  /** @param {Message} reply @param {AbortSignal} stop */
  #connected(reply, stop) {
    const { connected, fallback, machine } = this.#context;
    void fallback.connected(this.#hold, stop);
    this.#hold = true;
    machine.fire('connected');
    connected(reply);
  }

  /** @param {AbortSignal} stop @returns {Promise<Message | undefined>} the reply, undefined when there was haste */
  async #connect(stop) {
    const { exchange, fallback, negotiation } = this.#context;
    const current = /** @type {Transport} */ (exchange.transport);
    const probe = this.#hold ? await fallback.probing?.take(stop, this.#session.signal) : undefined;
    this.#hold &&= probe === undefined;
    if (this.#hold) {
      return this.#connectOver(current, stop);
    }
    /** @type {unknown} */
    let failure;
    for (const transport of probe ? [probe, current] : negotiation.reconnectCandidates()) {
      try {
        exchange.transport = transport;
        return await this.#connectOver(transport, stop);
      } catch (error) {
        if (!(error instanceof TransportError) || stop.aborted || this.#session.signal.aborted) {
          throw error;
        }
        transport.close();
        failure = error;
      }
    }
    negotiation.nobodyAnswered();
    throw failure;
  }

  /** @param {Transport} transport @param {AbortSignal} stop */
  async #connectOver(transport, stop) {
    const { exchange } = this.#context;
    const haste = this.#pace.begin();
    const signals = [stop, this.#session.signal, haste];
    const message = { channel: Meta.CONNECT, connectionType: transport.name };
    const timeout = this.#hold ? this.#context.fallback.hold(transport, this.advice.timeout) : 0;
    const request = new Request(timeout === undefined ? message : { ...message, advice: { timeout } },
      { patience: this.#hold ? this.advice.timeout : 0 });
    try {
      await abortable(transport.open(stop), ...signals);
      const reply = await abortable(exchange.ask(request), ...signals);
      if (reply.advice !== undefined) {
        this.#advised(new Advice(reply.advice, transport.name));
      }
      return reply;
    } catch (error) {
      if (error !== haste.reason) {
        throw error;
      }
      exchange.drop(request, exchange.transport !== transport);
      return undefined;
    }
  }

  /** @param {Advice} advice */
  #advised(advice) {
    this.advice = advice;
    this.#context.transports.advise(advice.hosts);
  }

  /** @param {Error} error of an attempt that will be made again */
  #failed(error) {
    this.#context.exchange.failure = error;
    this.#context.machine.fire('failed', error);
    this.#context.events.emit('failure', error);
  }
}
