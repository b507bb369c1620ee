/**
 * Bayeux over one WebSocket: replies and events come whenever the server has them.
 *
 * @typedef {import('./transport.js').Transport} Transport
 * @typedef {import('./transport.js').TransportContext} TransportContext
 */

import { deadline } from './deadline.js';
import { abortable, deferred } from './environment.js';
import { TimeoutError, TransportError } from './errors.js';
import { parseMessages } from './message.js';

/** @implements {Transport} */
export class WebSocketTransport {
  name = 'websocket';
  #context;
  /** @type {WebSocket | undefined} the one in use or being opened; the others' events mean nothing any more */
  #socket;
  /** @type {Promise<void> | undefined} */
  #opening;

  /** @param {TransportContext} context */
  constructor(context) {
    this.#context = context;
  }

  get available() {
    return typeof this.#context.environment.WebSocket === 'function';
  }

  /** @param {AbortSignal} signal @returns {Promise<void>} */
  async open(signal) {
    this.#socket ??= this.#make();
    this.#opening ??= this.#open(this.#socket);
    return abortable(this.#opening, signal);
  }

  /**
   * @param {import('./message.js').Message[]} messages
   * @param {import('./transport.js').Sending} how
   */
  async send(messages, { signal }) {
    const socket = this.#socket;
    if (socket === undefined || socket.readyState !== socket.OPEN) {
      throw new TransportError('The WebSocket is not open.', { outcomeUnknown: false });
    }
    socket.send(JSON.stringify(messages));
    signal.addEventListener('abort', () => this.#end(socket, () => this.#context.lost(signal.reason)),
      { once: true });
    return false;
  }

  close() {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#opening = undefined;
    socket?.close();
  }

  /** @param {WebSocket} socket */
  async #open(socket) {
    const { environment, lost, maxMessageSize, openTimeout, receive } = this.#context;
    const opened = deferred();
    let isOpen = false;
    /** @param {Error} error */
    const fail = (error) => {
      opened.reject(error);
      this.#end(socket, () => isOpen && lost(error));
    };
    const cancel = deadline(environment, openTimeout,
      () => fail(new TimeoutError('The WebSocket did not open in time.', { outcomeUnknown: false })));
    socket.onopen = () => {
      isOpen = true;
      opened.resolve(undefined);
    };
    socket.onerror = () => {}; // a close follows, which says more
    socket.onclose = ({ code, reason }) => {
      const text = isOpen ? 'The WebSocket was closed' : 'The WebSocket did not open';
      fail(new TransportError(`${text} (${code}${reason && ` ${reason}`}).`, { status: code, outcomeUnknown: isOpen }));
    };
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) {
        return;
      }
      try {
        receive(parseMessages(data, maxMessageSize));
      } catch (cause) {
        fail(new TransportError('The server sent no Bayeux message.', { cause }));
      }
    };
    await opened.promise.finally(cancel);
    if (socket !== this.#socket) {
      throw new TransportError('The WebSocket was given up.', { outcomeUnknown: false });
    }
  }

  /** @returns {WebSocket} */
  #make() {
    const { endpoint, environment, protocols } = this.#context;
    const Socket = /** @type {typeof WebSocket} */ (environment.WebSocket);
    try {
      return new Socket(webSocketUrl(endpoint.of(this.name)), protocols);
    } catch (cause) {
      throw new TransportError('The browser opens no WebSocket.', { cause, outcomeUnknown: false });
    }
  }

  /** @param {WebSocket} socket @param {() => void} tell */
  #end(socket, tell) {
    if (socket === this.#socket) {
      this.close();
      tell();
    }
  }
}

/** @param {URL} url @returns {string} the same place by WebSocket */
function webSocketUrl(url) {
  const socketUrl = new URL(url);
  socketUrl.protocol = url.protocol.replace(/^http/, 'ws');
  socketUrl.hash = '';
  return socketUrl.href;
}
