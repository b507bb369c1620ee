/**
 * One person in one room: comes in, speaks, hears, leaves. Knows the chat's messages and nothing of the page.
 *
 * @typedef {import('../halley/halley.js').Client} Client
 * @typedef {import('./log.js').Entry} Entry
 * @typedef {{id: string, name: string, sessions: number}} Member `id`: the name as the server knows it; `name`: the same to be read;
 *   `sessions`: in how many tabs, as far as the server tells
 *
 * @typedef {object} RoomEvents
 * @property {(room: Room, entry: Entry, where: 'last' | 'amid') => void} added
 * @property {(room: Room, entry: Entry) => void} changed an own message has another state
 * @property {(room: Room) => void} moved an own message stands elsewhere now
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
// What the client would load later is needed at once, and with the page, so that it is not missing when the network fails.
import '../halley/history.js';
import '../halley/presence.js';
import { Delivery } from './delivery.js';
import { Log } from './log.js';
import { newId, written } from './text.js';
import { Typing } from './typing.js';

/** The server has forgotten the session: another one follows. */
const SESSION_UNKNOWN = 402;

/** So many messages of before are shown, where we do not go on from where we were. */
const BEFORE = 100;

/** For how long after a new session others may come back before they are said to have left, in milliseconds. */
const RETURN = 8_000;

export class Room {
  name;
  log;
  /** @type {Member[]} */
  members = [];
  typing = new Typing(() => this.#context.events.typing(this));
  unread = 0;
  #context;
  /** @type {{unsubscribe: () => Promise<void>}[]} */
  #subscriptions = [];
  #stay = new AbortController();
  #delivery;
  /** Whether the others have been told that we are here. */
  #hasJoined;
  /** Until when others who are not back yet are waited for. */
  #patience = 0;
  /** @type {Map<string, any>} timers of those who may have left, by name */
  #missing = new Map();

  /** @param {string} name @param {RoomContext} context @param {readonly Entry[]} [entries] seen before */
  constructor(name, context, entries) {
    this.name = name;
    this.#context = context;
    this.log = new Log(entries);
    this.#hasJoined = this.log.entries.length > 0;
    this.#delivery = new Delivery(name, context.client, context.user, (entry) => context.events.changed(this, entry));
  }

  get channel() {
    return `/chat/${this.name}`;
  }

  /** Subscribes: what was said before, and who is here, comes by itself, and later what was missed. */
  enter() {
    const { client } = this.#context;
    client.batch(() => {
      this.#subscribe(this.channel, (message) => this.#heard(message), { history: { orLast: BEFORE } });
      this.#subscribe(`/typing/${this.name}`, ({ data }) => this.#typed(data));
      this.#watch();
      if (client.clientId !== undefined) {
        this.begin(true);
      }
    });
  }

  /** There is a session; the client subscribes again by itself. @param {boolean} isKnown whether others see us already, or at once */
  begin(isKnown) {
    const { client, user } = this.#context;
    if (!this.#hasJoined) {
      this.#hasJoined = true;
      client.publish(this.channel, { user, join: true, chat: `${user} has joined` }).catch((error) => this.#refused(error));
    } else if (!isKnown) {
      this.#patience = performance.now() + RETURN;
    }
    this.settle();
  }

  /** Sends what may not have come there. */
  settle() {
    this.#delivery.settle(this.log, this.#context.time());
  }

  /** Not all that was said while we were away can be had. */
  gap() {
    this.alert('Some of what was said meanwhile is lost: the server does not have it any more.', 'warning');
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
    this.#missing.forEach((timer) => clearTimeout(timer));
    await Promise.allSettled(client.batch(() => {
      this.#stay.abort();
      return [
        ...this.#subscriptions.map((subscription) => subscription.unsubscribe()),
        client.publish(this.channel, { user, leave: true, chat: `${user} has left` }),
      ];
    }));
  }

  /**
   * @param {string} channel
   * @param {(message: any) => void} heard
   * @param {import('../halley/halley.js').WithHistory} [options]
   */
  #subscribe(channel, heard, options) {
    this.#context.client.subscribe(channel, heard, { ...options, signal: this.#stay.signal })
      .then((subscription) => this.#subscriptions.push(subscription), (error) => this.#refused(error));
  }

  /** Sees who is here. Where the server does not show it, nobody is shown. */
  #watch() {
    this.#context.client.presence(this.channel, {
      join: ({ info }) => this.#came(info?.name),
      leave: ({ info }) => this.#went(info?.name),
      change: ({ members }) => this.#here([...members.values()]),
    }, { signal: this.#stay.signal }).then((presence) => this.#subscriptions.push(presence), () => {});
  }

  /** @param {unknown} id */
  #came(id) {
    const wasMissing = this.#missing.has(String(id));
    clearTimeout(this.#missing.get(String(id)));
    this.#missing.delete(String(id));
    if (!wasMissing) {
      this.#tell(id, 'has joined');
    }
  }

  /** @param {unknown} id */
  #went(id) {
    const wait = this.#patience - performance.now();
    if (wait <= 0) {
      this.#tell(id, 'has left');
      return;
    }
    this.#missing.set(String(id), setTimeout(() => {
      this.#missing.delete(String(id));
      this.#tell(id, 'has left');
    }, wait));
  }

  /** @param {unknown} id @param {string} what */
  #tell(id, what) {
    if (typeof id === 'string' && written(id) !== this.#context.user) {
      this.alert(`${written(id)} ${what}`);
    }
  }

  /** @param {Entry} entry */
  #send(entry) {
    entry.state = 'sending';
    this.#add(entry);
    this.again(entry);
    this.typing.own(false);
  }

  /** @param {any} message with data of any shape; who comes and goes is seen anyway */
  #heard({ data, said }) {
    const by = said?.by ?? data?.user;
    if (typeof data?.chat !== 'string' || data.join === true || data.leave === true || Array.isArray(data.members)) {
      return;
    }
    if (typeof by === 'string') {
      this.#said(data, written(by), said?.at);
    } else {
      this.alert(written(data.chat));
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
      // One's own words were shown before the server had given them their place among those of the others.
      if (at !== undefined && this.log.move(known, at)) {
        this.#context.events.moved(this);
      }
      return;
    }
    const own = user === this.#context.user;
    this.#add({ kind: 'said', at: at ?? this.#context.time(), key, user, own, text: written(data.chat) });
  }

  /** @param {import('../halley/halley.js').Member[]} members of whom only those with a name are shown, each name once */
  #here(members) {
    /** @type {Map<string, Member>} */
    const named = new Map();
    for (const { info, sessions = 1 } of members) {
      if (typeof info?.name === 'string') {
        const known = named.get(info.name)?.sessions ?? 0;
        named.set(info.name, { id: info.name, name: written(info.name), sessions: known + sessions });
      }
    }
    this.members = [...named.values()];
    this.#context.events.members(this);
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
    if (error instanceof BayeuxError && error.code !== SESSION_UNKNOWN) {
      this.#context.events.refused(this, error);
    }
  }
}

/** @param {any} data */
function keyOf(data) {
  return typeof data.id === 'string' && data.id !== '' ? data.id : undefined;
}
