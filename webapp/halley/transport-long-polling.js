/**
 * Bayeux over HTTP POSTs. The connect has a request of its own, which the server holds; everything else goes in order,
 * one request at a time, and messages that gather meanwhile go together in the next one. So a client has at most two
 * requests in flight.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./transport.js').Sending} Sending
 * @typedef {import('./transport.js').Transport} Transport
 */

import { Cookies } from './cookies.js';
import { TransportError } from './errors.js';
import { Meta, parseMessages } from './message.js';
import { placeOf } from './place.js';
import { RequestQueue, withSignals } from './request-queue.js';

/** How many characters are put together in one request; what was sent as one is never parted. */
const BATCH_LIMIT = 32_768;

/** The status by which a server that takes no new clients informs proxies; its reply tells the clients where to go. */
const UNAVAILABLE = 503;

/** @implements {Transport} */
export class LongPollingTransport {
  name = 'long-polling';
  #context;
  #queue = new RequestQueue((text, signals) => this.#post(text, signals), BATCH_LIMIT);
  #cookies = new Cookies();
  #closing = new AbortController();
  /** @type {Record<string, string>} the application's, as they were last: when the page ends there is no time to ask */
  #headers = {};
  #reader;

  /**
   * @param {import('./transport.js').TransportContext} context
   * @param {(messages: Message[], alive: () => void) => import('./transport-streaming.js').StreamReader | undefined} [reader]
   *   of a response that may be a stream
   */
  constructor(context, reader = () => undefined) {
    this.#context = context;
    this.#reader = reader;
    this.#headers = typeof context.headers === 'function' ? {} : context.headers;
  }

  get available() {
    return typeof this.#context.environment.fetch === 'function';
  }

  async open() {
    // Each request stands for itself.
  }

  /**
   * @param {Message[]} messages
   * @param {Sending} how
   * @returns {Promise<boolean>}
   */
  async send(messages, how) {
    const { signal, dropped, leaving = false, alive = () => {} } = how;
    const text = messages.map((message) => JSON.stringify(message)).join();
    if (!leaving && !messages.every(({ channel }) => channel === Meta.CONNECT || channel === Meta.HANDSHAKE)) {
      return this.#queue.offer(text, how);
    }
    const reader = this.#reader(messages, alive);
    try {
      await this.#post(text, dropped ? [signal, dropped] : [signal], messages, leaving, reader);
    } finally {
      reader?.over();
    }
    return true;
  }

  close() {
    this.#closing.abort(new TransportError('The connection was given up.'));
    this.#closing = new AbortController();
  }

  /**
   * @param {string} text
   * @param {AbortSignal[]} signals any of which gives the request up
   * @param {Message[]} [messages] what the text is, when that may decide where it goes
   * @param {boolean} [leaving]
   * @param {import('./transport-streaming.js').StreamReader} [reader]
   */
  async #post(text, signals, messages = [], leaving = false, reader = undefined) {
    const { environment, maxMessageSize, receive } = this.#context;
    const all = leaving ? signals : [...signals, this.#closing.signal, ...(reader ? [reader.signal] : [])];
    const ask = typeof this.#context.headers === 'function' && !leaving;
    const headers = ask ? await this.#askForHeaders() : this.#headers;
    const url = placeOf(this.#context, this.name, messages);
    const cookies = this.#cookies.of(url.host);
    const answer = await withSignals(all, async (signal) => {
      const response = await environment.fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json;charset=UTF-8', ...reader?.headers, ...headers, ...cookies.headers() },
        body: `[${text}]`,
        credentials: 'include',
        cache: 'no-store',
        keepalive: leaving,
        signal,
      });
      cookies.store(response.headers);
      const { ok, status } = response;
      try {
        if (ok && await reader?.read(response)) {
          return [];
        }
        if (ok || status === UNAVAILABLE) {
          return parseMessages(await response.text(), maxMessageSize);
        }
      } catch (cause) {
        if (ok) {
          throw cause;
        }
      }
      throw new TransportError(`The server answered with HTTP status ${status}.`, { status });
    }, errorOf);
    receive(answer);
  }

  async #askForHeaders() {
    const { headers } = this.#context;
    try {
      this.#headers = typeof headers === 'function' ? await headers() : headers;
    } catch (cause) {
      throw new TransportError('The option headers failed.', { cause, outcomeUnknown: false });
    }
    return this.#headers;
  }
}

/** @param {unknown} cause */
function errorOf(cause) {
  return cause instanceof TransportError ? cause : new TransportError('The request failed.', { cause });
}
