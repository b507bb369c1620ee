/**
 * Bayeux over script elements (JSONP), for pages of another origin than the server where neither `fetch` nor a
 * WebSocket gets through. Messages go in URLs, which must be short; so they are split into several requests.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./transport.js').Sending} Sending
 * @typedef {import('./transport.js').Transport} Transport
 */

import { TransportError } from './errors.js';
import { Meta, messagesOf } from './message.js';
import { placeOf } from './place.js';
import { RequestQueue, withSignals } from './request-queue.js';

/** What stands around the messages: `[` and `]`, encoded. */
const BRACKETS = 6;
let lastCallback = 0;

/** @implements {Transport} */
export class CallbackPollingTransport {
  name = 'callback-polling';
  #context;
  #closing = new AbortController();
  /** @type {RequestQueue | undefined} */
  #queue;

  /** @param {import('./transport.js').TransportContext} context */
  constructor(context) {
    this.#context = context;
  }

  get available() {
    return this.#context.environment.document !== undefined;
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
    const { signal, dropped, leaving = false } = how;
    const texts = messages.map((message) => JSON.stringify(message));
    this.#checkSizes(texts);
    if (leaving) {
      this.#sayGoodbye(texts);
    } else if (messages.every(({ channel }) => channel === Meta.CONNECT || channel === Meta.HANDSHAKE)) {
      await this.#get(texts.join(), dropped ? [signal, dropped] : [signal], messages);
    } else {
      this.#queue ??= new RequestQueue((text, signals) => this.#get(text, signals), this.#room(), sizeOf);
      await Promise.all(texts.map((text) => this.#queue?.offer(text, how)));
    }
    return true;
  }

  close() {
    this.#closing.abort(new TransportError('The connection was given up.'));
    this.#closing = new AbortController();
  }

  /** How many characters the messages of one request may have, encoded. */
  #room() {
    const { endpoint, maxUrlLength } = this.#context;
    return maxUrlLength - this.#url(endpoint.of(this.name), '_halley_00000000', '').length - BRACKETS;
  }

  /** @param {string[]} texts */
  #checkSizes(texts) {
    const room = this.#room();
    const large = texts.find((text) => sizeOf(text) > room);
    if (large !== undefined) {
      throw new TransportError(
        `A message of ${sizeOf(large)} characters does not fit into a URL; there is room for ${room}.`,
        { outcomeUnknown: false },
      );
    }
  }

  /** @param {URL} url @param {string} callback @param {string} text messages, without the brackets */
  #url(url, callback, text) {
    const query = `jsonp=${callback}&message=${encodeURIComponent(`[${text}]`)}`;
    return `${url.href}${url.search === '' ? '?' : '&'}${query}`;
  }

  /** @param {string} text @param {AbortSignal[]} signals @param {Message[]} [messages] */
  async #get(text, signals, messages = []) {
    const url = placeOf(this.#context, this.name, messages);
    const answer = await withSignals([...signals, this.#closing.signal], (signal) => this.#load(url, text, signal),
      (cause) => cause);
    this.#context.receive(answer);
  }

  /** @param {URL} url @param {string} text @param {AbortSignal} signal @returns {Promise<Message[]>} */
  #load(url, text, signal) {
    const document = /** @type {Document} */ (this.#context.environment.document);
    lastCallback += 1;
    const callback = `_halley_${lastCallback}`;
    const script = document.createElement('script');
    const globals = /** @type {Record<string, any>} */ (globalThis);
    return new Promise((resolve, reject) => {
      const over = () => {
        script.remove();
        globals[callback] = () => void delete globals[callback]; // in case the script comes all the same
      };
      globals[callback] = (/** @type {unknown} */ value) => {
        script.remove();
        delete globals[callback];
        try {
          resolve(messagesOf(value));
        } catch (cause) {
          reject(new TransportError('The server sent something unreadable.', { cause }));
        }
      };
      script.onerror = () => {
        over();
        delete globals[callback];
        reject(new TransportError('The request failed.'));
      };
      signal.addEventListener('abort', () => {
        over();
        reject(signal.reason);
      }, { once: true });
      script.src = this.#url(url, callback, text);
      document.head.append(script);
    });
  }

  /** The page ends: scripts would not be loaded any more. @param {string[]} texts */
  #sayGoodbye(texts) {
    const { endpoint, environment } = this.#context;
    const url = this.#url(endpoint.of(this.name), 'bye', texts.join());
    environment.fetch?.(url, { mode: 'no-cors', credentials: 'include', keepalive: true }).catch(() => {});
  }
}

/** @param {string} text */
function sizeOf(text) {
  return encodeURIComponent(`${text},`).length;
}
