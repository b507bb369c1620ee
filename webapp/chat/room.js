/**
 * One person in one room: joins, speaks, hears, leaves. Knows the chat's messages and nothing of the page.
 *
 * @typedef {import('../halley/halley.js').Client} Client
 *
 * @typedef {object} RoomEvents
 * @property {(user: string, text: string) => void} said somebody spoke
 * @property {(text: string) => void} happened somebody came or went
 * @property {(members: string[]) => void} members who is here, whenever that changes
 */

import { State } from '../halley/halley.js';

/**
 * What somebody wrote: the server's filter has turned angle brackets into entities, for pages that forget to escape. This one
 * shows nothing but text.
 *
 * @param {unknown} text
 */
const written = (text) => String(text).replaceAll('&lt;', '<').replaceAll('&gt;', '>');

export class Room {
  #client;
  #user;
  #events;
  #channel;
  #membersChannel;
  /** @type {import('../halley/halley.js').Subscription[]} */
  #subscriptions = [];
  /** @type {(() => void)[]} */
  #undo = [];

  /**
   * @param {Client} client
   * @param {string} user
   * @param {RoomEvents} events
   * @param {string} [room]
   */
  constructor(client, user, events, room = 'demo') {
    this.#client = client;
    this.#user = user;
    this.#events = events;
    this.#channel = `/chat/${room}`;
    this.#membersChannel = `/members/${room}`;
  }

  /**
   * Connects and enters the room; and again by itself, whenever there is a new session. What every session begins with
   * goes to the server as one batch: the two subscriptions, and the word that we have joined.
   */
  async join() {
    this.#undo = [
      this.#client.on('session', () => void this.#announce('join', 'has joined').catch(() => {})),
      this.#client.on('leave', () => void this.#announce('leave', 'has left').catch(() => {})),
    ];
    const subscribed = Promise.all([
      this.#client.subscribe(this.#channel, ({ data }) => this.#heard(data)),
      this.#client.subscribe(this.#membersChannel, ({ data }) => this.#updated(data)),
    ]);
    const [subscriptions] = await Promise.all([subscribed, this.#client.connect()]);
    this.#subscriptions = subscriptions;
  }

  /** @param {string} text */
  async say(text) {
    await this.#client.publish(this.#channel, { user: this.#user, chat: text });
  }

  /** Says goodbye and disconnects. Never fails: who wants to go, goes. */
  async leave() {
    this.#undo.splice(0).forEach((undo) => undo());
    if (this.#client.state === State.CONNECTED) {
      await Promise.allSettled(this.#client.batch(() => [
        ...this.#subscriptions.map((subscription) => subscription.unsubscribe()),
        this.#announce('leave', 'has left'),
      ]));
    }
    await this.#client.disconnect();
  }

  /** @param {'join' | 'leave'} what @param {string} text */
  #announce(what, text) {
    return this.#client.publish(this.#channel, { user: this.#user, [what]: true, chat: `${this.#user} ${text}` });
  }

  /** @param {any} data of anybody's message, so of any shape */
  #heard(data) {
    if (Array.isArray(data?.members)) {
      this.#updated(data);
    } else if (typeof data?.chat !== 'string') {
      return;
    } else if (data.join === true || data.leave === true || typeof data.user !== 'string') {
      this.#events.happened(written(data.chat));
    } else {
      this.#events.said(written(data.user), written(data.chat));
    }
  }

  /** @param {any} data */
  #updated(data) {
    if (Array.isArray(data?.members)) {
      this.#events.members(data.members.map(written));
    }
  }
}
