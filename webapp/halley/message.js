/**
 * The names and shapes of Bayeux messages.
 *
 * @typedef {object} RawAdvice what a server's advice may hold, before it is checked
 * @property {string} [reconnect]
 * @property {number} [interval] milliseconds
 * @property {number} [timeout] milliseconds
 * @property {number} [maxInterval] milliseconds
 * @property {string[]} [hosts]
 *
 * @typedef {object} Message
 * @property {string} channel
 * @property {string} [id]
 * @property {string} [clientId]
 * @property {any} [data]
 * @property {boolean} [successful]
 * @property {string} [error]
 * @property {string | string[]} [subscription]
 * @property {string} [connectionType]
 * @property {string[]} [supportedConnectionTypes]
 * @property {string} [version]
 * @property {string} [minimumVersion]
 * @property {RawAdvice & Record<string, any>} [advice]
 * @property {Record<string, any> & {flow?: Flow}} [ext]
 * @property {string} [timestamp] see extension-timestamp.js
 * @property {Position} [position] where it stands, or went, in its channel's history
 * @property {boolean} [duplicate] of the reply to a publish: it had been published before
 *
 * @typedef {Message & {data: any}} DataMessage an event, as listeners get it
 *
 * @typedef {object} Flow what the server tells clients whose handshake asked by `ext: {flow: true}`
 * @property {number} dropped how many messages of the channel were dropped, as this client was too slow, since the last
 *   message that said so
 *
 * @typedef {object} Position in the history of a channel
 * @property {string} epoch
 * @property {number} offset
 *
 * @typedef {object} Mark what the `ext.history` of a message, or of a connect's reply, says of a channel
 * @property {number} offset
 * @property {string} [epoch] where it differs from the message before
 * @property {number} [after] what is between is left out on purpose; default `offset − 1`
 * @property {boolean} [lost] the position that the client held is void
 *
 * @typedef {Position & {recovered?: boolean, count?: number, reason?: string, following?: boolean,
 *   truncated?: boolean}} Answer what the `ext.history` of the reply to a subscribe says of a channel
 */

export const Meta = Object.freeze({
  HANDSHAKE: '/meta/handshake',
  CONNECT: '/meta/connect',
  SUBSCRIBE: '/meta/subscribe',
  UNSUBSCRIBE: '/meta/unsubscribe',
  DISCONNECT: '/meta/disconnect',
});

/** What begins, keeps and ends a session. @type {readonly string[]} */
export const SESSION_KEEPING = Object.freeze([Meta.HANDSHAKE, Meta.CONNECT, Meta.DISCONNECT]);

/** The version of the protocol that the client speaks. */
export const VERSION = '1.0';

/**
 * Reads what a server sent: an array of messages, or a single one.
 *
 * @param {string} text
 * @param {number} [limit] how many characters it may have
 * @returns {Message[]}
 * @throws {SyntaxError} when the text is no JSON, or holds something that is no message
 * @throws {RangeError} when it is longer than the limit
 */
export function parseMessages(text, limit = Infinity) {
  if (text.length > limit) {
    throw new RangeError(`The server sent ${text.length} characters; the limit is ${limit}.`);
  }
  return messagesOf(JSON.parse(text));
}

/**
 * @param {any} value what a server sent
 * @returns {Message[]}
 * @throws {SyntaxError} when it holds something that is no message
 */
export function messagesOf(value) {
  const messages = Array.isArray(value) ? value : [value];
  if (!messages.every((message) => typeof message?.channel === 'string')) {
    throw new SyntaxError('The server sent no Bayeux message.');
  }
  return messages;
}

/**
 * Whether a failed reply means that the channel's history is not there for a while.
 *
 * @param {Message} reply
 */
export function isHistoryUnavailable(reply) {
  return reply.error === '503::history_unavailable';
}

/**
 * Whether a failed reply means that the server does not know the session any more.
 *
 * @param {Message} reply
 */
export function meansSessionLost(reply) {
  return reply.successful === false
    && (reply.advice?.reconnect === 'handshake' || String(reply.error).startsWith('402:'));
}
