/**
 * The tracks of all channels with history, and to which subscription each belongs: its nearest one.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./message.js').Position} Position
 * @typedef {import('./request.js').Request} Request
 */

import { patternsOf } from './channel.js';
import { Track, TrackState } from './track.js';

export class Tracks {
  /** @type {Map<string, Track>} by channel */
  #tracks = new Map();
  /** @type {Set<string>} subscriptions that could not be made, as the history was not there for a while */
  unavailable = new Set();
  #context;

  /** @param {Pick<import('./history.js').HistoryContext, 'subscriptions' | 'events' | 'kept'>} context */
  constructor(context) {
    this.#context = context;
  }

  /** @returns {Track[]} */
  get all() {
    return [...this.#tracks.values()];
  }

  /** What to give to the page that comes next, by channel. @returns {Record<string, Position>} */
  get positions() {
    /** @type {Record<string, Position>} */
    const positions = {};
    this.#tracks.forEach(({ position }, channel) => {
      if (position) {
        positions[channel] = position;
      }
    });
    return positions;
  }

  /** The subscriptions to ask for again: those that channels in doubt belong to, and those that could not be made. @returns {Set<string>} */
  get inDoubt() {
    const patterns = new Set(this.unavailable);
    for (const [channel, { state }] of this.#tracks) {
      const nearest = state === TrackState.DOUBT && this.nearest(channel);
      if (nearest) {
        patterns.add(nearest);
      }
    }
    return patterns;
  }

  /** @param {string} channel @returns {string | undefined} the subscription that the channel belongs to */
  nearest(channel) {
    return patternsOf(channel).find((pattern) => this.#context.subscriptions.has(pattern));
  }

  /** @param {string} channel @returns {Track | undefined} */
  find(channel) {
    return this.#tracks.get(channel);
  }

  /** @param {string} channel @returns {Track} */
  of(channel) {
    let track = this.#tracks.get(channel);
    if (track === undefined) {
      const { events, kept } = this.#context;
      track = new Track((event, detail) => events.emit(event, { channel, ...detail }), kept[channel]);
      delete kept[channel];
      this.#tracks.set(channel, track);
    }
    return track;
  }

  /**
   * A subscribe is sent.
   *
   * @param {Request} request
   * @returns {Message} its message, with what is asked for of the channels that belong to the subscription
   */
  ask(request) {
    const { history: wish, message } = request;
    const pattern = String(message.subscription);
    this.unavailable.delete(pattern);
    const isWild = pattern.endsWith('*');
    if (isWild && (wish?.last || wish?.all || wish?.from)) {
      this.#context.events.report(new TypeError(`${pattern}: last, all and from are for a channel, not for a pattern.`));
    }
    const channels = [...this.#tracks.keys(), ...Object.keys(this.#context.kept), ...(isWild ? [] : [pattern])];
    /** @type {Record<string, any>} */
    const history = {};
    for (const channel of new Set(channels.filter((one) => this.nearest(one) === pattern))) {
      const entry = this.of(channel).ask(request, isWild ? { orLast: wish?.orLast } : wish);
      if (entry) {
        history[channel] = entry;
      }
    }
    return Object.keys(history).length > 0 ? { ...message, ext: { ...message.ext, history } } : message;
  }

  /** @param {Request} request a subscribe @returns {[string, Track][]} those that wait for its reply */
  asking(request) {
    return [...this.#tracks].filter(([, { asking }]) => asking === request);
  }

  /** Forgets the channels that belong to no subscription any more. @param {string} pattern that has ended */
  ended(pattern) {
    this.unavailable.delete(pattern);
    [...this.#tracks.keys()].filter((channel) => !this.nearest(channel)).forEach((channel) => {
      this.#tracks.delete(channel);
    });
    delete this.#context.kept[pattern];
  }

  clear() {
    this.unavailable.clear();
    this.#tracks.clear();
  }
}

/**
 * What is to be handed over now.
 *
 * @param {Track} track
 * @param {Message} message
 * @param {string} [heldEpoch]
 */
export function* take(track, message, heldEpoch) {
  const position = track.take(message, heldEpoch);
  if (position) {
    yield { ...message, position };
  }
}

/**
 * What has come with the reply to a subscribe, and stands before what another connection has brought sooner.
 *
 * @param {import('./held.js').HeldMessage | undefined} held the first that was held
 * @param {string} channel
 * @param {Message[]} together the reply, and what came with it
 */
export function standingBefore(held, channel, together) {
  const first = held?.message.ext?.history.offset;
  return together.filter((message) => message.channel === channel && 'data' in message && message.ext?.history?.offset < first);
}
