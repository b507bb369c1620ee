/**
 * What an application asks of the server: publishes and remote calls, each with a promise for its outcome.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {{signal?: AbortSignal, fields?: Record<string, any>}} Sending `fields`: further fields, such as `ext`
 */

import { checkChannel, isMeta } from './channel.js';
import { abortable, delay } from './environment.js';
import { BayeuxError, ClosedError, TimeoutError } from './errors.js';
import { Request } from './request.js';
import { State } from './state.js';

export class Calls {
  #link;
  #environment;

  /** @param {import('./link.js').Link} link @param {import('./environment.js').Environment} environment */
  constructor(link, environment) {
    this.#link = link;
    this.#environment = environment;
  }

  /**
   * @param {string} channel
   * @param {any} data
   * @param {Sending} options
   * @returns {Promise<Message>} the reply
   */
  async publish(channel, data, { signal, fields }) {
    signal?.throwIfAborted();
    return successful(await this.#offer(new Request(publication(channel, data, fields)), signal));
  }

  /**
   * @param {string} target
   * @param {any} data
   * @param {Sending & {timeout: number}} options
   * @returns {Promise<Message>} the answer
   */
  async call(target, data, { timeout, signal, fields }) {
    signal?.throwIfAborted();
    const message = publication(`/service/${target.replace(/^\//, '')}`, data, fields);
    const request = new Request(message, { isCall: true, patience: timeout });
    const over = new AbortController();
    if (timeout > 0) {
      const late = new TimeoutError(`${message.channel}: no answer in ${timeout} ms.`);
      delay(this.#environment, timeout, over.signal).then(() => this.#giveUp(request, late), () => {});
    }
    try {
      return successful(await this.#offer(request, signal));
    } finally {
      over.abort();
    }
  }

  /** @param {Request} request @param {AbortSignal} [signal] @returns {Promise<Message>} */
  async #offer(request, signal) {
    if (this.#link.machine.is(State.DISCONNECTED, State.DISCONNECTING)) {
      throw new ClosedError('The client is not connected.');
    }
    this.#link.outbox.offer(request);
    try {
      return await abortable(request.promise, signal);
    } catch (error) {
      if (signal?.aborted) {
        this.#giveUp(request, error);
      }
      throw error;
    }
  }

  /** @param {Request} request @param {unknown} error */
  #giveUp(request, error) {
    if (!this.#link.outbox.withdraw(request)) {
      this.#link.exchange.forget(request);
    }
    request.reject(error);
  }
}

/** @param {Message} reply @returns {Message} @throws {BayeuxError} when it is a refusal */
function successful(reply) {
  if (reply.successful === false) {
    throw BayeuxError.of(reply);
  }
  return reply;
}

/**
 * @param {string} channel
 * @param {any} data
 * @param {Record<string, any>} [fields]
 * @returns {Message}
 */
function publication(channel, data, fields) {
  if (isMeta(checkChannel(channel, { wild: false }))) {
    throw new TypeError(`One cannot publish to ${channel}.`);
  }
  if (data === undefined) {
    throw new TypeError(`${channel}: undefined cannot be published; null can.`);
  }
  return { ...fields, channel, data };
}
