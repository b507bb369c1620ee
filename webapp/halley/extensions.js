/**
 * The chain of extensions that every message passes: outwards the last one added comes first, inwards the first one.
 *
 * @typedef {import('./message.js').Message} Message
 *
 * @typedef {object} Extension
 * @property {(message: Message) => Message | null} [outgoing] returns the message to send, changed or not, or null to
 *   keep it from being sent
 * @property {(message: Message) => Message | null} [incoming] returns the message to handle, or null to drop it
 */

export class Extensions {
  /** @type {Extension[]} */
  #chain = [];
  #report;

  /** @param {(error: unknown) => void} report is told when an extension throws; the message then passes unchanged */
  constructor(report) {
    this.#report = report;
  }

  /**
   * @param {Extension} extension
   * @returns {() => void} takes it away again
   */
  add(extension) {
    this.#chain = [...this.#chain, extension];
    return () => {
      this.#chain = this.#chain.filter((other) => other !== extension);
    };
  }

  /** @param {Message} message @returns {Message | null} */
  outgoing(message) {
    return this.#pass('outgoing', [...this.#chain].reverse(), message);
  }

  /** @param {Message} message @returns {Message | null} */
  incoming(message) {
    return this.#pass('incoming', this.#chain, message);
  }

  /**
   * @param {'outgoing' | 'incoming'} hook
   * @param {Extension[]} chain
   * @param {Message} message
   * @returns {Message | null}
   */
  #pass(hook, chain, message) {
    /** @type {Message | null} */
    let current = message;
    for (const extension of chain) {
      try {
        current = extension[hook] ? extension[hook](current) : current;
      } catch (error) {
        this.#report(error);
      }
      if (current === null) {
        return null;
      }
    }
    return current;
  }
}
