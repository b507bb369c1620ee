/**
 * An outgoing message and the promise of its reply.
 *
 * @typedef {import('./message.js').Message} Message
 */

import { deferred } from './environment.js';

export class Request {
  #ends = deferred();
  #replied = deferred();
  /** @type {((outcome: {reply?: Message, error?: any}) => void) | undefined} */
  #told;

  /**
   * @param {Message} message without id and clientId
   * @param {{isCall?: boolean, patience?: number, history?: import('./subscriptions.js').Wish,
   *   told?: (outcome: {reply?: Message, error?: any}) => void}} [options]
   *   `isCall`: it waits for the answer of a remote call, which has data, beyond the reply to the publish, which has
   *   none; `patience`: milliseconds that the server may take beyond the network delay; `history`: of a subscribe; `told`: is told of the outcome
   *   at once, before what else came with it is handled
   */
  constructor(message, { isCall = false, patience = 0, history, told } = {}) {
    this.#told = told;
    this.message = message;
    this.isCall = isCall;
    this.patience = patience;
    this.history = history;
    /** @type {string} given when it is sent */
    this.id = '';
    /** Of a connect: whether what its answer brings comes again, as it is not acknowledged. */
    this.isSafe = false;
  }

  /** @returns {Promise<Message>} the reply, successful or not; an answer, for a call */
  get promise() {
    return this.#ends.promise;
  }

  /** Settled when the reply has come or will not; for a call perhaps before its answer. @returns {Promise<unknown>} */
  get replied() {
    return this.#replied.promise;
  }

  /** It is sent once more. */
  renew() {
    this.#replied = deferred();
  }

  settle() {
    this.#replied.resolve(undefined);
  }

  /** @param {Message} reply */
  resolve(reply) {
    this.#ends.resolve(reply);
    this.#tell({ reply });
  }

  /** @param {unknown} error */
  reject(error) {
    this.#ends.reject(error);
    this.#tell({ error });
  }

  /** @param {Message} message whether it is the plain reply to this request: with its channel and without data */
  isReply(message) {
    return message.channel === this.message.channel
      && typeof message.successful === 'boolean' && !('data' in message);
  }

  /** @param {Message} message whether it is what a remote call waits for: same channel, with data */
  isAnswer(message) {
    return this.isCall && message.channel === this.message.channel && 'data' in message;
  }

  /** @param {{reply?: Message, error?: any}} outcome the first one counts */
  #tell(outcome) {
    const told = this.#told;
    this.#told = undefined;
    told?.(outcome);
  }
}
