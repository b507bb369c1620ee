/** The extensions and transports that were registered with the adapter, by their names. */

import { environmentOf } from './environment.js';
import { Extensions } from './extensions.js';

/** What stands for one of the client's transports in `registerTransport`. */
export class Transport {}

/** For `registerTransport('websocket', new WebSocketTransport())`. */
export class WebSocketTransport extends Transport {}

/** For `registerTransport('long-polling', new LongPollingTransport())`. */
export class LongPollingTransport extends Transport {}

/** For `registerTransport('callback-polling', new CallbackPollingTransport())`. */
export class CallbackPollingTransport extends Transport {}

const BUILT_IN = Object.freeze({
  websocket: WebSocketTransport,
  'long-polling': LongPollingTransport,
  'callback-polling': CallbackPollingTransport,
});

export class Plugins {
  /** @type {import('./environment.js').Environment} */
  environment = environmentOf();
  #cometd;
  /** @type {Map<string, {extension: any, remove: () => void}>} */
  #extensions = new Map();
  /** @type {[string, any][]} the preferred one first */
  #transports;
  /** @type {Extensions} */
  #chain;

  /** @param {import('./cometd-base.js').CometDBase} cometd */
  constructor(cometd) {
    this.#cometd = cometd;
    this.#chain = new Extensions((error) => cometd._info('An exception in an extension:', error));
    this.#transports = Object.entries(BUILT_IN).map(([type, Kind]) => [type, new Kind()]);
  }

  /** What every message passes. */
  get extensions() {
    return this.#chain;
  }

  get types() {
    return this.#transports.map(([type]) => type);
  }

  /** A session begins. @param {ReturnType<typeof import('./options.js').optionsOf>} options */
  attach({ environment, url }) {
    this.environment = environment;
    this.#extensions.forEach(({ extension }) => extension.attached?.({ environment, url }));
  }

  /** @param {string} name @param {any} extension */
  registerExtension(name, extension) {
    if (this.#extensions.has(name)) {
      return false;
    }
    const remove = this.#chain.add({
      outgoing: (message) => this.#pass(name, extension, 'outgoing', message),
      incoming: (message) => this.#pass(name, extension, 'incoming', message),
      received: (messages) => extension.received?.(messages) ?? messages,
      resume: () => extension.resume?.() ?? null,
    });
    this.#extensions.set(name, { extension, remove });
    extension.registered?.(name, this.#cometd);
    return true;
  }

  /** @param {string} name */
  unregisterExtension(name) {
    const registered = this.#extensions.get(name);
    this.#extensions.delete(name);
    registered?.remove();
    registered?.extension.unregistered?.();
    return registered !== undefined;
  }

  /** @param {string} name */
  getExtension(name) {
    return this.#extensions.get(name)?.extension ?? null;
  }

  /** @param {string} type @param {any} transport @param {number} [index] */
  registerTransport(type, transport, index = this.#transports.length) {
    if (!(type in BUILT_IN) || !(transport instanceof Transport)) {
      throw new Error(`The transports are those of this module, ${Object.keys(BUILT_IN).join(', ')}; not ${type}.`);
    }
    if (this.types.includes(type)) {
      return false;
    }
    this.#transports.splice(index, 0, [type, transport]);
    return true;
  }

  /** @param {string} type */
  unregisterTransport(type) {
    const transport = this.findTransport(type);
    this.#transports = this.#transports.filter(([other]) => other !== type);
    return transport;
  }

  /** @param {string} type */
  findTransport(type) {
    return this.#transports.find(([other]) => other === type)?.[1] ?? null;
  }

  /** @param {string} name @param {any} extension @param {'outgoing' | 'incoming'} hook @param {any} message */
  #pass(name, extension, hook, message) {
    try {
      const passed = extension[hook]?.(message);
      return passed === undefined ? message : passed;
    } catch (error) {
      const { onExtensionException } = this.#cometd;
      this.#cometd._report(onExtensionException, [error, name, hook === 'outgoing', message], error);
      return message;
    }
  }
}
