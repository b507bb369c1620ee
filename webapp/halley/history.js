/**
 * Recovers missed messages of channels with history: adds positions to subscribes, delivers messages in order, and subscribes again
 * where some may be missing. docs/client-recovery.md has the rules. Loaded when a server has said that it keeps history.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./message.js').Position} Position
 * @typedef {import('./request.js').Request} Request
 *
 * @typedef {object} Subscribers who has subscribed
 * @property {(pattern: string) => boolean} has
 * @property {(patterns: Set<string>) => void} again subscribes once more, but not where a subscribe has no reply yet
 *
 * @typedef {object} HistoryContext
 * @property {import('./outbox.js').Outbox} outbox
 * @property {Subscribers} subscriptions
 * @property {import('./environment.js').Environment} environment
 * @property {Pick<import('./emitter.js').Emitter, 'emit' | 'report'>} events
 * @property {Record<string, Position>} kept positions that an earlier page has left, by channel
 */

import { isMeta } from './channel.js';
import { Healing } from './healing.js';
import { isHistoryUnavailable, Meta } from './message.js';
import { PublishKeys } from './publish-keys.js';
import { HELD_BACK } from './request-queue.js';
import { standingBefore, take, Tracks } from './tracks.js';

export class History {
  #context;
  /** Whether the server of the running session keeps history. */
  #isActive = false;
  #tracks;
  /** @type {Set<Request>} subscribes that have no reply */
  #asks = new Set();
  /** @type {Set<Request>} connects without a reply that were sent after the last reply to a subscribe */
  #connects = new Set();
  keys;
  #healing;

