/**
 * What has come of a channel while a subscribe had no reply.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./message.js').Answer} Answer
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
   * The reply has come. What stands behind its position, or is what it brings, was sent after it, and so goes on from it: the message
   * that names its epoch may come later, in the response that has the reply.
   *
   * @param {Answer | undefined} answer
   * @param {boolean} isUnsure whether nobody knows the epochs of the others that name none
   * @returns {{messages: HeldMessage[], isWhole: boolean}} what to handle now, and whether that is all
   */
  release(answer, isUnsure) {
    const all = this.#messages;
    /** @param {HeldMessage} held */
    const isBehind = ({ message }) => message.ext?.history.offset > (answer?.offset ?? Infinity);
    const messages = all
      .filter((held) => !isUnsure || held.message.ext?.history.epoch || isBehind(held))
      .map((held) => (answer?.count || isBehind(held) ? { message: held.message } : held));
    this.clear();
    return { messages, isWhole: messages.length === all.length };
  }
}
