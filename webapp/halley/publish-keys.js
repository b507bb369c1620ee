/**
 * Gives keys to publishes on channels with history, so that the server takes each once, and keeps those whose reply was
 * lost until they can be sent again. docs/client-recovery.md has the rules.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./request.js').Request} Request
 *
 * @typedef {object} Sent
 * @property {number} since when it was sent for the first time
 * @property {any} [timer] while it waits to be sent again
 */

import { ClosedError, TransportError } from './errors.js';

const TTL = 300_000;
const MAX_CHANNELS = 10_000;

export class PublishKeys {
  #environment;
  /** @type {Map<Request, Sent>} what has a key and no outcome, in the order of the first sending */
  #sent = new Map();
  /** @type {Set<string>} channels that have answered a publish with a position */
  #channels = new Set();
  #ttl = TTL;
  #prefix = randomText();
  #count = 0;

  /** @param {import('./environment.js').Environment} environment */
  constructor(environment) {
    this.#environment = environment;
  }

  /** A session begins. @param {boolean} isActive whether it knows keys @param {number} [ttl] milliseconds */
  begin(isActive, ttl = TTL) {
    this.#ttl = ttl;
    if (!isActive) {
      this.end();
    }
  }

  /**
   * @param {Request} request a publish that is sent now
   * @param {boolean} isKnown whether its channel is known to have history
   * @returns {Message} its message, with a key if it may have one
   */
  outgoing(request, isKnown) {
    const { channel, ext } = request.message;
    if (ext?.publishKey === undefined && (isKnown || this.#channels.has(channel))) {
      this.#count += 1;
      request.message = { ...request.message, ext: { ...ext, publishKey: `${this.#prefix}-${this.#count}` } };
    }
    if (request.message.ext?.publishKey !== undefined && !this.#sent.has(request)) {
      this.#sent.set(request, { since: this.#environment.now() });
    }
    return request.message;
  }

  /** A reply has told where a publish went. @param {string} channel */
  replied(channel) {
    if (this.#channels.size >= MAX_CHANNELS) {
      this.#channels.clear();
    }
    this.#channels.add(channel);
  }

  /** @param {Request} request whose outcome is unknown @returns {boolean} whether it will be sent again */
  failed(request) {
    const sent = this.#sent.get(request);
    if (sent === undefined) {
      return false;
    }
    const rest = sent.since + this.#ttl - this.#environment.now();
    if (rest <= 0) {
      this.#sent.delete(request);
      return false;
    }
    sent.timer = this.#environment.setTimeout(() => {
      this.#sent.delete(request);
      request.reject(new TransportError(unknown(request)));
    }, rest);
    return true;
  }

  /** Whether anything waits to be sent again. */
  get isWaiting() {
    return [...this.#sent.values()].some(({ timer }) => timer !== undefined);
  }

  /** @param {(request: Request) => void} send */
  repeat(send) {
    for (const [request, sent] of [...this.#sent]) {
      if (sent.timer !== undefined) {
        this.#environment.clearTimeout(sent.timer);
        sent.timer = undefined;
        request.renew();
        send(request);
      }
    }
  }

  /** It has an outcome, or nobody waits for it. @param {Request} request */
  forget(request) {
    this.#environment.clearTimeout(this.#sent.get(request)?.timer);
    this.#sent.delete(request);
  }

  /** Nothing will be sent again. @param {Error} [cause] the client was closed */
  end(cause) {
    for (const [request, { timer }] of [...this.#sent]) {
      this.forget(request);
      if (timer !== undefined) {
        const text = unknown(request);
        request.reject(cause ? new ClosedError(text, { cause, outcomeUnknown: true }) : new TransportError(text));
      }
    }
  }
}

/** @param {Request} request */
function unknown({ message }) {
  return `${message.channel}: it may have been published, or not.`;
}

/** What no other client has. */
function randomText() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
