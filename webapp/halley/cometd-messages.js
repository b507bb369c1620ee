/** Makes of the client's errors the messages that an application written for CometD's client gets. */

import { BayeuxError } from './errors.js';

/**
 * @typedef {import('./message.js').Message} Message
 *
 * @param {Partial<Message> & {channel: string}} message what failed
 * @param {any} error
 * @param {string} [connectionType]
 * @returns {Message & Record<string, any>} the server's refusal, or a message with a `failure`
 */
export function failureOf(message, error, connectionType = 'unknown') {
  if (error instanceof BayeuxError && typeof error.reply?.successful === 'boolean') {
    return error.reply;
  }
  const { id, channel, subscription } = message;
  const { status, message: reason } = error ?? {};
  const isHttp = connectionType !== 'websocket';
  return {
    channel,
    ...(id !== undefined && { id }),
    ...(subscription !== undefined && { subscription }),
    successful: false,
    failure: {
      message,
      reason,
      exception: error,
      connectionType,
      ...(status !== undefined && { [isHttp ? 'httpCode' : 'websocketCode']: status }),
    },
  };
}

/**
 * The arguments of `publish`, `remoteCall` and their like, of which any may be left out before the callback.
 *
 * @param {any[]} given
 * @param {any[]} defaults one for each; what stands before the callback has its own
 * @returns {any[]} as many as there are defaults, and the callback, if any
 */
export function withCallback(given, defaults) {
  const at = given.findIndex((argument) => typeof argument === 'function');
  const values = at < 0 ? given.slice(0, defaults.length) : given.slice(0, at);
  const complete = defaults.map((value, index) => (index < values.length ? values[index] : value));
  return [...complete, at < 0 ? undefined : given[at]];
}
