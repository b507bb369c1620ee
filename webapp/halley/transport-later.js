/**
 * A transport whose module is loaded when it is first opened, or before: as soon as another transport has connected,
 * so that it is there when the network breaks.
 *
 * @typedef {import('./transport.js').Transport} Transport
 */

import { TransportError } from './errors.js';

/** @implements {Transport} */
export class LaterTransport {
  #make;
  /** @type {Transport | undefined} */
  #transport;

  /**
   * @param {string} name
   * @param {boolean} available
   * @param {() => Promise<Transport>} make loads the module
   * @param {boolean} [streams] as in transport.js
   */
  constructor(name, available, make, streams = false) {
    this.streams = streams;
    this.name = name;
    this.available = available;
    this.#make = make;
  }

  /** @returns {Promise<Transport>} */
  async load() {
    try {
      const made = await this.#make();
      return this.#transport ??= made;
    } catch (cause) {
      throw new TransportError(`The module of ${this.name} cannot be loaded.`, { cause, outcomeUnknown: false });
    }
  }

  /** @param {AbortSignal} signal */
  async open(signal) {
    return (this.#transport ?? await this.load()).open(signal);
  }

  /** @type {Transport['send']} */
  async send(messages, how) {
    return (this.#transport ?? await this.load()).send(messages, how);
  }

  close() {
    this.#transport?.close();
  }
}
