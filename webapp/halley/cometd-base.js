/**
 * The part of the adapter that needs no session: configuration, log, handlers of exceptions, registries, timers. What
 * begins with an underscore is for the adapter and for extensions that were written for CometD's client.
 *
 * @typedef {import('./cometd-listeners.js').Handle} Handle
 */

import { DEFAULTS } from './cometd-options.js';
import { Plugins } from './cometd-plugins.js';

const LEVELS = ['debug', 'info', 'warn', 'error'];

export class CometDBase {
  /** Whether the next handshake may use WebSockets. */
  websocketEnabled = true;
  /** Whether the next handshake asks for acknowledgements, where the extension is registered. */
  ackEnabled = true;
  /** @type {((exception: any, name: string, outgoing: boolean, message: any) => void) | undefined} */
  onExtensionException;
  /** @type {((exception: any, handle: Handle, isListener: boolean, message: any) => void) | undefined} */
  onListenerException;
  /** @type {((exception: any, message: any) => void) | undefined} */
  onCallbackException;
  /** @type {((failure: any, former: string | null, next: string | null) => void) | undefined} */
  onTransportException;
  /** @type {Record<string, any>} */
  _config = { ...DEFAULTS };
  _plugins = new Plugins(this);
  #name;

  /** @param {string} [name] */
  constructor(name = 'default') {
    this.#name = name;
  }

  getName() {
    return this.#name;
  }

  /** @param {string | Record<string, any>} configuration the URL, or an object with at least `url` */
  configure(configuration) {
    const given = typeof configuration === 'string' ? { url: configuration } : configuration;
    this._config = { ...this._config, ...given };
    if (!this._config.url) {
      throw new Error("Missing required configuration parameter 'url' specifying the Bayeux server URL");
    }
  }

  getConfiguration() {
    return { ...this._config };
  }

  /** @param {string} level error, warn, info or debug */
  setLogLevel(level) {
    this._config.logLevel = level;
  }

  /** Milliseconds; the range of the first wait after a failure. */
  getBackoffIncrement() {
    return this._config.backoffIncrement;
  }

  /** @param {number} ms for the next handshake on */
  setBackoffIncrement(ms) {
    this._config.backoffIncrement = ms;
  }

  /** @param {string} name @param {any} extension @returns {boolean} false when there is one of that name */
  registerExtension(name, extension) {
    return this._plugins.registerExtension(name, extension);
  }

  /** @param {string} name @returns {boolean} whether there was one */
  unregisterExtension(name) {
    return this._plugins.unregisterExtension(name);
  }

  /** @param {string} name @returns {any} null when there is none */
  getExtension(name) {
    return this._plugins.getExtension(name);
  }

  /** @param {string} type @param {any} transport one of this module's @param {number} [index] @returns {boolean} */
  registerTransport(type, transport, index) {
    return this._plugins.registerTransport(type, transport, index);
  }

  /** @param {string} type @returns {any} null when there was none */
  unregisterTransport(type) {
    return this._plugins.unregisterTransport(type);
  }

  unregisterTransports() {
    this.getTransportTypes().forEach((type) => this.unregisterTransport(type));
  }

  getTransportTypes() {
    return this._plugins.types;
  }

  /** @param {string} type @returns {any} null when there is none */
  findTransport(type) {
    return this._plugins.findTransport(type);
  }

  /** @param {() => void} code @param {number} ms */
  setTimeout(code, ms) {
    return this._plugins.environment.setTimeout(() => this._call(code, undefined), ms);
  }

  /** @param {any} timer */
  clearTimeout(timer) {
    this._plugins.environment.clearTimeout(timer);
  }

  /** @param {...any} words */
  _debug(...words) {
    this.#log('debug', words);
  }

  /** @param {...any} words */
  _info(...words) {
    this.#log('info', words);
  }

  /** @param {...any} words */
  _warn(...words) {
    this.#log('warn', words);
  }

  /**
   * Tells the application's handler of an exception, or else the log.
   *
   * @param {((...details: any[]) => void) | undefined} handler
   * @param {any[]} details
   * @param {any} exception
   */
  _report(handler, details, exception) {
    if (handler === undefined) {
      this._info('An exception in the application:', exception);
      return;
    }
    try {
      handler.apply(this, details);
    } catch (another) {
      this._info('An exception in a handler of exceptions:', another);
    }
  }

  /** @param {Function | undefined} callback @param {any} message */
  _call(callback, message) {
    try {
      callback?.call(this, message);
    } catch (error) {
      this._report(this.onCallbackException, [error, message], error);
    }
  }

  /** @param {'debug' | 'info' | 'warn'} level @param {any[]} words */
  #log(level, words) {
    if (LEVELS.indexOf(level) >= LEVELS.indexOf(this._config.logLevel)) {
      console[level](new Date().toISOString().slice(11, 23), ...words);
    }
  }
}
