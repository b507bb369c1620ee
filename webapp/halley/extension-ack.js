/**
 * Delivers messages from the server without loss: the server numbers its connect replies, and the client's next connect
 * acknowledges the last number. The server repeats in order what was not acknowledged.
 *
 * Messages count as received with the connect reply that numbers them. If a connection breaks before that reply, the
 * client discards the messages before it, because the server will repeat them. So the application gets each of them
 * once.
 *
 * A connect that seemed lost may reach the server after its successor was answered. The server then repeats the
 * messages of that answer twice: over the former connection, and with the next answer, whose number has grown by more
 * than one. So the client skips what repeats the previous answer and follows it without a failure.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./extensions.js').Extension} Extension
 */

import { meansSessionLost, Meta } from './message.js';

/** @implements {Extension} */
export class AckExtension {
  #enabled = true;
  #supported = false;
  #batch = 0;
  /** @type {Message[]} what came, but has no number yet */
  #unnumbered = [];
  /** @type {Message[]} what came with the last number */
  #last = [];
  /** How many connects were sent since the last number came. */
  #connects = 0;
  /** @type {string | undefined} the id of the last connect that was sent */
  #connect;

  /**
   * @param {{enabled?: boolean}} [options] `enabled`: whether the next handshake asks for acknowledgements; default
   *   true
   */
  constructor({ enabled = true } = {}) {
    this.#enabled = enabled;
  }

  /** Whether the next handshake asks for acknowledgements. A change does not affect the running session. */
  get enabled() {
    return this.#enabled;
  }

  set enabled(enabled) {
    this.#enabled = enabled;
  }

  /** Whether the server acknowledges in the running session. */
  get supported() {
    return this.#supported;
  }

  /** The number of the last connect reply; 0 before the first. */
  get batch() {
    return this.#batch;
  }

  /** @param {Message} message @returns {Message} */
  outgoing(message) {
    if (message.channel === Meta.HANDSHAKE) {
      this.#reset();
      return { ...message, ext: { ...message.ext, ack: this.#enabled } };
    }
    if (message.channel === Meta.CONNECT && this.#supported) {
      this.#unnumbered = [];
      this.#connects += 1;
      this.#connect = message.id;
      return { ...message, ext: { ...message.ext, ack: this.#batch } };
    }
    return message;
  }

  /** @param {Message} message @returns {Message} */
  incoming(message) {
    const ack = message.ext?.ack;
    if (message.channel === Meta.HANDSHAKE && message.successful) {
      this.#supported = this.#enabled && (ack === true || ack?.enabled === true);
      this.#batch = number(ack?.batch) ?? 0;
    } else if (message.channel === Meta.CONNECT && message.successful && this.#supported) {
      this.#batch = number(ack) ?? this.#batch;
    }
    return message;
  }

  /**
   * @param {Message[]} messages what came together
   * @returns {Message[]} what is complete now
   */
  received(messages) {
    if (!this.#supported) {
      return messages;
    }
    const late = messages.findIndex((message) => this.#isLate(message));
    if (late >= 0) {
      this.#unnumbered = [];
      return [
        ...messages.slice(0, late).filter((message) => !('data' in message)),
        ...this.received(messages.slice(late + 1)),
      ];
    }
    const end = messages.find(isNumberOrEnd);
    if (end !== undefined) {
      return this.#once([...this.#unnumbered.splice(0), ...messages], number(end.ext?.ack));
    }
    const passing = messages.filter((message) => !this.#isToWait(message));
    this.#unnumbered.push(...messages.filter((message) => !passing.includes(message)));
    return passing;
  }

  /**
   * Whether it is the reply to a connect that gave way to another. That one acknowledges less, so that what came with
   * the late reply comes again with its own.
   *
   * @param {Message} message
   */
  #isLate({ channel, id, successful }) {
    return channel === Meta.CONNECT && successful === true && id !== this.#connect;
  }

  /** @param {Message[]} messages that are complete @param {number} [batch] their number @returns {Message[]} */
  #once(messages, batch = this.#batch) {
    const events = messages.filter((message) => 'data' in message);
    const mayRepeat = batch > this.#batch + 1 && this.#connects === 1 && this.#last.length > 0;
    const repeated = mayRepeat && this.#last.every((message, index) => isSame(message, events[index]))
      ? events.slice(0, this.#last.length)
      : [];
    this.#last = events;
    this.#connects = 0;
    return messages.filter((message) => !repeated.includes(message));
  }

  /** @param {Message} message the answer of a remote call waits only for what came before it */
  #isToWait(message) {
    return 'data' in message && (message.id === undefined || this.#unnumbered.length > 0);
  }

  #reset() {
    this.#supported = false;
    this.#batch = 0;
    this.#unnumbered = [];
    this.#last = [];
    this.#connects = 0;
  }
}

/** Whether it numbers what came before it, or says that nothing more will come. @param {Message} message */
function isNumberOrEnd(message) {
  const { channel, successful, ext } = message;
  return (channel === Meta.CONNECT && (successful ? number(ext?.ack) !== undefined : meansSessionLost(message)))
    || channel === Meta.DISCONNECT;
}

/** @param {unknown} value */
function number(value) {
  return typeof value === 'number' ? value : undefined;
}

/** @param {Message} one @param {Message | undefined} other */
function isSame(one, other) {
  return one.channel === other?.channel && one.id === other.id
    && JSON.stringify(one.data) === JSON.stringify(other.data);
}
