/**
 * What has come of a channel while a subscribe had no reply.
 *
 * @typedef {import('./message.js').Message} Message
 *
 * @typedef {object} HeldMessage
 * @property {Message} message
 * @property {string} [epoch] as far as it was known then
 */

const LIMIT = 10_000;

export class Held {
  /** @type {HeldMessage[]} */
  #messages = [];

  /** @param {HeldMessage} held @returns {boolean} whether there was room; else nothing is held but this */
  add(held) {
    const isFull = this.#messages.length >= LIMIT;
    this.#messages = isFull ? [held] : this.#messages;
    if (!isFull) {
      this.#messages.push(held);
    }
    return !isFull;
  }

  clear() {
    this.#messages = [];
  }

  /**
   * The reply has come. What stands behind its position was sent after it, and so goes on from it.
   *
   * @param {number} top the reply's offset
   * @param {boolean} isUnsure whether nobody knows the epochs of the others that name none
   * @returns {{messages: HeldMessage[], isWhole: boolean}} what to handle now, and whether that is all
   */
  release(top, isUnsure) {
    const all = this.#messages.map((held) => (held.message.ext?.history.offset > top ? { message: held.message } : held));
    const messages = isUnsure ? all.filter((held) => !('epoch' in held) || held.epoch !== undefined) : all;
    this.clear();
    return { messages, isWhole: messages.length === all.length };
  }
}
