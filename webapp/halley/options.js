/**
 * The options of a client, checked once.
 *
 * @typedef {{ext?: Record<string, any>} & Record<string, any>} HandshakeFields
 * @typedef {Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>)} Headers
 *
 * @typedef {object} ClientOptions
 * @property {string | URL} url the server's URL; in a page it may be relative
 * @property {Record<string, string | URL>} [urls] URLs for single transports, in place of `url`
 * @property {readonly (string | import('./transport.js').TransportFactory)[]} [transports] the preferred one first:
 *   `websocket`, `streaming`, `long-polling`, `callback-polling` and factories; default the first three
 * @property {number} [maxNetworkDelay] milliseconds that server and network may take to answer, in addition to the time
 *   for which a connect is held; default 10,000
 * @property {number} [openTimeout] milliseconds that a WebSocket may take to open, or a stream to bring its first byte;
 *   default 5,000
 * @property {number} [heartbeat] milliseconds of silence after which the client asks the server for a sign of life, due
 *   within `maxNetworkDelay`; default 0, for none: the client then notices a dead connection only by an overdue connect
 *   or the browser's events
 * @property {{min?: number, max?: number}} [backoff] range of the waits after failures, in milliseconds; default 500 to
 *   10,000
 * @property {{min?: number, max?: number}} [probe] range of the waits before the client probes the preferred transport
 *   after a fallback, in milliseconds; default 5,000 to 300,000
 * @property {number} [queueLimit] how many messages may wait while there is no connection; 0 refuses them at once;
 *   default 100
 * @property {number} [maxMessageSize] maximum size of a response or frame, in characters; a larger one counts as a
 *   failure of the connection; default 16,777,216
 * @property {number} [maxUrlLength] maximum length of callback-polling's URLs, in characters; default 2,000
 * @property {boolean} [appendType] whether HTTP requests for handshake, connect and disconnect go to `url` followed by
 *   `/handshake`, `/connect` or `/disconnect`, unless it has a query or ends with a file; default false
 * @property {string | string[]} [protocols] subprotocols that the WebSocket offers; default none
 * @property {Headers} [headers] headers of HTTP requests, except those of callback-polling; the client calls a function
 *   before each request
 * @property {HandshakeFields | (() => HandshakeFields | Promise<HandshakeFields>)} [handshake] fields of each
 *   handshake, such as `{ext: {token}}`; the client calls a function before each handshake, so that credentials may
 *   change
 * @property {boolean} [history] whether to ask servers for history, to recover missed messages; default true
 * @property {string} [presencePrefix] prefix of the channels that show members; default `/presence`
 * @property {boolean | import('./debug.js').Log} [debug] whether to write each message and event to the console, at the
 *   level "debug"; or a function that takes them; default false
 * @property {boolean} [leaveWithPage] whether to disconnect when the page ends; default true
 * @property {Partial<import('./environment.js').Environment>} [environment] replaces functions and objects of the
 *   browser or of Node
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

/** @param {ClientOptions} given @throws {TypeError} when an option is unknown or invalid */
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
    throw new TypeError(`The option ${name} must be a URL, absolute outside of a page, not ${url}.`, { cause });
  }
}
