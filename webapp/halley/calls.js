/**
 * Publishes and remote calls of the application, each with a promise for its outcome.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {{signal?: AbortSignal, fields?: Record<string, any>}} Sending `fields`: further fields, such as `ext`
 * @typedef {Sending & {key?: string}} Publishing `key`: lets the server recognise a repeated publish
 */

import { checkChannel, isMeta } from './channel.js';
import { checkNames, checkNumber, MAX_MILLIS } from './checks.js';
import { deadline } from './deadline.js';
import { abortable } from './environment.js';
import { BayeuxError, ClosedError, TimeoutError } from './errors.js';
import { Request } from './request.js';
import { State } from './state.js';

export class Calls {
  #link;
  #options;

  /**
   * @param {import('./link.js').Link} link
   * @param {Pick<ReturnType<typeof import('./options.js').optionsOf>, 'environment' | 'maxNetworkDelay'>} options
   */
  constructor(link, options) {
    this.#link = link;
    this.#options = options;
  }

  /**
   * @param {string} channel
   * @param {any} data
   * @param {Publishing} [options]
   * @returns {Promise<Message>} the reply
   */
  async publish(channel, data, options = {}) {
    checkNames('publish', options, ['signal', 'fields', 'key']);
    const { signal, fields, key } = options;
    signal?.throwIfAborted();
    const keyed = key === undefined ? fields : { ...fields, ext: { ...fields?.ext, publishKey: key } };
    return successful(await this.#offer(new Request(publication(channel, data, keyed)), signal));
  }

  /**
   * @param {string} target
   * @param {any} data
   * @param {Sending & {timeout?: number}} [options]
   * @returns {Promise<any>} the answer's data
   */
  async call(target, data, options = {}) {
    checkNames('call', options, ['signal', 'fields', 'timeout']);
    const { environment, maxNetworkDelay } = this.#options;
    const { timeout = maxNetworkDelay, signal, fields } = options;
    checkNumber('timeout', timeout, MAX_MILLIS);
    signal?.throwIfAborted();
    // Servers that know this mark answer at once if no service takes the call; others ignore it.
    const marked = { ...fields, ext: { ...fields?.ext, call: true } };
    const message = publication(`/service/${target.replace(/^\//, '')}`, data, marked);
    const request = new Request(message, { isCall: true, patience: timeout });
    const late = () => this.#giveUp(request, new TimeoutError(`${message.channel}: no answer in ${timeout} ms.`));
    const cancel = timeout > 0 && deadline(environment, timeout, late);
    try {
      return successful(await this.#offer(request, signal)).data;
    } finally {
      cancel && cancel();
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
    this.#link.outbox.withdraw(request);
    this.#link.exchange.forget(request);
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
    throw new TypeError(`Cannot publish to ${channel}.`);
  }
  if (data === undefined) {
    throw new TypeError(`${channel}: undefined cannot be published; null can.`);
  }
  return { ...fields, channel, data };
}
