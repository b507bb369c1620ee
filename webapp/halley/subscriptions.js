/**
 * The subscriptions of the application, and whether the server has confirmed them. They are kept here so that the client
 * can renew them after a new handshake or a lost reply. Only the first listener of a channel subscribes at the server,
 * and only the last one unsubscribes.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./message.js').DataMessage} DataMessage
 * @typedef {(message: DataMessage) => void} Listener
 *
 * @typedef {object} SubscribeOptions
 * @property {Record<string, any>} [fields] further fields for the request
 * @property {Wish} [history]
 * @property {AbortSignal} [signal] ends the subscription
 *
 * @typedef {object} Wish where to begin on a channel with history; counts for the first subscription to the channel
 * @property {number} [last] with this many of the newest messages
 * @property {boolean} [all] with all messages that the server has
 * @property {import('./message.js').Position} [from] with the messages after this position
 * @property {number} [orLast] get this many of the newest messages whenever missed ones cannot be recovered
 *
 * @typedef {object} Entry
 * @property {string} channel
 * @property {Set<Subscription>} subscriptions
 * @property {'wanted' | 'asked' | 'confirmed'} status
 * @property {boolean} isActive whether the session has it
 * @property {ReturnType<typeof deferred>} confirmed settled by the first confirmation or refusal
 * @property {boolean} wasConfirmed
 * @property {Record<string, any> | undefined} fields
 * @property {Wish | undefined} history
 * @property {Request | undefined} request the one whose reply counts
 */

import { patternsOf } from './channel.js';
import { deferred, whenAborted } from './environment.js';
import { BayeuxError, ClosedError, TransportError } from './errors.js';
import { isHistoryUnavailable, meansSessionLost, Meta } from './message.js';
import { Request } from './request.js';
import { stateIf, Subscription, SubscriptionState } from './subscription.js';

const { UNSUBSCRIBED } = SubscriptionState;

export class Subscriptions {
  /** @type {Map<string, Entry>} by channel or pattern */
  #entries = new Map();
  /** @type {Set<string>} channels that the server may still think we want */
  #leftovers = new Set();
  #outbox;
  #events;
  #over;

  /**
   * @param {Pick<import('./outbox.js').Outbox, 'held' | 'offer'>} outbox
   * @param {import('./emitter.js').Emitter} events
   * @param {(channel: string) => void} [over] nobody listens to a channel or pattern any more
   */
  constructor(outbox, events, over = () => {}) {
    this.#outbox = outbox;
    this.#events = events;
    this.#over = over;
  }

  /**
   * @param {string} channel
   * @param {Listener} listener
   * @param {SubscribeOptions} [options]
   * @returns {{subscription: Subscription, confirmed: Promise<unknown>}}
   */
  add(channel, listener, { fields, history, signal } = {}) {
    const subscription = new Subscription(channel, listener, {
      events: this.#events, stateOf: (one) => this.#stateOf(one), end: (one) => this.#remove(one),
    });
    let entry = this.#entries.get(channel);
    if (entry === undefined) {
      entry = {
        channel, fields, history, subscriptions: new Set(), status: 'wanted', isActive: false, confirmed: deferred(),
        wasConfirmed: false, request: undefined,
      };
      this.#entries.set(channel, entry);
      this.#leftovers.delete(channel);
      this.#ask(entry);
    }
    entry.subscriptions.add(subscription);
    if (signal !== undefined) {
      const forget = whenAborted([signal], () => void subscription.unsubscribe());
      subscription.on('state', ({ state }) => state === UNSUBSCRIBED && forget());
    }
    return { subscription, confirmed: entry.confirmed.promise };
  }

  /** @param {string} channel or pattern @returns {boolean} whether somebody listens to just that */
  has(channel) {
    return this.#entries.has(channel);
  }

