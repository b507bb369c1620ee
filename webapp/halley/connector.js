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
 * @property {import('./backoff.js').Backoff} backoff
 * @property {import('./environment.js').Environment} environment
 * @property {() => Record<string, any> | undefined} handshakeFields what the application adds to handshakes
 * @property {() => void} sessionOpened a handshake succeeded
 * @property {() => void} reconnected a connect succeeded after a failure
 * @property {(error: Error) => void} failed an attempt failed, which will be made again
 */

import { Advice, Reconnect } from './advice.js';
import { abortable, delay } from './environment.js';
import { BayeuxError, ClosedError, TransportError } from './errors.js';
import { meansSessionLost, Meta, VERSION } from './message.js';
import { Request } from './request.js';
import { Event, State } from './state.js';

export class Connector {
  advice = new Advice();
  #context;
  /** Aborted when the session is found to be gone. */
  #session = new AbortController();

  /** @param {ConnectorContext} context */
  constructor(context) {
    this.#context = context;
  }

  /**
   * @param {AbortSignal} stop ends the run
   * @returns {Promise<never>} rejects with the signal's reason, or with the server's refusal
   */
  async run(stop) {
    for (;;) {
      await this.#establish(stop);
      const lost = await this.#keep(stop);
      if (this.#session.signal.aborted) {
        this.#context.exchange.transport?.close(); // the connect may still be held
      }
      this.#session = new AbortController();
      this.#context.exchange.end(lost);
      this.#context.machine.fire(Event.LOST, lost);
      await this.#pause(this.advice.interval, stop);
    }
  }

  /**
   * The session is gone, as something else than a connect found out.
   *
   * @param {BayeuxError} error
   */
  sessionLost(error) {
    this.#session.abort(error);
  }

  /** Handshakes until there is a session. @param {AbortSignal} stop */
  async #establish(stop) {
    for (;;) {
      const error = await this.#tryHandshake(stop);
      if (error === undefined) {
        return;
      }
      this.#context.machine.fire(Event.FAILED, error);
      this.#context.failed(error);
      await this.#pause(Math.max(this.advice.interval, this.#context.backoff.next()), stop);
    }
  }

  /** @param {AbortSignal} stop @returns {Promise<Error | undefined>} why there is no session, if there is none */
  async #tryHandshake(stop) {
    const { exchange, negotiation } = this.#context;
    /** @type {Error | undefined} */
    let failure;
    for (const transport of negotiation.candidates()) {
      try {
        exchange.transport = transport;
        await transport.open(stop);
        const reply = await abortable(exchange.ask(this.#handshake()), stop);
        return this.#handshaken(transport, reply);
      } catch (error) {
        if (stop.aborted || !(error instanceof TransportError)) {
          throw error;
        }
        transport.close();
        failure = error;
      }
    }
    negotiation.nobodyAnswered();
    return failure;
  }

  #handshake() {
    return new Request({
      ...this.#context.handshakeFields(),
      channel: Meta.HANDSHAKE,
      version: VERSION,
      minimumVersion: VERSION,
      supportedConnectionTypes: this.#context.negotiation.connectionTypes,
    });
  }

  /** @param {Transport} transport @param {Message} reply @returns {Error | undefined} */
  #handshaken(transport, reply) {
    const { exchange, machine, negotiation, sessionOpened } = this.#context;
    this.advice = new Advice(reply.advice, transport.name);
    if (!reply.successful) {
      const error = BayeuxError.of(reply);
      if (reply.advice?.reconnect === undefined ? isFinal(error) : this.advice.reconnect === Reconnect.NONE) {
        throw error;
      }
      return error;
    }
    const chosen = negotiation.answered(transport, reply.supportedConnectionTypes);
    if (chosen === undefined) {
      throw new BayeuxError('405::no_transport', reply);
    }
    if (chosen !== transport) {
      transport.close();
    }
    exchange.transport = chosen;
    exchange.clientId = reply.clientId;
    this.#session = new AbortController();
    machine.fire(Event.HANDSHAKEN);
    sessionOpened();
    return undefined;
  }

  /** Connects until the session is gone. @param {AbortSignal} stop @returns {Promise<Error>} why it is gone */
  async #keep(stop) {
    const { backoff, environment, failed, machine, reconnected } = this.#context;
    let hold = false;
    let wait = 0;
    let lastSuccess = environment.now();
    for (;;) {
      try {
        await this.#pause(wait, stop);
        const reply = await this.#connect(hold, stop);
        if (this.#isLost(reply)) {
          return BayeuxError.of(reply);
        }
        lastSuccess = environment.now();
        hold = true;
        wait = this.advice.interval;
        backoff.reset();
        const recovered = machine.is(State.UNCONNECTED);
        machine.fire(Event.CONNECTED);
        if (recovered) {
          reconnected();
        }
      } catch (error) {
        if (this.#session.signal.aborted && !stop.aborted) {
          return this.#session.signal.reason;
        }
        if (stop.aborted || !isPassing(error)) {
          throw error;
        }
        hold = false;
        wait = Math.max(this.advice.interval, backoff.next());
        machine.fire(Event.FAILED, error);
        failed(error);
        if (environment.now() - lastSuccess > this.advice.sessionLife) {
          return error;
        }
      }
    }
  }

  /**
   * @param {boolean} hold whether the server may hold the connect; a first one is to be answered at once
   * @param {AbortSignal} stop
   */
  async #connect(hold, stop) {
    const transport = /** @type {Transport} */ (this.#context.exchange.transport);
    await transport.open(stop);
    const message = { channel: Meta.CONNECT, connectionType: transport.name };
    const request = hold
      ? new Request(message, { patience: this.advice.timeout })
      : new Request({ ...message, advice: { timeout: 0 } });
    const reply = await abortable(abortable(this.#context.exchange.ask(request), this.#session.signal), stop);
    if (reply.advice !== undefined) {
      this.advice = new Advice(reply.advice, transport.name);
    }
    return reply;
  }

  /**
   * @param {Message} reply to a connect
   * @returns {boolean} whether the session is gone
   * @throws {BayeuxError | ClosedError} when the connect failed, or nothing more is to be tried
   */
  #isLost(reply) {
    if (this.advice.reconnect === Reconnect.NONE) {
      throw reply.successful ? new ClosedError('The server ended the session.') : BayeuxError.of(reply);
    }
    if (meansSessionLost(reply) || this.advice.reconnect === Reconnect.HANDSHAKE) {
      return true;
    }
    if (!reply.successful) {
      throw new RetryError(reply);
    }
    return false;
  }

  /** @param {number} ms @param {AbortSignal} stop */
  async #pause(ms, stop) {
    if (ms > 0) {
      await abortable(delay(this.#context.environment, ms, stop), this.#session.signal);
    }
  }
}

/** A connect was refused, but may be tried again. */
class RetryError extends BayeuxError {
  /** @param {Message} reply */
  constructor(reply) {
    super(String(reply.error), reply);
  }
}

/** @param {unknown} error @returns {error is Error} */
function isPassing(error) {
  return error instanceof TransportError || error instanceof RetryError;
}

/** Whether a handshake that was refused without advice will be refused again. @param {BayeuxError} error */
function isFinal({ code }) {
  return code >= 400 && code < 500;
}
