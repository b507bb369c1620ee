/**
 * Gets a session: over the first transport that answers, or from a reply that an extension has kept from an earlier page.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./transport.js').Transport} Transport
 *
 * @typedef {object} HandshakeContext
 * @property {import('./exchange.js').Exchange} exchange
 * @property {import('./negotiation.js').Negotiation} negotiation
 * @property {() => Record<string, any> | undefined | Promise<Record<string, any> | undefined>} handshakeFields what the
 *   application adds to handshakes
 * @property {import('./extensions.js').Extensions} extensions
 * @property {import('./later-history.js').LaterHistory} history
 *
 * @typedef {object} Outcome
 * @property {Message} [reply]
 * @property {Advice} [advice] what the server said; undefined when nobody answered
 * @property {Error} [error] why there is no session; undefined, without a reply, when the server only paces handshakes:
 *   the client repeats its own after the advised interval
 * @property {boolean} [resumed] whether the session is an earlier page's
 */

import { Advice, Reconnect } from './advice.js';
import { abortable } from './environment.js';
import { BayeuxError, TransportError } from './errors.js';
import { Meta, VERSION } from './message.js';
import { Request } from './request.js';

const PACED = 'max_handshakes_per_second';

export class Handshake {
  #context;

  /** @param {HandshakeContext} context */
  constructor(context) {
    this.#context = context;
  }

  /**
   * Tries once.
   *
   * @param {AbortSignal} stop
   * @returns {Promise<Outcome>} an error in it may pass; rejects when the server wants no further attempt
   */
  async attempt(stop) {
    const { exchange, extensions, negotiation } = this.#context;
    const kept = extensions.resume();
    const former = negotiation.candidates().find(({ name }) => name === kept?.connectionType);
    if (kept !== null && former !== undefined) {
      return this.#opened(this.#answered(former, await exchange.replay(this.#request({}), kept), true), stop);
    }
    /** @type {Outcome} */
    let outcome = {};
    for (const transport of negotiation.candidates()) {
      try {
        exchange.transport = transport;
        const fields = await abortable(this.#fields(), stop);
        await transport.open(stop);
        const reply = await abortable(exchange.ask(this.#request(fields)), stop);
        return this.#opened(this.#answered(transport, reply, false), stop);
      } catch (error) {
        if (stop.aborted || !(error instanceof TransportError)) {
          throw error;
        }
        transport.close();
        outcome = { error };
        exchange.failure = error;
      }
    }
    negotiation.nobodyAnswered();
    return outcome;
  }

  async #fields() {
    try {
      return await this.#context.handshakeFields();
    } catch (cause) {
      throw new TransportError('The option handshake failed.', { cause, outcomeUnknown: false });
    }
  }

  /** @param {Record<string, any> | undefined} fields */
  #request(fields) {
    return new Request({
      ...fields,
      ...(this.#context.history.isWanted && { ext: { history: true, ...fields?.ext } }),
      channel: Meta.HANDSHAKE,
      version: VERSION,
      minimumVersion: VERSION,
      supportedConnectionTypes: this.#context.negotiation.connectionTypes,
    });
  }

  /** @param {Outcome} outcome @param {AbortSignal} stop */
  async #opened(outcome, stop) {
    if (outcome.reply !== undefined) {
      await abortable(this.#context.history.begin(outcome.reply), stop);
    }
    return outcome;
  }

  /** @param {Transport} transport @param {Message} reply @param {boolean} resumed @returns {Outcome} */
  #answered(transport, reply, resumed) {
    const { exchange, negotiation } = this.#context;
    const advice = new Advice(reply.advice, transport.name);
    if (!reply.successful) {
      const error = BayeuxError.of(reply);
      if (reply.advice?.reconnect === undefined ? isFinal(error) : advice.reconnect === Reconnect.NONE) {
        throw error;
      }
      return error.args[0] === PACED ? { advice } : { advice, error };
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
    return { advice, resumed, reply };
  }
}

/** Whether a handshake that was refused without advice will be refused again. @param {BayeuxError} error */
function isFinal({ code }) {
  return code >= 400 && code < 500;
}
