/**
 * Who listens to which channel, and whether the server knows. What the application wants is kept here, so that it can
 * be asked for again after a new handshake or a lost reply; the first listener and the last one of a channel reach the
 * server, those between do not.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {(message: Message) => void} Listener
 *
 * @typedef {object} Entry
 * @property {string} channel
 * @property {Set<Subscription>} subscriptions
 * @property {'wanted' | 'asked' | 'confirmed'} status
 * @property {ReturnType<typeof deferred>} confirmed settled by the first confirmation or refusal
 * @property {boolean} wasConfirmed
 * @property {Request | undefined} request the one whose reply counts
 *
 * @typedef {object} SubscriptionsContext
 * @property {() => boolean} isOnline
 * @property {(request: Request) => void} offer
 * @property {(code: () => void) => void} guard runs a listener
 * @property {(detail: {channel: string, error: Error}) => void} refused is told when the server takes back, after a new
 *   handshake, what it had confirmed
 */

import { patternsOf } from './channel.js';
import { deferred } from './environment.js';
import { BayeuxError, ClosedError, TransportError } from './errors.js';
import { meansSessionLost, Meta } from './message.js';
import { Request } from './request.js';

/** One listener on one channel. */
export class Subscription {
  /** @type {(() => Promise<void>) | undefined} */
  #end;

  /**
   * @param {string} channel
   * @param {Listener} listener
   * @param {(subscription: Subscription) => Promise<void>} end
   */
  constructor(channel, listener, end) {
    this.channel = channel;
    this.listener = listener;
    this.#end = () => end(this);
    Object.freeze(this);
  }

  /** Ends it: no message comes from now on. Resolves when the server has confirmed, or has forgotten us anyway. */
  async unsubscribe() {
    await this.#end?.();
  }
}

export class Subscriptions {
  /** @type {Map<string, Entry>} by channel or pattern */
  #entries = new Map();
  /** @type {Set<string>} channels that the server may still think we want */
  #leftovers = new Set();
  #context;

  /** @param {SubscriptionsContext} context */
  constructor(context) {
    this.#context = context;
  }

  /**
   * @param {string} channel
   * @param {Listener} listener
   * @returns {{subscription: Subscription, confirmed: Promise<unknown>}}
   */
  add(channel, listener) {
    const subscription = new Subscription(channel, listener, (ended) => this.#remove(ended));
    let entry = this.#entries.get(channel);
    if (entry === undefined) {
      entry = newEntry(channel);
      this.#entries.set(channel, entry);
      this.#leftovers.delete(channel);
      this.#ask(entry);
    }
    entry.subscriptions.add(subscription);
    return { subscription, confirmed: entry.confirmed.promise };
  }

  /** @param {Message} message an event; goes to those who subscribed its channel, then to those of wider patterns */
  deliver(message) {
    for (const pattern of patternsOf(message.channel)) {
      for (const subscription of [...this.#entries.get(pattern)?.subscriptions ?? []]) {
        this.#context.guard(() => subscription.listener(message));
      }
    }
  }

  /** There is a new session, which knows nothing: asks for everything. */
  renew() {
    this.#leftovers.clear();
    this.#entries.forEach((entry) => this.#ask(entry));
  }

  /** The session goes on after a cut: asks again for what got no reply. */
  resume() {
    [...this.#entries.values()].filter(({ status }) => status === 'wanted').forEach((entry) => this.#ask(entry));
    this.#leftovers.forEach((channel) => void this.#tellEnd(channel));
  }

  /** @param {Error} error the client was closed: forgets everything */
  clear(error) {
    this.#entries.forEach(({ confirmed }) => confirmed.reject(error));
    this.#entries.clear();
    this.#leftovers.clear();
  }

  /** @param {Entry} entry */
  #ask(entry) {
    if (!this.#context.isOnline()) {
      return;
    }
    const request = new Request({ channel: Meta.SUBSCRIBE, subscription: entry.channel });
    entry.status = 'asked';
    entry.request = request;
    request.promise.then(
      (reply) => this.#answered(entry, request, reply.successful ? undefined : BayeuxError.of(reply)),
      (error) => this.#answered(entry, request, error),
    );
    this.#context.offer(request);
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
    } else if (mayComeYet(error)) {
      entry.status = 'wanted';
    } else if (this.#entries.get(entry.channel) === entry) {
      this.#entries.delete(entry.channel);
      entry.confirmed.reject(error);
      if (entry.wasConfirmed) {
        this.#context.refused({ channel: entry.channel, error });
      }
    }
  }

  /** @param {Subscription} subscription */
  async #remove(subscription) {
    const { channel } = subscription;
    const entry = this.#entries.get(channel);
    if (!entry?.subscriptions.delete(subscription) || entry.subscriptions.size > 0) {
      return;
    }
    this.#entries.delete(channel);
    if (entry.status !== 'wanted') {
      await this.#tellEnd(channel);
    }
  }

  /** @param {string} channel */
  async #tellEnd(channel) {
    this.#leftovers.add(channel);
    if (!this.#context.isOnline()) {
      return;
    }
    const request = new Request({ channel: Meta.UNSUBSCRIBE, subscription: channel });
    this.#context.offer(request);
    try {
      await request.promise;
      this.#leftovers.delete(channel);
    } catch {
      // The connection was cut: resume() tells it again, unless the session ends first and with it the subscription.
    }
  }
}

/** @param {string} channel @returns {Entry} */
function newEntry(channel) {
  return {
    channel, subscriptions: new Set(), status: 'wanted', confirmed: deferred(), wasConfirmed: false, request: undefined,
  };
}

/** Whether the reply is only missing, so that one asks again over the next connection. @param {Error} error */
function mayComeYet(error) {
  return error instanceof TransportError || error instanceof ClosedError
    || (error instanceof BayeuxError && error.reply !== undefined && meansSessionLost(error.reply));
}
