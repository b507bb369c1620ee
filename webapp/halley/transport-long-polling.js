/**
 * Bayeux over HTTP POSTs. The connect has a request of its own, which the server holds; everything else goes in order,
 * one request at a time, and what gathers meanwhile goes together in the next one.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./transport.js').Sending} Sending
 * @typedef {import('./transport.js').Transport} Transport
 *
 * @typedef {object} Waiting
 * @property {string} text the messages as JSON, without the brackets
 * @property {AbortSignal} signal
 * @property {(answered: boolean) => void} resolve
 * @property {(error: unknown) => void} reject
 */

import { deferred } from './environment.js';
import { TransportError } from './errors.js';
import { Meta, parseMessages } from './message.js';

/** How many characters are put together in one request; what was sent as one is never parted. */
const BATCH_LIMIT = 32_768;

/** @implements {Transport} */
export class LongPollingTransport {
  name = 'long-polling';
  #context;
  /** @type {Waiting[]} */
  #queue = [];
  #busy = false;
  #closing = new AbortController();

  /** @param {import('./transport.js').TransportContext} context */
  constructor(context) {
    this.#context = context;
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
  async send(messages, { signal, leaving = false }) {
    const text = messages.map((message) => JSON.stringify(message)).join();
    if (leaving || messages.every(({ channel }) => channel === Meta.CONNECT)) {
      return this.#post(text, [signal], leaving);
    }
    const { promise, resolve, reject } = deferred();
    this.#queue.push({ text, signal, resolve, reject });
    void this.#drain();
    return promise;
  }

  close() {
    this.#closing.abort(new TransportError('The connection was given up.'));
    this.#closing = new AbortController();
  }

  async #drain() {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    while (this.#queue.length > 0) {
      const batch = this.#take();
      try {
        await this.#post(batch.map(({ text }) => text).join(), batch.map(({ signal }) => signal), false);
        batch.forEach(({ resolve }) => resolve(true));
      } catch (error) {
        batch.forEach(({ reject }) => reject(error));
      }
    }
    this.#busy = false;
  }

  /** @returns {Waiting[]} the next ones to send together; those that were given up meanwhile are turned away */
  #take() {
    this.#queue.filter(({ signal }) => signal.aborted).forEach(({ signal, reject }) => reject(signal.reason));
    this.#queue = this.#queue.filter(({ signal }) => !signal.aborted);
    let size = 0;
    const end = this.#queue.findIndex(({ text }, index) => (size += text.length) > BATCH_LIMIT && index > 0);
    return this.#queue.splice(0, end < 0 ? this.#queue.length : end);
  }

  /**
   * @param {string} text
   * @param {AbortSignal[]} signals any of which gives the request up
   * @param {boolean} leaving
   */
  async #post(text, signals, leaving) {
    if (text === '') {
      return true; // everything that waited was given up
    }
    const { environment, url, headers, cookies, receive } = this.#context;
    const answer = await withSignals(leaving ? signals : [...signals, this.#closing.signal], async (signal) => {
      const response = await environment.fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json;charset=UTF-8', ...headers, ...cookies.headers() },
        body: `[${text}]`,
        credentials: 'include',
        cache: 'no-store',
        keepalive: leaving,
        signal,
      });
      cookies.store(response.headers);
      if (!response.ok) {
        throw new TransportError(`The server answered with HTTP status ${response.status}.`, response);
      }
      return parseMessages(await response.text());
    });
    receive(answer);
    return true;
  }
}

/**
 * Runs a request that any of the signals gives up. What fails is a TransportError, or the reason of the signal.
 *
 * @template T
 * @param {AbortSignal[]} signals
 * @param {(signal: AbortSignal) => Promise<T>} request
 * @returns {Promise<T>}
 */
async function withSignals(signals, request) {
  const controller = new AbortController();
  const undo = signals.map((signal) => {
    const abort = () => controller.abort(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    return () => signal.removeEventListener('abort', abort);
  });
  try {
    return await request(controller.signal);
  } catch (cause) {
    if (controller.signal.aborted) {
      throw controller.signal.reason;
    }
    throw cause instanceof TransportError ? cause : new TransportError('The request failed.', { cause });
  } finally {
    undo.forEach((remove) => remove());
  }
}
