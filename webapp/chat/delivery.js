/**
 * What becomes of one's own words in a room: on their way, sent, failed, or unknown until the server's history says more.
 *
 * @typedef {import('./log.js').Entry} Entry
 *
 * @typedef {object} DeliveryEvents
 * @property {(entry: Entry) => void} changed it has another state
 * @property {() => void} missed something may not have arrived, and the server can be asked
 */

import { BayeuxError, State } from '../halley/halley.js';
import { reason } from './text.js';

/** How many messages of a room the server keeps. */
const KEPT = 50;

export class Delivery {
  #room;
  #client;
  #user;
  #events;

  /**
   * @param {string} room
   * @param {import('../halley/halley.js').Client} client
   * @param {string} user
   * @param {DeliveryEvents} events
   */
  constructor(room, client, user, events) {
    this.#room = room;
    this.#client = client;
    this.#user = user;
    this.#events = events;
  }

  /** @param {Entry} entry */
  async send(entry) {
    this.become(entry, 'sending');
    try {
      await this.#publish(entry);
      this.become(entry, 'sent');
    } catch (error) {
      const isKnown = error instanceof BayeuxError || /** @type {any} */ (error).outcomeUnknown === false;
      if (entry.state === 'sending') {
        this.become(entry, isKnown ? 'failed' : 'unknown', isKnown ? reason(error) : undefined);
      }
      if (entry.state === 'unknown' && this.#client.state === State.CONNECTED) {
        this.#events.missed();
      }
    }
  }

  /** @param {Entry} entry @param {Entry['state']} state @param {string} [problem] */
  become(entry, state, problem) {
    entry.state = state;
    entry.problem = problem;
    this.#events.changed(entry);
  }

  /**
   * What the server should have kept, but has not, has not come there: it is sent once more. Where that cannot be told,
   * or does not help, the user decides.
   *
   * @param {import('./log.js').Log} log
   * @param {number} since the time of the oldest message that the server has kept
   * @param {number} kept how many
   */
  settle(log, since, kept) {
    for (const entry of log.own('unknown')) {
      if (entry.to === undefined && !entry.isRepeated && (kept < KEPT || entry.at > since)) {
        entry.isRepeated = true;
        void this.send(entry);
      }
    }
  }

  /** @param {Entry} entry */
  #publish({ key: id, text: chat, to }) {
    return to === undefined
      ? this.#client.publish(`/chat/${this.#room}`, { user: this.#user, chat, id })
      : this.#client.call('chat/private', { room: this.#room, to, chat, id }, { timeout: 0 });
  }
}
