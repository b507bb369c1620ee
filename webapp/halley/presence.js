/**
 * The members of a channel, as the server publishes them on the channel of the same name below a prefix: first a
 * snapshot, then changes, each with a version. If a version is missing, the client asks for another snapshot.
 *
 * @typedef {object} Member
 * @property {string} id
 * @property {number} [sessions] how many sessions the member has on the channel
 * @property {any} [info]
 *
 * @typedef {object} PresenceListeners called for real changes only
 * @property {(member: Member) => void} [join]
 * @property {(member: Member) => void} [leave]
 * @property {(member: Member, former: Member) => void} [update] the member has another info or number of sessions
 * @property {(presence: Presence) => void} [change] the first snapshot, or the changes of a message, were applied
 *
 * @typedef {object} PresenceContext
 * @property {import('./client.js').Client['subscribe']} subscribe
 * @property {import('./client.js').Abortable} options for it
 * @property {Pick<import('./subscriptions.js').Subscriptions, 'again'>} subscriptions
 * @property {import('./emitter.js').Emitter} events
 * @property {string} presencePrefix prefix of the channels that show members
 * @property {import('./environment.js').Environment} environment
 */

import { checkNames } from './checks.js';
import { Healing } from './healing.js';
import { SubscriptionState } from './subscription.js';

export class Presence {
  /** The channel whose members these are. */
  channel;
  /** Number of members, and of their sessions, as the server counts them. @type {Record<string, number> | undefined} */
  counts;
  /** @type {Map<string, Member>} by id */
  #members = new Map();
  /** @type {number | undefined} undefined while a snapshot is to come */
  #version;
  #isFirst = true;
  #mayBeStale = false;
  #listeners;
  #guard;
  #healing;
  #end = () => Promise.resolve();

  /**
   * @param {string} channel
   * @param {PresenceListeners} listeners
   * @param {(code: () => void) => void} guard runs code of the application
   * @param {Healing} healing
   */
  constructor(channel, listeners, guard, healing) {
    this.channel = channel;
    this.#listeners = listeners;
    this.#guard = guard;
    this.#healing = healing;
  }

  /** The members by id; empty if the server only counts. @returns {ReadonlyMap<string, Member>} */
  get members() {
    return this.#members;
  }

  /** Stops watching. */
  async unsubscribe() {
    await this.#end();
  }

  /** @param {() => Promise<void>} end what stops the watching */
  endsWith(end) {
    this.#end = end;
  }

  /** What comes next is a snapshot. */
  renew() {
    this.#version = undefined;
  }

  /** A connection failed: a change may have been lost. */
  doubt() {
    this.#mayBeStale = true;
  }

  /** There is a connection. */
  check() {
    if (this.#mayBeStale) {
      this.#mayBeStale = false;
      this.renew();
      this.#healing.soon();
    }
  }

  /** @param {any} data of a message */
  take(data) {
    const { version, members, join = [], leave = [] } = data ?? {};
    if (!Number.isSafeInteger(version)) {
      return;
    }
    const isChange = members === undefined && ('join' in data || 'leave' in data);
    if (isChange && version !== Number(this.#version) + 1) {
      this.#miss(version);
      return;
    }
    this.#version = version;
    if (isChange) {
      this.#apply(join, leave);
    } else {
      this.#replace(members, data);
    }
    this.#guard(() => this.#listeners.change?.(this));
  }

  /** @param {number} version that does not follow */
  #miss(version) {
    if (this.#version !== undefined && version > this.#version) {
      this.renew();
      this.#healing.soon();
    }
  }

  /** @param {Member[]} join @param {string[]} leave */
  #apply(join, leave) {
    leave.forEach((id) => this.#remove(id));
    join.forEach((member) => this.#put(member));
  }

  /** @param {Member[] | undefined} members @param {Record<string, any>} data */
  #replace(members, { version, ...counts }) {
    if (members === undefined) {
      this.counts = counts;
      this.#members.clear();
    } else if (this.#isFirst || this.counts) {
      this.counts = undefined;
      this.#members = new Map(members.map((member) => [member.id, member]));
    } else {
      const ids = new Set(members.map(({ id }) => id));
      [...this.#members.keys()].filter((id) => !ids.has(id)).forEach((id) => this.#remove(id));
      members.forEach((member) => this.#put(member));
    }
    this.#isFirst = false;
  }

  /** @param {Member} member */
  #put(member) {
    const former = this.#members.get(member.id);
    this.#members.set(member.id, member);
    if (former === undefined) {
      this.#guard(() => this.#listeners.join?.(member));
    } else if (JSON.stringify(former) !== JSON.stringify(member)) {
      this.#guard(() => this.#listeners.update?.(member, former));
    }
  }

  /** @param {string} id */
  #remove(id) {
    const member = this.#members.get(id);
    if (member !== undefined) {
      this.#members.delete(id);
      this.#guard(() => this.#listeners.leave?.(member));
    }
  }
}

/**
 * @param {string} channel
 * @param {PresenceListeners} listeners
 * @param {PresenceContext} context
 * @returns {Promise<Presence>} when the server has confirmed
 */
export async function watch(channel, listeners, context) {
  const { environment, events, options, presencePrefix, subscribe, subscriptions } = context;
  checkNames('presence', listeners, ['join', 'leave', 'update', 'change'], 'listener');
  checkNames('presence', options, ['signal']);
  const shown = `${presencePrefix}${channel}`;
  const healing = new Healing(environment, () => {
    subscriptions.again(new Set([shown]));
    return true;
  });
  const presence = new Presence(channel, listeners, events.guard.bind(events), healing);
  const offs = [
    events.on('session', () => presence.renew()),
    events.on('failure', () => presence.doubt()),
    events.on('connect', () => presence.check()),
  ];
  const off = () => {
    healing.stop();
    offs.forEach((one) => one());
  };
  try {
    const subscription = await subscribe(shown, ({ data }) => presence.take(data), options);
    subscription.on('state', ({ state }) => state === SubscriptionState.UNSUBSCRIBED && off());
    presence.endsWith(() => subscription.unsubscribe());
    return presence;
  } catch (error) {
    off();
    throw error;
  }
}