  /** @param {DataMessage} message goes to those who subscribed its channel, then to those of wider patterns */
  deliver(message) {
    for (const pattern of patternsOf(message.channel)) {
      for (const subscription of [...this.#entries.get(pattern)?.subscriptions ?? []]) {
        this.#events.guard(() => subscription.listener(message));
      }
    }
  }

  /** There is a new session, which knows nothing: asks for everything. */
  renew() {
    this.#leftovers.clear();
    this.lost();
    this.#entries.forEach((entry) => this.#ask(entry));
  }

  /** The session is gone, and with it what it was subscribed to. */
  lost() {
    this.#entries.forEach((entry) => this.#turn(entry, false));
  }

  /** The session goes on after a cut: asks again for what got no reply. */
  resume() {
    [...this.#entries.values()].filter(({ status }) => status === 'wanted').forEach((entry) => this.#ask(entry));
    this.#leftovers.forEach((channel) => void this.#tellEnd(channel));
  }

  /** Asks once more, but not where a reply is to come. @param {Set<string>} channels or patterns */
  again(channels) {
    [...this.#entries.values()].filter(({ channel, status }) => status !== 'asked' && channels.has(channel))
      .forEach((entry) => this.#ask(entry));
  }

  /**
   * The client was closed: forgets everything.
   *
   * @param {Error} error
   * @param {{wished?: boolean}} [options] whether the application wanted it so
   */
  clear(error, { wished = false } = {}) {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    this.#leftovers.clear();
    entries.forEach((entry) => this.#end(entry, error, wished));
  }

  /** @param {Entry} entry @param {Error} error @param {boolean} wished */
  #end({ confirmed, subscriptions, isActive }, error, wished) {
    confirmed.reject(error);
    subscriptions.forEach((subscription) => this.#ended(subscription, isActive, wished ? undefined : error));
  }

  /** @param {Subscription} subscription @returns {import('./subscription.js').SubscriptionStateName} */
  #stateOf(subscription) {
    const entry = this.#entries.get(subscription.channel);
    return entry?.subscriptions.has(subscription) ? stateIf(entry.isActive) : UNSUBSCRIBED;
  }

  /** @param {Entry} entry @param {boolean} isActive */
  #turn(entry, isActive) {
    if (entry.isActive !== isActive) {
      entry.isActive = isActive;
      entry.subscriptions.forEach((subscription) => this.#events.emit(subscription,
        { state: stateIf(isActive), previous: stateIf(!isActive) }));
    }
  }

  /** @param {Subscription} subscription @param {boolean} wasActive @param {Error} [error] */
  #ended(subscription, wasActive, error) {
    this.#events.emit(subscription, { state: UNSUBSCRIBED, previous: stateIf(wasActive), error });
    this.#events.end(subscription);
  }

  /** @param {Entry} entry */
  #ask(entry) {
    if (this.#outbox.held) {
      return;
    }
    const { fields, channel, history } = entry;
    const request = new Request({ ...fields, channel: Meta.SUBSCRIBE, subscription: channel }, { history });
    entry.status = 'asked';
    entry.request = request;
    request.promise.then(
      (reply) => this.#answered(entry, request, reply.successful ? undefined : BayeuxError.of(reply)),
      (error) => this.#answered(entry, request, error),
    );
    this.#outbox.offer(request);
  }

  /** @param {Entry} entry @param {Request} request @param {Error} [error] */
  #answered(entry, request, error) {
    if (entry.request !== request) {
      return;
    }
    entry.request = undefined;
    if (error === undefined) {
      entry.status = 'confirmed';
      entry.wasConfirmed = true;
      entry.confirmed.resolve(undefined);
      this.#turn(entry, true);
    } else if (mayComeYet(error)) {
      entry.status = 'wanted';
    } else if (this.#entries.get(entry.channel) === entry) {
      this.#entries.delete(entry.channel);
      this.#over(entry.channel);
      this.#end(entry, error, false);
      if (entry.wasConfirmed) {
        this.#events.emit('unsubscribed', { channel: entry.channel, error });
      }
    }
  }

  /** @param {Subscription} subscription */
  async #remove(subscription) {
    const { channel } = subscription;
    const entry = this.#entries.get(channel);
    if (!entry?.subscriptions.delete(subscription)) {
      return;
    }
    const isLast = entry.subscriptions.size === 0 && this.#entries.delete(channel);
    if (isLast) {
      this.#over(channel);
    }
    const told = isLast && entry.status !== 'wanted' ? this.#tellEnd(channel) : undefined;
    this.#ended(subscription, entry.isActive);
    await told;
  }

  /** @param {string} channel */
  async #tellEnd(channel) {
    this.#leftovers.add(channel);
    if (this.#outbox.held) {
      return;
    }
    const request = new Request({ channel: Meta.UNSUBSCRIBE, subscription: channel });
    this.#outbox.offer(request);
    try {
      await request.promise;
      this.#leftovers.delete(channel);
    } catch {
      // The connection was cut: resume() tells it again, unless the session ends first and with it the subscription.
    }
  }
}

/** Whether the reply is only missing, so that one asks again over the next connection, or later over this one. @param {Error} error */
function mayComeYet(error) {
  return error instanceof TransportError || error instanceof ClosedError
    || (error instanceof BayeuxError && error.reply !== undefined
      && (meansSessionLost(error.reply) || isHistoryUnavailable(error.reply)));
}
