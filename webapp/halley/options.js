/**
 * What a client can be told when it is made, checked once.
 *
 * @typedef {{ext?: Record<string, any>} & Record<string, any>} HandshakeFields
 *
 * @typedef {object} ClientOptions
 * @property {string | URL} url the server's endpoint; relative to the page where there is one
 * @property {readonly (string | import('./transport.js').TransportFactory)[]} [transports] the preferred one first;
 *   default `['websocket', 'long-polling']`
 * @property {number} [maxNetworkDelay] milliseconds that the server and the network may take for an answer, beyond the
 *   time that a connect is held; default 10,000
 * @property {number} [openTimeout] milliseconds that a WebSocket may take to open; default 5,000
 * @property {{min?: number, max?: number}} [backoff] milliseconds; the range of waits after failures; default 500 to
 *   10,000
 * @property {number} [queueLimit] how many messages may wait while there is no connection; 0 refuses them at once;
 *   default 100
 * @property {Record<string, string>} [headers] what to add to HTTP requests
 * @property {HandshakeFields | (() => HandshakeFields)} [handshake] fields to add to each handshake, such as
 *   `{ext: {token}}`
 * @property {boolean} [leaveWithPage] whether to say farewell when the page ends; default true
 * @property {Partial<import('./environment.js').Environment>} [environment] replaces parts of the surroundings
 */

import { environmentOf } from './environment.js';

const DEFAULTS = Object.freeze({
  transports: Object.freeze(['websocket', 'long-polling']),
  maxNetworkDelay: 10_000,
  openTimeout: 5_000,
  backoff: Object.freeze({}),
  queueLimit: 100,
  headers: Object.freeze({}),
  handshake: Object.freeze({}),
  leaveWithPage: true,
});

/** @param {ClientOptions} given */
export function optionsOf(given) {
  const options = { ...DEFAULTS, ...given };
  for (const name of /** @type {const} */ (['maxNetworkDelay', 'openTimeout', 'queueLimit'])) {
    if (!Number.isFinite(options[name]) || options[name] < 0) {
      throw new TypeError(`The option ${name} is a number that is not negative, but this is ${options[name]}.`);
    }
  }
  /** @type {any} */
  const handshake = options.handshake;
  const environment = environmentOf(options.environment);
  /** @type {() => HandshakeFields} */
  const handshakeFields = typeof handshake === 'function' ? handshake : () => handshake;
  return Object.freeze({
    ...options,
    environment,
    url: new URL(options.url, environment.baseUrl),
    handshakeFields,
  });
}
