/**
 * The interface of a transport. The client creates one object of each kind and keeps it; the object may be opened and
 * closed many times.
 *
 * @typedef {import('./message.js').Message} Message
 *
 * @typedef {object} Transport
 * @property {string} name its Bayeux connection type
 * @property {boolean} available whether it can work in this environment
 * @property {(signal: AbortSignal) => Promise<void>} open resolves when messages can be sent; has no effect when it is
 *   already open; rejects with a TransportError whose outcome is known
 * @property {(messages: Message[], how: Sending) => Promise<boolean>} send sends the messages together and in order;
 *   resolves with true when no more replies will arrive, with false when replies arrive later; rejects with a
 *   TransportError
 * @property {() => void} close drops connections and requests, without a disconnect; never calls `lost`
 * @property {boolean} [streams] whether a connect may be held for minutes, because events do not end it
 * @property {() => Promise<unknown>} [load] loads what the transport needs before it opens; called repeatedly while
 *   another transport is connected
 *
 * @typedef {object} Sending
 * @property {AbortSignal} signal gives up: the messages get no more replies, and the connection is unreliable
 * @property {AbortSignal} [dropped] nothing waits for the reply any more, but the connection is fine
 * @property {() => boolean | undefined} [mayGo] asked when the messages have waited for their turn; if it returns
 *   false, `send` fails with HELD_BACK
 * @property {(error: unknown) => void} [failed] gets the error with which `send` rejects, before anything else is sent
 * @property {() => void} [alive] call it at a sign of life of the server, which restarts the server's time to answer
 * @property {boolean} [leaving] the page ends: send at once, past any queue, in a way that survives the page
 *
 * @typedef {object} TransportContext what a transport gets from its client
 * @property {URL} url the server's URL, as the application gave it
 * @property {import('./endpoint.js').Endpoint} endpoint the server's current URL
 * @property {boolean} [appendType] whether HTTP requests for handshake, connect and disconnect go to URLs of their own
 * @property {import('./options.js').Headers} headers headers of HTTP requests
 * @property {import('./environment.js').Environment} environment
 * @property {number} openTimeout milliseconds that opening may take
 * @property {number} maxMessageSize maximum size of a response or frame, in characters
 * @property {number} maxUrlLength maximum length of the URL of a GET, in characters
 * @property {string[] | undefined} protocols subprotocols that the WebSocket offers
 * @property {(messages: Message[]) => void} receive takes incoming messages
 * @property {(error: Error) => void} lost called when an open connection is lost
 *
 * @typedef {(context: TransportContext) => Transport} TransportFactory
 */

import { Endpoint } from './endpoint.js';
import { LaterTransport } from './transport-later.js';
import { WebSocketTransport } from './transport-websocket.js';

/** @type {Readonly<Record<string, TransportFactory>>} */
const BUILT_IN = Object.freeze({
  websocket: (context) => new WebSocketTransport(context),
  streaming: (context) => new LaterTransport('streaming', context.environment.fetch !== undefined, async () => {
    const { StreamingTransport } = await import('./transport-streaming.js');
    return new StreamingTransport(context);
  }, true),
  'long-polling': (context) => new LaterTransport('long-polling', context.environment.fetch !== undefined, async () => {
    const { LongPollingTransport } = await import('./transport-long-polling.js');
    return new LongPollingTransport(context);
  }),
  'callback-polling': (context) => new LaterTransport('callback-polling', context.environment.document !== undefined,
    async () => {
      const { CallbackPollingTransport } = await import('./transport-callback-polling.js');
      return new CallbackPollingTransport(context);
    }),
});

/** The transports of one client: each is created when it is first needed, and then kept. */
export class Transports {
  /** @type {Map<string | TransportFactory, Transport>} */
  #made = new Map();
  #endpoint;
  #context;

  /**
   * @param {ReturnType<typeof import('./options.js').optionsOf>
   *   & Pick<TransportContext, 'receive'> & {lost: (error: Error, transport: Transport) => void}} context what transports
   *   are made with; `lost` is told which one it was
   */
  constructor(context) {
    this.#endpoint = new Endpoint(context.url, context.urls);
    this.#context = Object.freeze({ ...context, endpoint: this.#endpoint });
  }

  /** @param {readonly unknown[]} hosts other hosts of the server */
  advise(hosts) {
    this.#endpoint.advise(hosts);
  }

  /** Moves to the next host, if there is another. */
  move() {
    if (this.#endpoint.move()) {
      this.close();
    }
  }

  /**
   * @param {readonly (string | TransportFactory)[]} wanted names of built-in transports, or factories of others, the
   *   preferred one first
   * @returns {Transport[]} those that can work here, in this order
   * @throws {TypeError} when a name is unknown, or none of them can work here
   */
  pick(wanted) {
    const available = wanted.map((kind) => this.#of(kind)).filter((transport) => transport.available);
    if (available.length === 0) {
      throw new TypeError(`None of the transports ${wanted.join(', ')} can work here.`);
    }
    return available;
  }

  close() {
    this.#made.forEach((transport) => transport.close());
  }

  /** @param {string | TransportFactory} kind */
  #of(kind) {
    let transport = this.#made.get(kind);
    if (transport === undefined) {
      const factory = typeof kind === 'function' ? kind : BUILT_IN[kind];
      if (factory === undefined) {
        throw new TypeError(`There is no transport "${kind}"; there are ${Object.keys(BUILT_IN).join(' and ')}.`);
      }
      const made = factory(Object.freeze({ ...this.#context, lost: (error) => this.#context.lost(error, made) }));
      transport = made;
      this.#made.set(kind, transport);
    }
    return transport;
  }
}
