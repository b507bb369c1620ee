/**
 * What a client can be told when it is made, checked once.
 *
 * @typedef {{ext?: Record<string, any>} & Record<string, any>} HandshakeFields
 * @typedef {Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>)} Headers
 *
 * @typedef {object} ClientOptions
 * @property {string | URL} url the server's endpoint; relative to the page where there is one
 * @property {Record<string, string | URL>} [urls] by transport, what is used instead of `url` for it
 * @property {readonly (string | import('./transport.js').TransportFactory)[]} [transports] the preferred one first, of
 *   `websocket`, `streaming`, `long-polling`, `callback-polling` and factories; default the first three
 * @property {number} [maxNetworkDelay] milliseconds that the server and the network may take for an answer, beyond the
 *   time that a connect is held; default 10,000
 * @property {number} [openTimeout] milliseconds that a WebSocket may take to open, or a stream to bring its first byte;
 *   default 5,000
 * @property {number} [heartbeat] milliseconds of silence after which the server is asked for a sign of life, which must
 *   come within `maxNetworkDelay`; default 0: only connects that are held too long, and what the browser tells of the
 *   network, show that a connection is dead
 * @property {{min?: number, max?: number}} [backoff] milliseconds; the range of waits after failures; default 500 to
 *   10,000
 * @property {{min?: number, max?: number}} [probe] milliseconds; the range of waits before the preferred transport is
 *   probed, after another had to take its place; default 5,000 to 300,000
 * @property {number} [queueLimit] how many messages may wait while there is no connection; 0 refuses them at once;
 *   default 100
 * @property {number} [maxMessageSize] characters that may come at once, in a response or a frame; more counts as a
 *   failure of the connection; default 16,777,216
 * @property {number} [maxUrlLength] characters that the URLs of callback-polling may have; default 2,000
 * @property {boolean} [appendType] whether a handshake, connect or disconnect by HTTP goes to `url` with `/handshake`,
 *   `/connect` or `/disconnect` behind it, unless that has a query or ends with a file; default false
 * @property {string | string[]} [protocols] the WebSocket's subprotocols to offer; default none
 * @property {Headers} [headers] what to add to HTTP requests, but those of callback-polling; a function is asked before
 *   each request
 * @property {HandshakeFields | (() => HandshakeFields | Promise<HandshakeFields>)} [handshake] fields to add to each
 *   handshake, such as `{ext: {token}}`; a function is asked again before each, so that credentials may change
 * @property {boolean} [history] whether to ask servers for history, so that what is missed is recovered; default true
 * @property {string} [presencePrefix] of the channels on which members are seen; default `/presence`
 * @property {boolean | import('./debug.js').Log} [debug] whether to write each message and event to the console at the level
 *   "debug", or what takes them instead; default false
 * @property {boolean} [leaveWithPage] whether to say farewell when the page ends; default true
 * @property {Partial<import('./environment.js').Environment>} [environment] replaces parts of the surroundings
 */

import { checkNames, checkNumber, MAX_MILLIS } from './checks.js';
import { environmentOf } from './environment.js';

const DEFAULTS = Object.freeze({
  transports: ['websocket', 'streaming', 'long-polling'],
  urls: {},
  maxNetworkDelay: 10_000,
  openTimeout: 5_000,
  heartbeat: 0,
  backoff: /** @type {{min?: number, max?: number}} */ ({}),
  probe: /** @type {{min?: number, max?: number}} */ ({}),
  queueLimit: 100,
  maxMessageSize: 16 * 1024 * 1024,
  maxUrlLength: 2_000,
  appendType: false,
  headers: {},
  handshake: {},
  history: true,
  presencePrefix: '/presence',
  debug: /** @type {boolean | import('./debug.js').Log} */ (false),
  leaveWithPage: true,
});

const NAMES = [...Object.keys(DEFAULTS), 'url', 'protocols', 'environment'];
const RANGE = ['min', 'max'];

/** @param {ClientOptions} given @throws {TypeError} when one of them cannot be */
export function optionsOf(given) {
  checkNames('The client', given, NAMES);
  const options = { ...DEFAULTS, ...given };
  for (const name of /** @type {const} */ (['maxNetworkDelay', 'openTimeout', 'heartbeat'])) {
    checkNumber(name, options[name], MAX_MILLIS);
  }
  for (const name of /** @type {const} */ (['queueLimit', 'maxMessageSize', 'maxUrlLength'])) {
    checkNumber(name, options[name]);
  }
  for (const name of /** @type {const} */ (['backoff', 'probe'])) {
    checkNames(name, options[name], RANGE);
    Object.entries(options[name]).forEach(([end, value]) => checkNumber(`${name}.${end}`, value ?? 0, MAX_MILLIS));
  }
  /** @type {any} */
  const handshake = options.handshake;
  const environment = environmentOf(options.environment);
  /** @type {() => HandshakeFields | Promise<HandshakeFields>} */
  const handshakeFields = typeof handshake === 'function' ? handshake : () => handshake;
  const urls = Object.entries(options.urls).map(([name, url]) => [name, urlOf(`urls.${name}`, url, environment)]);
  return Object.freeze({
    ...options,
    environment,
    url: urlOf('url', options.url, environment),
    urls: /** @type {Record<string, URL>} */ (Object.fromEntries(urls)),
    protocols: options.protocols === undefined ? undefined : [options.protocols].flat(),
    handshakeFields,
  });
}

/** @param {string} name @param {string | URL} url @param {import('./environment.js').Environment} environment */
function urlOf(name, url, { baseUrl }) {
  try {
    return new URL(url ?? '//', baseUrl);
  } catch (cause) {
    throw new TypeError(`The option ${name} is a URL, absolute where there is no page, but this is ${url}.`, { cause });
  }
}
