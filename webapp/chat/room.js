/**
 * One person in one room: comes in, speaks, hears, leaves. Knows nothing of the page.
 *
 * @typedef {import('../halley/halley.js').Client} Client
 * @typedef {import('./log.js').Entry} Entry
 * @typedef {import('./people.js').Person} Person
 * @typedef {import('./composer.js').Draft} Draft
 * @typedef {import('./members.js').Member} Member
 *
 * @typedef {object} RoomEvents
 * @property {(room: Room, entry: Entry) => void} added
 * @property {(room: Room, entry: Entry) => void} changed an own message has another state
 * @property {(room: Room) => void} moved an own message stands elsewhere now
 * @property {(room: Room) => void} members who is here
 * @property {(room: Room) => void} typing who types
 * @property {(room: Room, error: Error) => void} refused we are not let in
 *
 * @typedef {object} RoomContext
 * @property {Client} client
 * @property {Person} me
 * @property {() => number} time milliseconds of the server's time
 * @property {RoomEvents} events
 */

import { BayeuxError, State } from '../halley/halley.js';
// What the client would load later is needed at once, and with the page, so that it is not missing when the network fails.
import '../halley/history.js';
import { Delivery } from './delivery.js';
import { Log } from './log.js';
import { Members } from './members.js';
import { goodbye, greeting, typingOf, whisperOf, wordsOf } from './messages.js';
import { called, keyOf, namesakes } from './people.js';
import { newId } from './text.js';
import { Typing } from './typing.js';

/** The server has forgotten the session: another one follows. */
const SESSION_UNKNOWN = 402;

/** So many messages of before are shown, where we do not go on from where we were. */
const BEFORE = 100;

export class Room {
  name;
  log;
  typing = new Typing(() => this.#context.events.typing(this));
  unread = 0;
  /** @type {Draft} what is being written */
  draft;
  #context;
  /** @type {{unsubscribe: () => Promise<void>}[]} */
  #subscriptions = [];
  #stay = new AbortController();
  #delivery;
  /** Whether the others have been told that we are here. */
  #hasJoined;
  #members;

  /** @param {string} name @param {RoomContext} context @param {{entries?: readonly Entry[], draft?: Draft}} [kept] of an earlier page */
  constructor(name, context, { entries, draft = { text: '' } } = {}) {
    this.name = name;
    this.draft = draft;
    this.#context = context;
    this.log = new Log(entries);
    this.#hasJoined = this.log.entries.length > 0;
    this.#members = new Members(context.me, (text) => this.alert(text), () => context.events.members(this));
    this.#delivery = new Delivery(name, context.client, context.me.name, (entry) => context.events.changed(this, entry));
  }

  get channel() {
    return `/chat/${this.name}`;
  }

  /** @returns {readonly Member[]} */
  get members() {
    return this.#members.list;
  }

  /** @returns {Set<string>} names that several people have who are here, or whose words are */
  get shared() {
    const said = this.log.entries.filter(({ kind, own }) => kind === 'said' && !own);
    return namesakes([
      this.#context.me, ...this.members, ...said.map(({ user = '', person = '' }) => ({ name: user, person })),
    ]);
  }

  /** @returns {string[]} what to call those who type */
  get typists() {
    const { shared } = this;
    return this.typing.people.map((key) => key.split('\n')).map(([name, person]) => called({ name, person }, shared));
  }

  /** Subscribes: what was said before, and who is here, comes by itself, and later what was missed. */
  enter() {
    const { client } = this.#context;
    client.batch(() => {
      this.#subscribe(this.channel, (message) => this.#heard(message), { history: { orLast: BEFORE } });
      this.#subscribe(`/typing/${this.name}`, ({ data }) => this.#typed(data));
      this.#members.watch(client, this.channel, this.#stay.signal).then((presence) => this.#subscriptions.push(presence), () => {});
      if (client.clientId !== undefined) {
        this.begin(true);
      }
    });
  }

  /** There is a session; the client subscribes again by itself. @param {boolean} isKnown whether others see us already, or at once */
  begin(isKnown) {
    const { client, me } = this.#context;
    if (!this.#hasJoined) {
      this.#hasJoined = true;
      client.publish(this.channel, greeting(me.name)).catch((error) => this.#refused(error));
    } else if (!isKnown) {
      this.#members.wait();
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
    this.#send({ ...this.#ownWords(), text });
  }

  /** Says it to one member alone. @param {Member} member @param {string} text */
  whisper({ id, name, person }, text) {
    this.#send({ ...this.#ownWords(), text, to: id, toPerson: person, toName: called({ name, person }, this.shared) });
  }

  /** @returns {Entry} without a text */
  #ownWords() {
    const { time, me } = this.#context;
    return { kind: 'said', at: time(), key: newId(), user: me.name, person: me.person, own: true, text: '' };
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
    const words = whisperOf(data);
    if (words !== undefined) {
      this.#add({ ...this.#entryOf(words), to: data.to, toName: this.#context.me.name });
    }
  }

  /** Says goodbye. Never fails: who wants to go, goes. */
  async leave() {
    const { client, me } = this.#context;
    this.typing.clear();
    this.#members.clear();
    await Promise.allSettled(client.batch(() => {
      this.#stay.abort();
      return [
        ...this.#subscriptions.map((subscription) => subscription.unsubscribe()),
        client.publish(this.channel, goodbye(me.name)),
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

  /** @param {Entry} entry */
  #send(entry) {
    entry.state = 'sending';
    this.#add(entry);
    this.again(entry);
    this.typing.own(false);
  }

  /** @param {any} message with data of any shape */
  #heard(message) {
    const words = wordsOf(message);
    if (words === undefined) {
      return;
    }
    if (words.by === undefined) {
      this.alert(words.text);
      return;
    }
    this.typing.heard(keyOf(words.by), false);
    const known = this.log.find(words.key);
    if (known === undefined) {
      this.#add({ ...this.#entryOf(words), own: this.#isMe(words.by) });
    } else {
      this.#arrived(known, words.at);
    }
  }

  /** Somebody's words are there already: our own were shown before the server gave them their place. @param {Entry} entry @param {number} [at] */
  #arrived(entry, at) {
    if (entry.own && entry.state !== 'sent') {
      this.#delivery.become(entry, 'sent');
    }
    if (at !== undefined && this.log.move(entry, at)) {
      this.#context.events.moved(this);
    }
  }

  /** @param {import('./messages.js').Words} words @returns {Entry} */
  #entryOf({ text, by, key, at = this.#context.time() }) {
    return { kind: 'said', at, key, user: by?.name, person: by?.person, text };
  }

  /** @param {Person} person */
  #isMe(person) {
    return keyOf(person) === keyOf(this.#context.me);
  }

  /** @param {any} data */
  #typed(data) {
    const { by, types } = typingOf(data);
    if (!this.#isMe(by)) {
      this.typing.heard(keyOf(by), types);
    }
  }

  /** @param {Entry} entry */
  #add(entry) {
    if (this.log.add(entry)) {
      this.#context.events.added(this, entry);
    }
  }

  /** @param {unknown} error */
  #refused(error) {
    if (error instanceof BayeuxError && error.code !== SESSION_UNKNOWN) {
      this.#context.events.refused(this, error);
    }
  }
}
