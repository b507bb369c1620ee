/**
 * The names and shapes of Bayeux messages.
 *
 * @typedef {object} RawAdvice the server's advice as it sends it
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
 * @property {Position} [position] its position on a channel with history
 * @property {boolean} [duplicate] of the reply to a publish: the server had already published a message with the same
 *   key
 *
 * @typedef {Message & {data: any}} DataMessage an event, as listeners get it
 *
 * @typedef {object} Flow sent to clients whose handshake asked for it with `ext: {flow: true}`
 * @property {number} dropped how many messages of the channel the server dropped because this client was too slow,
 *   since the last message with such a number
 *
 * @typedef {object} Position in the history of a channel
 * @property {string} epoch
 * @property {number} offset
 *
 * @typedef {object} Mark the `ext.history` of a message, or of a connect's reply, for a channel
 * @property {number} offset
 * @property {string} [epoch] if it differs from that of the message before
 * @property {number} [after] the messages between this offset and the mark's are skipped on purpose; default
 *   `offset − 1`
 * @property {boolean} [lost] the client's position is void
 *
 * @typedef {Position & {recovered?: boolean, count?: number, reason?: string, following?: boolean, truncated?:
 *   boolean}} Answer the `ext.history` of the reply to a subscribe, for a channel
 */

export const Meta = Object.freeze({
  HANDSHAKE: '/meta/handshake',
  CONNECT: '/meta/connect',
  SUBSCRIBE: '/meta/subscribe',
  UNSUBSCRIBE: '/meta/unsubscribe',
  DISCONNECT: '/meta/disconnect',
});

/** The messages that begin, keep and end a session. @type {readonly string[]} */
export const SESSION_KEEPING = Object.freeze([Meta.HANDSHAKE, Meta.CONNECT, Meta.DISCONNECT]);

/** The client's version of the protocol. */
export const VERSION = '1.0';

/**
 * Parses what a server sent: an array of messages, or a single one.
 *
 * @param {string} text
 * @param {number} [limit] the maximum number of characters
 * @returns {Message[]}
 * @throws {SyntaxError} when the text is not JSON, or has something that is not a message
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
 * @throws {SyntaxError} when it has something that is not a message
 */
export function messagesOf(value) {
  const messages = Array.isArray(value) ? value : [value];
  if (!messages.every((message) => typeof message?.channel === 'string')) {
    throw new SyntaxError('The server sent no Bayeux message.');
  }
  return messages;
}

/**
 * Whether a failed reply means that the channel's history is temporarily unavailable.
 *
 * @param {Message} reply
 */
export function isHistoryUnavailable(reply) {
  return reply.error === '503::history_unavailable';
}

/**
 * Whether a failed reply means that the server has forgotten the session.
 *
 * @param {Message} reply
 */
export function meansSessionLost(reply) {
  return reply.successful === false
    && (reply.advice?.reconnect === 'handshake' || String(reply.error).startsWith('402:'));
}
