/**
 * What a transport has to be. The client makes one object of each kind and keeps it for its own life; the object may
 * be opened and closed many times.
 *
 * @typedef {import('./message.js').Message} Message
 *
 * @typedef {object} Transport
 * @property {string} name its Bayeux connection type
 * @property {boolean} available whether it can work in these surroundings at all
 * @property {(signal: AbortSignal) => Promise<void>} open resolves when messages can be sent; does nothing when it is
 *   open already; rejects with a TransportError whose outcome is known
 * @property {(messages: Message[], how: Sending) => Promise<boolean>} send sends the messages together and in order;
 *   resolves with true when everything that will be answered has been answered, with false when answers come later;
 *   rejects with a TransportError
 * @property {() => void} close gives up connections and requests, without a farewell; never calls `lost`
 * @property {boolean} [streams] whether a connect that is held may be held for minutes, as events do not end it
 * @property {() => Promise<unknown>} [load] gets what it needs before it can be opened; is called again and again while
 *   another transport is connected
 *
 * @typedef {object} Sending
 * @property {AbortSignal} signal gives up: the messages get no answer any more, and the connection is not to be trusted
 * @property {AbortSignal} [dropped] nobody waits for the answer any more, but all is well
 * @property {() => boolean | undefined} [mayGo] asked when it has waited for its turn; where that is false, it fails with HELD_BACK
 * @property {(error: unknown) => void} [failed] told of what `send` rejects with, before anything else is sent
 * @property {() => void} [alive] to be called when there is a sign of life of the server, which then has its time anew
 * @property {boolean} [leaving] the page ends: send at once, past any queue, in a way that outlives the page
 *
 * @typedef {object} TransportContext what a transport is made with
 * @property {URL} url the server's endpoint, as the application gave it
 * @property {import('./endpoint.js').Endpoint} endpoint where the server is
 * @property {boolean} [appendType] whether what keeps the session goes to places of its own by HTTP
 * @property {import('./options.js').Headers} headers what to add to HTTP requests
 * @property {import('./environment.js').Environment} environment
 * @property {number} openTimeout milliseconds that opening may take
 * @property {number} maxMessageSize characters that may come at once
 * @property {number} maxUrlLength characters that the URL of a GET may have
 * @property {string[] | undefined} protocols the WebSocket's subprotocols to offer
 * @property {(messages: Message[]) => void} receive takes what arrived
 * @property {(error: Error) => void} lost takes the news that an open connection is gone
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

/** The transports of one client: each is made when it is first wanted, and then kept. */
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

  /** @param {readonly unknown[]} hosts that the server may be reached at, too */
  advise(hosts) {
    this.#endpoint.advise(hosts);
  }

  /** Goes on to the next host, if there is another. */
  move() {
    if (this.#endpoint.move()) {
      this.close();
    }
  }

  /**
   * @param {readonly (string | TransportFactory)[]} wanted names of built-in transports, or factories of others, the
   *   preferred one first
   * @returns {Transport[]} those that can work here, in this order
   * @throws {TypeError} when there is none of that name, or none that can work here
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
