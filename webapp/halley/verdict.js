/**
 * What the reply to a connect means for the session.
 *
 * @typedef {import('./message.js').Message} Message
 */

import { Reconnect } from './advice.js';
import { BayeuxError, ClosedError, TransportError } from './errors.js';
import { meansSessionLost } from './message.js';

/** A connect was refused, but may be tried again. */
class RetryError extends BayeuxError {
  /** @param {Message} reply */
  constructor(reply) {
    super(String(reply.error), reply);
  }
}

/**
 * @param {Message} reply to a connect
 * @param {import('./advice.js').Advice} advice the one in force after it
 * @returns {boolean} whether the session is gone
 * @throws {BayeuxError | ClosedError} when the connect failed, or nothing more is to be tried
 */
export function isLost(reply, advice) {
  if (advice.reconnect === Reconnect.NONE) {
    throw reply.successful ? new ClosedError('The server ended the session.') : BayeuxError.of(reply);
  }
  if (meansSessionLost(reply) || advice.reconnect === Reconnect.HANDSHAKE) {
    return true;
  }
  if (!reply.successful) {
    throw new RetryError(reply);
  }
  return false;
}

/** Whether one may try again after it. @param {unknown} error @returns {error is Error} */
export function isPassing(error) {
  return error instanceof TransportError || error instanceof RetryError;
}
