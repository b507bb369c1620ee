/** The extensions under the names, and with the methods, that they have in CometD's client. */

import { AckExtension as Ack } from './extension-ack.js';
import { ReloadExtension as Reload } from './extension-reload.js';
import { TimestampExtension } from './extension-timestamp.js';
import { TimesyncExtension } from './extension-timesync.js';
import { Meta } from './message.js';

export { BinaryExtension } from './extension-binary.js';

/**
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./cometd.js').CometD} CometD
 */

/** What an application's own extensions may extend. */
export class Extension {
  /** @type {any} */
  #cometd = null;

  /** @param {string} name @param {CometD} cometd */
  registered(name, cometd) {
    this.#cometd = cometd;
  }

  unregistered() {
    this.#cometd = null;
  }

  get cometd() {
    return this.#cometd;
  }

  /** @param {any} message @returns {any} */
  incoming(message) {
    return message;
  }

  /** @param {any} message @returns {any} */
  outgoing(message) {
    return message;
  }
}

/** `cometd.ackEnabled = false` before a handshake switches it off. */
export class AckExtension extends Ack {
  /** @type {CometD | undefined} */
  #cometd;

  /** @param {string} name @param {CometD} cometd */
  registered(name, cometd) {
    this.#cometd = cometd;
  }

  /** @param {Message} message */
  outgoing(message) {
    this.enabled = this.#cometd?.ackEnabled !== false;
    return super.outgoing(message);
  }
}

export class TimeStampExtension extends TimestampExtension {
  constructor() {
    super({ format: 'utc' });
  }
}

export class TimeSyncExtension extends TimesyncExtension {
  /** @type {CometD | undefined} */
  #cometd;

  /** @param {string} name @param {CometD} cometd */
  registered(name, cometd) {
    this.#cometd = cometd;
  }

  unregistered() {
    this.detached();
  }

  getTimeOffset() {
    return this.offset;
  }

  getNetworkLag() {
    return this.lag;
  }

  getServerTime() {
    return this.serverTime;
  }

  getServerDate() {
    return this.serverDate;
  }

  /** @param {() => void} callback @param {number | Date} serverTime */
  setTimeout(callback, serverTime) {
    return this.#cometd?.setTimeout(callback, Math.max(0, Number(serverTime) - this.serverTime));
  }
}

/** Adds `cometd.reload()`, which the application calls when the page is about to end. */
export class ReloadExtension extends Reload {
  #isReloading = false;
  /** @type {any} */
  #cometd;

  /** @param {{name?: string, storage?: import('./extension-reload.js').KeepingPlace}} [configuration] */
  constructor({ name = 'org.cometd.reload', ...more } = {}) {
    super({ name, ...more });
  }

  /** @param {string} name @param {CometD} cometd */
  registered(name, cometd) {
    this.#cometd = cometd;
    this.#cometd.reload = (/** @type {{name?: string} | undefined} */ configuration) => {
      this.configure(configuration);
      this.#isReloading = this.leave();
    };
  }

  unregistered() {
    delete this.#cometd.reload;
  }

  /** @param {{name?: string}} [configuration] */
  configure({ name } = {}) {
    if (name !== undefined) {
      this.name = name;
    }
  }

  /**
   * @param {Message} message
   * @returns {any} null once the page is left: the next page's connect is to be the next one
   */
  outgoing(message) {
    return this.#isReloading && message.channel === Meta.CONNECT ? null : super.outgoing(message);
  }
}
