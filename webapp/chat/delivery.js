/**
 * What becomes of one's own words in a room: on their way, sent, failed, or unknown. Each goes with a key by which the server takes it
 * once, however often it is sent.
 *
 * @typedef {import('./log.js').Entry} Entry
 */

import { BayeuxError } from '../halley/halley.js';
import { reason, sendable } from './text.js';

/** For how long the server knows keys, in milliseconds. */
const KNOWN = 300_000;

export class Delivery {
  #room;
  #client;
  #user;
  #changed;

  /**
   * @param {string} room
   * @param {import('../halley/halley.js').Client} client
   * @param {string} user
   * @param {(entry: Entry) => void} changed is told when a message has another state
   */
  constructor(room, client, user, changed) {
    this.#room = room;
    this.#client = client;
    this.#user = user;
    this.#changed = changed;
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
    }
  }

  /** @param {Entry} entry @param {Entry['state']} state @param {string} [problem] */
  become(entry, state, problem) {
    entry.state = state;
    entry.problem = problem;
    this.#changed(entry);
  }

  /**
   * Sends once more what may not have come there, such as what an earlier page was about to send. Where that does not help, or the server
   * would take it twice, the user decides.
   *
   * @param {import('./log.js').Log} log
   * @param {number} now milliseconds of the server's time
   */
  settle(log, now) {
    for (const entry of log.own('unknown')) {
      if (entry.to === undefined && !entry.isRepeated && now - entry.at < KNOWN) {
        entry.isRepeated = true;
        void this.send(entry);
      }
    }
  }

  /** @param {Entry} entry */
  #publish({ key: id, text, to, toPerson: person }) {
    return to === undefined
      ? this.#client.publish(`/chat/${this.#room}`, { user: sendable(this.#user), chat: sendable(text), id }, { key: id })
      : this.#client.call('chat/private', { room: this.#room, to, person, chat: text, id }, { timeout: 0 });
  }
}
