/**
 * One person in one room: comes in, speaks, hears, leaves. Knows the chat's messages and nothing of the page.
 *
 * @typedef {import('../halley/halley.js').Client} Client
 * @typedef {import('./log.js').Entry} Entry
 * @typedef {{id: string, name: string}} Member `id`: the name as the server knows it; `name`: the same to be read
 *
 * @typedef {object} RoomEvents
 * @property {(room: Room, entry: Entry, where: 'last' | 'amid') => void} added
 * @property {(room: Room, entry: Entry) => void} changed an own message has another state
 * @property {(room: Room) => void} members who is here
 * @property {(room: Room) => void} typing who types
 * @property {(room: Room, error: Error) => void} refused we are not let in
 *
 * @typedef {object} RoomContext
 * @property {Client} client
 * @property {string} user
 * @property {() => number} time milliseconds of the server's time
 * @property {RoomEvents} events
 */

import { BayeuxError, State } from '../halley/halley.js';
import { Delivery } from './delivery.js';
import { Log } from './log.js';
import { newId, written } from './text.js';
import { Typing } from './typing.js';

export class Room {
  name;
  log;
  /** @type {Member[]} */
  members = [];
  typing = new Typing(() => this.#context.events.typing(this));
  unread = 0;
  #context;
  /** @type {import('../halley/halley.js').Subscription[]} */
  #subscriptions = [];
  #stay = new AbortController();
  #delivery;
  /** How new the list of members is; an answer may be overtaken by the news of a change. */
  counted = 0;

  /** @param {string} name @param {RoomContext} context @param {readonly Entry[]} [entries] seen before */
  constructor(name, context, entries) {
    this.name = name;
    this.#context = context;
    this.log = new Log(entries);
    this.#delivery = new Delivery(name, context.client, context.user, {
      changed: (entry) => context.events.changed(this, entry),
      missed: () => void this.catchUp(),
    });
  }

  /** Subscribes and, if there is a session, comes in; what every later session begins with is `begin`. */
  enter() {
    const { client } = this.#context;
    client.batch(() => {
      this.#subscribe(`/chat/${this.name}`, (message) => this.#heard(message));
      this.#subscribe(`/members/${this.name}`, ({ data }) => this.#here(data));
      this.#subscribe(`/typing/${this.name}`, ({ data }) => this.#typed(data));
      if (client.clientId !== undefined) {
        this.begin();
      }
    });
  }

  /** A new session: comes in. One batch with the subscriptions, which the client makes again by itself. */
  begin() {
    const { client, user } = this.#context;
    client.batch(() => {
      client.publish(`/chat/${this.name}`, { user, join: true, chat: `${user} has joined` })
        .catch((error) => this.#refused(error));
      void this.catchUp();
    });
  }

  /**
   * Asks what was said while we did not hear, and whether it was heard what we said.
   *
   * @param {{enter?: boolean}} [options] `enter`: whether to come in when it turns out that we are not there
   */
  async catchUp({ enter = false } = {}) {
    try {
      const { messages, members, at } = await this.#context.client.call('chat/history', { room: this.name });
      messages.forEach((/** @type {any} */ message) => this.#heard(message));
      this.#here({ members, at });
      this.#delivery.settle(this.log, messages[0]?.said.at ?? Infinity, messages.length);
    } catch (error) {
      // Else there will be another session, or another try, and with it another answer.
      if (enter && error instanceof BayeuxError) {
        this.begin();
      }
    }
  }

  /** @param {string} text */
  say(text) {
    this.#send({ kind: 'said', at: this.#context.time(), key: newId(), user: this.#context.user, own: true, text });
  }

  /** Says it to one member alone. @param {Member} member @param {string} text */
  whisper({ id, name }, text) {
    const { time, user } = this.#context;
    this.#send({ kind: 'said', at: time(), key: newId(), user, own: true, text, to: id, toName: name });
  }

  /** Something for this page alone. @param {string} text @param {Entry['tone']} tone */
  alert(text, tone = 'info') {
    this.#add({ kind: 'alert', at: this.#context.time(), text, tone });
  }

  /** Sends it once more, with the same key: who has it already does not show it twice. @param {Entry} entry */
  again(entry) {
    void this.#delivery.send(entry);
  }

  /** @param {boolean} types */
  types(types) {
    const { client } = this.#context;
    if (client.state === State.CONNECTED && this.typing.own(types)) {
      client.publish(`/typing/${this.name}`, { typing: types }).catch(() => {});
    }
  }

  /** A member said something to us alone. @param {any} data of any shape */
  whispered(data) {
    if (typeof data.chat === 'string') {
      const { time, user } = this.#context;
      this.#add({
        kind: 'said', at: time(), key: keyOf(data), user: written(data.user), text: data.chat, to: data.to, toName: user,
      });
    }
  }

  /** Says goodbye. Never fails: who wants to go, goes. */
  async leave() {
    const { client, user } = this.#context;
    this.typing.clear();
    await Promise.allSettled(client.batch(() => {
      this.#stay.abort();
      return [
        ...this.#subscriptions.map((subscription) => subscription.unsubscribe()),
        client.publish(`/chat/${this.name}`, { user, leave: true, chat: `${user} has left` }),
      ];
    }));
  }

  /** @param {string} channel @param {(message: any) => void} heard */
  #subscribe(channel, heard) {
    this.#context.client.subscribe(channel, heard, { signal: this.#stay.signal })
      .then((subscription) => this.#subscriptions.push(subscription), (error) => this.#refused(error));
  }

  /** @param {Entry} entry */
  #send(entry) {
    entry.state = 'sending';
    this.#add(entry);
    this.again(entry);
    this.typing.own(false);
  }

  /** @param {any} message with data of any shape */
  #heard({ data, said }) {
    if (Array.isArray(data?.members)) {
      this.#here(data);
    } else if (typeof data?.chat !== 'string') {
      return;
    } else if (data.join === true || data.leave === true || typeof (said?.by ?? data.user) !== 'string') {
      this.#add({ kind: 'alert', at: this.#context.time(), text: written(data.chat) });
    } else {
      this.#said(data, written(said?.by ?? data.user), said?.at);
    }
  }

  /** @param {any} data @param {string} user @param {number} [at] */
  #said(data, user, at) {
    const key = keyOf(data) ?? (at === undefined ? undefined : `${user}@${at}`);
    const known = this.log.find(key);
    this.typing.heard(user, false);
    if (known !== undefined) {
      if (known.own && known.state !== 'sent') {
        this.#delivery.become(known, 'sent');
      }
      return;
    }
    const own = user === this.#context.user;
    this.#add({ kind: 'said', at: at ?? this.#context.time(), key, user, own, text: written(data.chat) });
  }

  /** @param {any} data */
  #here(data) {
    if (Array.isArray(data?.members) && !(data.at < this.counted)) {
      this.counted = data.at;
      this.members = data.members.map((/** @type {unknown} */ id) => ({ id: String(id), name: written(id) }));
      this.#context.events.members(this);
    }
  }

  /** @param {any} data */
  #typed(data) {
    const user = written(data?.user);
    if (user !== this.#context.user) {
      this.typing.heard(user, data?.typing === true);
    }
  }

  /** @param {Entry} entry */
  #add(entry) {
    const where = this.log.add(entry);
    if (where !== 'known') {
      this.#context.events.added(this, entry, where);
    }
  }

  /** @param {unknown} error */
  #refused(error) {
    if (error instanceof BayeuxError) {
      this.#context.events.refused(this, error);
    }
  }
}

/** @param {any} data */
function keyOf(data) {
  return typeof data.id === 'string' && data.id !== '' ? data.id : undefined;
}