  /** @param {HistoryContext} context */
  constructor(context) {
    this.#context = context;
    this.#tracks = new Tracks(context);
    this.keys = new PublishKeys(context, this.#tracks);
    this.#healing = new Healing(context.environment, () => this.#again());
  }

  /** Positions for the next page, by channel. */
  get positions() {
    return this.#tracks.positions;
  }

  /** A session begins. @param {Message} reply to the handshake */
  begin({ ext }) {
    this.#isActive = Boolean(ext?.history);
    this.#asks.clear();
    this.#connects.clear();
    this.#tracks.all.forEach((track) => (this.#isActive ? track.failed() : track.forget('unsupported')));
    this.keys.begin(this.#isActive, ext?.keyTtl);
  }

  /** There is a connection again, and what is offered now goes before what has waited. */
  resume() {
    this.#healing.now();
  }

  /** A subscription has ended. @param {string} pattern */
  ended(pattern) {
    [...this.#asks].filter(({ message }) => message.subscription === pattern).forEach((ask) => this.#unanswered(ask));
    this.#tracks.ended(pattern);
    this.#healIfNeeded();
  }

  /** The client was closed. @param {Error} error */
  end(error) {
    this.#isActive = false;
    this.#healing.stop();
    this.#tracks.clear();
    this.#asks.clear();
    this.keys.end(error);
  }

  /** @param {Request} request that is sent now @returns {Message} its message, with what belongs to it */
  outgoing(request) {
    const { isCall, message } = request;
    if (this.#isActive && message.channel === Meta.SUBSCRIBE) {
      this.#asks.add(request);
      return this.#tracks.ask(request);
    }
    if (this.#isActive && message.channel === Meta.CONNECT) {
      this.#connects.add(request);
    }
    const isPublish = 'data' in message && !isCall;
    return this.#isActive && isPublish ? this.keys.outgoing(request) : message;
  }

  /** Before extensions. @param {Message[]} messages @returns {Iterable<Message>} what to handle now, each before the next is looked at */
  *received(messages) {
    if (!this.#isActive) {
      yield* messages;
      return;
    }
    for (const [at, message] of messages.entries()) {
      const ask = this.#askOf(({ id }) => id === String(message.id));
      if (ask && message.channel === Meta.SUBSCRIBE) {
        yield message;
        yield* this.#answered(ask, message, messages.slice(at));
      } else if (isMeta(message.channel)) {
        yield message;
      } else {
        yield* this.#arrived(message);
      }
    }
    messages.filter(({ channel }) => channel === Meta.CONNECT).forEach((reply) => this.#connected(reply));
    this.#healIfNeeded();
  }

  /** A request gets no reply. @param {Request} request @param {any} error @returns {boolean} whether it will be sent again */
  failed(request, error) {
    if (!this.#isActive) {
      return false;
    }
    this.#unanswered(request);
    const isKept = error === HELD_BACK ? this.keys.held(request) : this.keys.failed(request);
    if (!isKept) {
      this.#letOthersGo(request);
    }
    if (error?.outcomeUnknown !== false) {
      this.doubt();
    }
    return isKept;
  }

  /** @param {Request} request @param {Message} reply @returns {boolean} whether it will be sent again */
  replied(request, reply) {
    const error = String(reply.error);
    if (/^(402|503):/.test(error) && this.keys.failed(request, error)) {
      this.#healing.soon(false);
      return true;
    }
    this.#letOthersGo(request);
    return false;
  }

  /** It will not be sent, or nobody waits for it any longer. @param {Request} request */
  forget(request) {
    this.#unanswered(request);
    this.#letOthersGo(request);
  }

  /** @param {Request} request that has an outcome, or will have none */
  #letOthersGo(request) {
    if (this.keys.forget(request)) {
      this.#healing.now();
    }
  }

  /** A connection ended without the reply to its connect, which may have brought the last message of any channel. */
  doubt() {
    this.#tracks.all.forEach((track) => track.doubt());
    this.#healIfNeeded();
  }

  #healIfNeeded() {
    if (!this.#context.outbox.held && (this.keys.isWaiting || this.#tracks.inDoubt.size > 0)) {
      this.#healing.soon();
    }
  }

  #again() {
    const { outbox, subscriptions } = this.#context;
    const { inDoubt } = this.#tracks;
    const isNeeded = !outbox.held && (this.keys.isWaiting || inDoubt.size > 0);
    if (isNeeded) {
      outbox.batch(() => {
        subscriptions.again(inDoubt);
        this.keys.repeat((request) => outbox.offer(request));
      });
    }
    return isNeeded;
  }

  /** @param {(request: Request) => boolean} fits */
  #askOf(fits) {
    return [...this.#asks].find(fits);
  }

  /** @param {Request} ask @param {Message} reply @param {Message[]} together the reply, and what came with it */
  *#answered(ask, reply, together) {
    if (!reply.successful) {
      this.#unanswered(ask);
      if (isHistoryUnavailable(reply)) {
        this.#tracks.unavailable.add(String(reply.subscription));
      }
      return;
    }
    this.#asks.delete(ask);
    this.#connects.clear();
    for (const [channel, track] of this.#tracks.asking(ask)) {
      const held = track.answered(reply.ext?.history?.[channel]);
      for (const message of standingBefore(held[0], channel, together)) {
        yield* take(track, message); // and once more in its turn, when it is known
      }
      for (const { message, epoch } of held) {
        yield* take(track, message, epoch);
      }
    }
  }

  /** @param {Request} ask or a connect */
  #unanswered(ask) {
    this.#connects.delete(ask);
    if (this.#asks.delete(ask)) {
      this.#tracks.asking(ask).forEach(([, track]) => track.unanswered());
    }
  }

  /** @param {Message} message */
  *#arrived(message) {
    const { channel } = message;
    const { epoch, offset, duplicate } = message.ext?.history ?? {};
    if (!Number.isSafeInteger(offset)) {
      yield message;
    } else if ('data' in message) {
      const track = this.#tracks.of(channel);
      const nearest = this.#tracks.nearest(channel);
      const ask = this.#askOf((request) => request.message.subscription === nearest);
      if (ask && !track.asking) {
        track.ask(ask); // a pattern's subscribe, which did not know of it
      }
      yield* take(track, message);
    } else {
      this.keys.replied(channel);
      this.#tracks.find(channel)?.published({ epoch, offset });
      yield { ...message, position: { epoch, offset }, duplicate: duplicate === true };
    }
  }

  /** @param {Message} reply to a connect; what it says may be older than a subscribe's reply that has come meanwhile */
  #connected(reply) {
    const request = [...this.#connects].find(({ id }) => id === String(reply.id));
    const isNewer = request && this.#connects.delete(request);
    for (const [channel, mark] of Object.entries(reply.ext?.history ?? {})) {
      if ((isNewer || mark.lost) && this.#tracks.nearest(channel)) {
        this.#tracks.of(channel).considered(mark);
      }
    }
  }
}
