/**
 * Sends requests over the transport in use, gives each request its reply, and passes other messages on.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./transport.js').Transport} Transport
 * @typedef {import('./request.js').Request} Request
 *
 * @typedef {object} ExchangeEvents
 * @property {(message: import('./message.js').DataMessage) => void} delivered an event for subscribers came
 * @property {(error: BayeuxError) => void} sessionLost a reply said that the server does not know the session
 * @property {(messages: Message[]) => number} [late] messages got no reply in time; returns how many more milliseconds
 *   to wait for it, 0 for none
 * @property {(message: Message) => void} [acknowledged] the publish of a remote call was confirmed
 * @property {() => void} [alive] there was a sign of life of the server
 * @property {() => void} dismissed the server ended the session by itself
 */

import { isMeta } from './channel.js';
import { Dispatches } from './dispatches.js';
import { BayeuxError, ClosedError, TransportError } from './errors.js';
import { meansSessionLost, Meta, SESSION_KEEPING } from './message.js';

export class Exchange {
  /** @type {string | undefined} the session's id, put on every message that goes out */
  clientId;
  /** @type {Transport | undefined} */
  transport;
  /** Why the last attempt to connect failed. @type {Error | undefined} */
  failure;
  /** When the server has shown last that it holds a connect. */
  lastSign = 0;
  /** @type {import('./history.js').History | undefined} once a server has said that it keeps history */
  history;
  #extensions;
  #events;
  #lastId = 0;
  /** @type {Map<string, Request>} by id */
  #waiting = new Map();
  #dispatches;

  /**
   * @param {ConstructorParameters<typeof Dispatches>[0]} options
   * @param {import('./extensions.js').Extensions} extensions
   * @param {ExchangeEvents} events
   */
  constructor(options, extensions, events) {
    this.#dispatches = new Dispatches(options, events.late);
    this.#extensions = extensions;
    this.#events = events;
  }

  /** Sends past any queue. @param {Request} request @returns {Promise<Message>} the reply, which may be a failed one */
  ask(request) {
    void this.send([request]);
    return request.promise;
  }

