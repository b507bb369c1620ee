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
   * Releases the messages when the reply arrives. Those above its position, and those that it brings, were sent after it. The message
   * that names their epoch may arrive later, in the response that carries the reply, so their epoch is determined only then.
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
