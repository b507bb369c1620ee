/**
 * Adds keys to publishes on channels with history, so that the server accepts each once. Keeps publishes whose reply was
 * lost, to retry them. Later publishes to the same channel wait for that, so that all enter it in the order of the calls.
 * docs/client-recovery.md has the rules.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./request.js').Request} Request
 *
 * @typedef {object} Sent
 * @property {number} since when it was sent for the first time, or held back
 * @property {boolean} isSent false: it has been held back until now
 * @property {boolean} [isUnavailable] whether the server could not take it when it was sent last
 * @property {() => void} [cancel] while it waits to be sent again
 */

import { deadline } from './deadline.js';
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
  /** @type {Map<string, Request>} what is sent again alone, by channel, as the server could not take it before */
  #alone = new Map();
  #prefix = randomText();
  #count = 0;
  #outbox;
  #tracks;

  /**
   * @param {Pick<import('./history.js').HistoryContext, 'environment' | 'outbox'>} context
   * @param {import('./tracks.js').Tracks} tracks
   */
  constructor({ environment, outbox }, tracks) {
    this.#environment = environment;
    this.#outbox = outbox;
    this.#tracks = tracks;
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
   * @returns {Message} its message, with a key if it may have one
   */
  outgoing(request) {
    const { ext } = request.message;
    if (ext?.publishKey === undefined && this.#isKept(request)) {
      this.#count += 1;
      request.message = { ...request.message, ext: { ...ext, publishKey: `${this.#prefix}-${this.#count}` } };
    }
    if (request.message.ext?.publishKey === undefined) {
      this.#sent.delete(request);
    } else {
      const { since = this.#environment.now() } = this.#sent.get(request) ?? {};
      this.#sent.set(request, { since, isSent: true });
    }
    return request.message;
  }

  /** @param {Request[]} requests @returns {Request[]} what can be sent now; the others wait for earlier ones */
  ready(requests) {
    return requests.filter((request) => {
      const isHeld = this.#isHeld(request);
      if (isHeld) {
        this.#hold(request);
      }
      return !isHeld;
    });
  }

  /** @param {Set<Request>} requests that were to be sent together, and wait @returns {boolean} */
  mayGo(requests) {
    return requests.size > 0 && ![...requests].some((request) => this.#isHeld(request));
  }

  /** It, or what was to be sent with it, is held back. @param {Request} request @returns {boolean} that it will be sent */
  held(request) {
    if (!this.failed(request)) {
      request.renew();
      this.#outbox.offer(request);
    }
    return true;
  }

  /** @param {Request} request */
  #isHeld(request) {
    const { isCall, message } = request;
    const first = this.#alone.get(message.channel);
    return 'data' in message && !isCall
      && (first === undefined ? this.#waiting.some(([other]) => other.message.channel === message.channel) : first !== request);
  }

  /** @param {Request} request that has not been sent */
  #hold(request) {
    const held = this.#waiting.filter(([, { isSent }]) => !isSent).length;
    if (held >= this.#outbox.limit) {
      request.reject(new ClosedError(`${request.message.channel}: ${held} messages already wait for an earlier one.`));
      return;
    }
    this.#sent.set(request, { since: this.#environment.now(), isSent: false });
    this.failed(request);
  }

  /** @returns {[Request, Sent][]} what waits, in order */
  get #waiting() {
    return [...this.#sent].filter(([, { cancel }]) => cancel !== undefined);
  }

  /** @returns {[Request, Sent][]} what can be sent again now: all that waits of a channel, or the first one alone */
  get #due() {
    /** @type {Map<string, [Request, Sent]>} */
    const firsts = new Map();
    return this.#waiting.filter(([request, sent]) => {
      const { channel } = request.message;
      const first = firsts.get(channel);
      if (first === undefined) {
        firsts.set(channel, [request, sent]);
      }
      return !this.#alone.has(channel) && !first?.[1].isUnavailable;
    });
  }

  /** @param {Request} request @returns {boolean} whether its channel is known to have history */
  #isKept({ message: { channel } }) {
    return Boolean(this.#tracks.find(channel)?.position) || this.#channels.has(channel);
  }

  /** A reply has told where a publish went. @param {string} channel */
  replied(channel) {
    if (this.#channels.size >= MAX_CHANNELS) {
      this.#channels.clear();
    }
    this.#channels.add(channel);
  }

  /**
   * @param {Request} request whose outcome is unknown
   * @param {string} [error] of its reply: 402, when only what is kept is known in the next session, or 503
   * @returns {boolean} whether it will be sent again; if not, it is to be forgotten
   */
  failed(request, error = '') {
    const sent = this.#sent.get(request);
    const rest = sent === undefined ? 0 : sent.since + this.#ttl - this.#environment.now();
    if (sent === undefined || rest <= 0 || (error.startsWith('402:') && !this.#isKept(request))) {
      return false;
    }
    this.#isOver(request);
    sent.isUnavailable = error.startsWith('503:');
    sent.cancel = deadline(this.#environment, rest, () => {
      this.#sent.delete(request);
      request.reject(unknown(request, sent));
    });
    return true;
  }

  /** Whether anything waits to be sent again. */
  get isWaiting() {
    return this.#due.length > 0;
  }

  /** @param {(request: Request) => void} send */
  repeat(send) {
    const due = this.#due;
    const channels = new Set();
    for (const [request, sent] of due) {
      const { channel } = request.message;
      sent.cancel?.();
      sent.cancel = undefined;
      request.renew();
      if (sent.isUnavailable && !channels.has(channel)) {
        this.#alone.set(channel, request);
      }
      channels.add(channel);
    }
    due.forEach(([request]) => send(request));
  }

  /** It has an outcome, or nobody waits for it. @param {Request} request @returns {boolean} whether others have waited for that */
  forget(request) {
    this.#sent.get(request)?.cancel?.();
    this.#sent.delete(request);
    return this.#isOver(request) && this.isWaiting;
  }

  /** It is sent alone no longer. @param {Request} request @returns {boolean} whether it was */
  #isOver(request) {
    const { channel } = request.message;
    return this.#alone.get(channel) === request && this.#alone.delete(channel);
  }

  /** Nothing will be sent again. @param {Error} [cause] the client was closed */
  end(cause) {
    for (const [request, sent] of [...this.#sent]) {
      this.forget(request);
      if (sent.cancel !== undefined) {
        request.reject(unknown(request, sent, cause));
      }
    }
  }
}

/** @param {Request} request @param {Sent} sent @param {Error} [cause] the client was closed */
function unknown({ message }, { isSent }, cause) {
  const text = `${message.channel}: it ${isSent ? 'may have been published, or not' : 'was not sent: one before it has no outcome'}.`;
  return new (cause ? ClosedError : TransportError)(text, { cause, outcomeUnknown: isSent });
}

/** What no other client has. */
function randomText() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