  /**
   * Sends requests together, in order. Never rejects: each request has its own outcome.
   *
   * @param {Request[]} requests
   * @param {{leaving?: boolean}} [options] `leaving` as in transport.js
   */
  async send(requests, { leaving = false } = {}) {
    const going = leaving ? requests : this.history?.keys.ready(requests) ?? requests;
    const outgoing = going.map((request) => this.#stamp(request)).filter((message) => message !== null);
    const open = new Set(going.filter((request) => this.#waiting.get(request.id) === request));
    if (open.size === 0) {
      return;
    }
    const dispatch = this.#dispatches.begin(open);
    const { controller: { signal }, dropping: { signal: dropped } } = dispatch;
    const mayGo = () => this.history?.keys.mayGo(open);
    const alive = () => {
      this.lastSign = this.#dispatches.alive(dispatch);
      this.#events.alive?.();
    };
    const failed = (/** @type {any} */ error) => this.#fail([...open], error);
    try {
      if (this.transport === undefined) {
        throw new TransportError('There is no connection.', { outcomeUnknown: false });
      }
      if (await this.transport.send(outgoing, { signal, dropped, leaving, mayGo, failed, alive })) {
        failed(new TransportError('The server did not answer this message.'));
      }
    } catch (/** @type {any} */ error) {
      if (open.size === 0 && error.outcomeUnknown !== false) {
        this.history?.doubt(); // a connect that gave way to another
      }
      failed(error);
    } finally {
      this.#dispatches.sent(dispatch);
    }
  }

  /**
   * Lets a request and its stored reply pass as if they had gone to the server and come from there.
   *
   * @param {Request} request
   * @param {Message} reply
   * @returns {Promise<Message>}
   */
  replay(request, reply) {
    if (this.#stamp(request) !== null) {
      this.receive([{ ...reply, id: request.id }]);
    }
    return request.promise;
  }

  /** @param {Message[]} messages what the transport received, in order */
  receive(messages) {
    /** @type {BayeuxError | undefined} */
    let lost;
    const complete = this.#extensions.received(messages);
    for (const received of this.history?.received(complete) ?? complete) {
      const message = this.#extensions.incoming(received);
      if (message === null) {
        continue;
      }
      const request = this.#waiting.get(String(message.id));
      if (meansSessionLost(message) && request?.isReply(message) && !SESSION_KEEPING.includes(message.channel)) {
        lost = BayeuxError.of(message);
      }
      this.#route(message, request);
    }
    if (lost !== undefined) {
      this.#events.sessionLost(lost);
    }
  }

  /**
   * The open connection is gone: waiting requests get no reply. A call whose publish was confirmed keeps waiting.
   *
   * @param {Error} error
   */
  cut(error) {
    this.#fail(this.#dispatches.requests, error);
  }

  /**
   * The session is over: no request will get a reply any more.
   *
   * @param {Error} cause
   */
  end(cause) {
    const error = new ClosedError('The session ended before the answer.', { cause, outcomeUnknown: true });
    this.#fail([...this.#waiting.values()], error);
    this.clientId = undefined;
  }

  /** Resolves when nothing but connects waits for a reply. @returns {Promise<unknown>} */
  settled() {
    const open = this.#dispatches.requests.filter(({ message }) => message.channel !== Meta.CONNECT);
    return Promise.all(open.map(({ replied }) => replied));
  }

  /**
   * Replaces a connect with another one, so that the server answers it. The client still takes what the server sends with
   * that answer, as long as it may be on its way, unless the server repeats it. (A server may answer with an error instead,
   * which browsers write to their console.)
   *
   * @param {Request} request
   * @param {boolean} isLeft whether the next one goes over another transport
   */
  drop(request, isLeft) {
    const dispatch = this.#dispatches.of(request);
    this.#dispatches.settled(request);
    this.#waiting.delete(request.id);
    if (dispatch?.isSending && isLeft && request.isSafe) {
      dispatch.dropping.abort();
    } else if (dispatch?.isSending) {
      this.#dispatches.drop(dispatch, () => this.history?.doubt());
    }
  }

  /** @param {Request} request abandoned by the application; its reply still counts as a sign of life */
  forget(request) {
    request.isCall = false;
    this.history?.forget(request);
    if (!this.#dispatches.of(request)) {
      this.#waiting.delete(request.id);
    }
  }

  /** @param {Request} request @returns {Message | null} the message to send, null when an extension keeps it */
  #stamp(request) {
    this.#lastId += 1;
    const id = String(this.#lastId);
    const { clientId } = this;
    const content = this.history?.outgoing(request) ?? request.message;
    const message = this.#extensions.outgoing({ ...content, id, ...(clientId && { clientId }) });
    if (message === null) {
      this.history?.forget(request);
      request.reject(new BayeuxError('404::message_deleted', request.message));
      return null;
    }
    request.id = id;
    request.isSafe = typeof message.ext?.ack === 'number';
    this.#waiting.set(id, request);
    return message;
  }

  /** @param {Message} message @param {Request} [request] that has its id */
  #route(message, request) {
    if (request?.isAnswer(message) || (request?.isReply(message) && !(request.isCall && message.successful))) {
      this.#dispatches.settled(request);
      this.#waiting.delete(request.id);
      if (!this.history?.replied(request, message)) {
        request.resolve(message);
      }
    } else if (request?.isReply(message)) {
      this.#dispatches.settled(request);
      this.#events.acknowledged?.(message);
    } else if (message.channel === Meta.DISCONNECT && message.id === undefined) {
      this.#events.dismissed();
    } else if ('data' in message) {
      this.#events.delivered(/** @type {import('./message.js').DataMessage} */ (message));
    } else if (message.successful && !isMeta(message.channel)) {
      this.#events.acknowledged?.(message); // the answer came before
    }
  }

  /** @param {Request[]} requests @param {unknown} error */
  #fail(requests, error) {
    for (const request of requests) {
      this.#dispatches.settled(request);
      this.#waiting.delete(request.id);
      if (!this.history?.failed(request, error)) {
        request.reject(error);
      }
    }
  }
}
