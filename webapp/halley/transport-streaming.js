/**
 * Bayeux over HTTP POSTs, where the response to the held connect is a stream of server-sent events. Other messages go as
 * in long-polling.
 *
 * @typedef {import('./transport.js').TransportContext} TransportContext
 */

import { deadline } from './deadline.js';
import { TransportError } from './errors.js';
import { Meta, parseMessages } from './message.js';
import { LongPollingTransport } from './transport-long-polling.js';

/** How a line of an event begins that has messages. */
const FIELD = 'data:';

export class StreamingTransport extends LongPollingTransport {
  name = 'streaming';
  streams = true;

  /** @param {TransportContext} context */
  constructor(context) {
    super(context, (messages, alive) => (isHeld(messages) ? new StreamReader(context, alive) : undefined));
  }
}

/** One connect that the server may hold. @param {import('./message.js').Message[]} messages */
function isHeld(messages) {
  return messages.length === 1 && messages[0].channel === Meta.CONNECT && messages[0].advice?.timeout !== 0;
}

/** Reads one response, and notices when something in between buffers it. */
export class StreamReader {
  headers = { Accept: 'text/event-stream, application/json' };
  #context;
  #alive;
  #silent = new AbortController();
  /** The request is over, or something came. */
  over;
  #data = '';
  #rest = '';

  /** @param {TransportContext} context @param {() => void} alive told of each sign of life */
  constructor(context, alive) {
    const { environment, openTimeout } = context;
    this.#context = context;
    this.#alive = alive;
    this.over = deadline(environment, openTimeout, () => this.#silent.abort(Object.assign(
      new TransportError('Nothing came over the stream in time: a proxy buffers it.'), { isBuffered: true },
    )));
  }

  /** Comes when nothing came in time. */
  get signal() {
    return this.#silent.signal;
  }

  /** @param {Response} response @returns {Promise<boolean>} whether it was a stream, which has ended now */
  async read(response) {
    if (!response.headers.get('Content-Type')?.startsWith('text/event-stream') || response.body === null) {
      return false;
    }
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return true;
      }
      this.over();
      this.#alive();
      this.#take(decoder.decode(value, { stream: true }));
    }
  }

  /** @param {string} text */
  #take(text) {
    const lines = (this.#rest + text).split('\n');
    this.#rest = /** @type {string} */ (lines.pop());
    for (const line of lines) {
      this.#line(line.endsWith('\r') ? line.slice(0, -1) : line);
    }
    const { maxMessageSize } = this.#context;
    if (this.#rest.length + this.#data.length > maxMessageSize + FIELD.length + 1) {
      throw new TransportError(`An event has more than ${maxMessageSize} characters.`);
    }
  }

  /** @param {string} line without its end */
  #line(line) {
    if (line.startsWith(FIELD)) {
      this.#data += line.slice(FIELD.length + (line[FIELD.length] === ' ' ? 1 : 0));
    } else if (line === '' && this.#data !== '') {
      const { maxMessageSize, receive } = this.#context;
      const data = this.#data;
      this.#data = '';
      receive(parseMessages(data, maxMessageSize));
    }
  }
}
