/**
 * One visit of one person, from joining to leaving: the connection, the rooms, and what the page shows of them.
 *
 * @typedef {import('./log.js').Entry} Entry
 *
 * @typedef {object} Views
 * @property {import('./composer.js').Composer} composer
 * @property {import('./connection-view.js').ConnectionView} connection
 * @property {import('./log-view.js').LogView} log
 * @property {import('./node-view.js').NodeView} node
 * @property {import('./rooms-view.js').RoomsView} rooms
 */

import { State } from '../halley/halley.js';
import { showInAddress } from './address.js';
import { Connection, titleOf } from './connection.js';
import { Directory } from './directory.js';
import { element, say } from './dom.js';
import { oncePerFrame } from './frames.js';
import { called } from './people.js';
import { Room } from './room.js';
import { forget, ownKey, remember } from './store.js';
import { reason, roomTitle, sendable, typingText } from './text.js';

export class Visit {
  /** @type {import('./people.js').Person} as whom others see us */
  #me;
  #wanted;
  #connection;
  /** @type {Room[]} */
  #rooms = [];
  /** @type {Room | undefined} */
  #current;
  #directory = new Directory();
  #views;
  #ended;
  #isOver = false;
  #showRooms = oncePerFrame(() => this.#isOver || this.#views.rooms.showRooms(this.#rooms, this.#current, this.#directory.sizes));
  #showMembers = oncePerFrame(() => this.#isOver || this.#membersNow());
  #showTyping = oncePerFrame(() => say('typing', typingText(this.#current?.typists ?? [])));

  /**
   * @param {import('./store.js').Memory} memory of an earlier page, or of what was just chosen
   * @param {Views} views
   * @param {(notice: string) => void} ended is told when it is over, and why
   */
  constructor({ user, person = '', current, wanted, rooms }, views, ended) {
    this.#views = views;
    this.#ended = ended;
    this.#me = { name: user, person };
    this.#wanted = wanted;
    this.#connection = new Connection({ user: sendable(user), key: ownKey() }, wanted, {
      state: (state, transport) => this.#isOver || this.#connected(state, transport),
      alert: (text, tone) => this.#rooms.forEach((room) => room.alert(text, tone)),
      session: (resumed, mark) => this.#begin(resumed, mark),
      returned: () => this.#rooms.forEach((room) => room.settle()),
      gap: (channel) => this.#rooms.find((room) => room.channel === channel)?.gap(),
      ended: (error) => this.leave(`The server has ended the connection: ${reason(error)}.`),
    });
    const { client } = this.#connection;
    client.subscribe('/rooms', ({ data }) => this.#counted([data])).catch(() => {});
    client.subscribe('/service/chat/private', ({ data }) => {
      this.#rooms.find(({ name }) => name === data?.room)?.whispered(data);
    }).catch(() => {});
    rooms.forEach(({ name, ...kept }) => this.#add(name, kept));
    this.open(current, 'replace');
    this.#views.connection.watch(this.#connection);
    this.#views.connection.wanted = wanted;
    client.connect().catch(() => {}); // `ended` has said why
  }

  /**
   * @param {string} name a room, which is entered if we are not there
   * @param {'push' | 'replace' | 'none'} [address] what becomes of the page's address
   */
  open(name, address = 'push') {
    this.#keepDraft();
    const former = this.#current;
    this.#current = this.#rooms.find((room) => room.name === name) ?? this.#add(name);
    this.#current.unread = 0;
    if (address !== 'none' && this.#current !== former) {
      showInAddress(name, address === 'push');
    }
    this.#views.composer.draft = this.#current.draft;
    say('room-title', `#${roomTitle(name)}`);
    element('leave-room').hidden = this.#rooms.length < 2;
    this.#views.log.show(this.#current);
    this.#membersNow();
    this.#showTyping();
    this.#showRooms();
    this.#views.composer.focus();
    this.keep();
  }

  /** @param {import('./room.js').Member} member @returns {string} what to call them in the open room */
  called(member) {
    return called(member, this.#current?.shared ?? new Set());
  }

  /** @param {string} text @param {import('./room.js').Member | undefined} to */
  send(text, to) {
    if (to === undefined) {
      this.#current?.say(text);
    } else {
      this.#current?.whisper(to, text);
    }
    this.keep();
  }

  /** @param {boolean} types */
  types(types) {
    this.#current?.types(types);
  }

  /** @param {Entry} entry */
  again(entry) {
    this.#current?.again(entry);
  }

  seen() {
    if (this.#current?.unread) {
      this.#current.unread = 0;
      this.#showRooms();
    }
  }

  /** @param {string} wanted a transport, or '' for the best */
  async use(wanted) {
    this.#wanted = wanted;
    try {
      await this.#connection.use(wanted);
    } catch (error) {
      this.#current?.alert(`The server does not talk over ${titleOf(wanted)}: ${reason(error)}.`, 'warning');
    }
    this.keep();
  }

  /** Kills the node that serves us, which cannot answer; what follows is that it is lost. */
  async kill() {
    await this.#connection.client.call('chat/kill', null).catch(() => {});
  }

  async leaveRoom() {
    const left = this.#current;
    const [other] = this.#rooms.filter((room) => room !== left);
    if (left !== undefined && other !== undefined) {
      this.#rooms = this.#rooms.filter((room) => room !== left);
      this.open(other.name, 'replace');
      await left.leave();
    }
  }

  /** @param {string} notice */
  async leave(notice) {
    if (this.#isOver) {
      return;
    }
    this.#isOver = true;
    this.#connection.end();
    forget();
    this.#views.connection.watch(undefined);
    this.#views.connection.show('disconnected');
    this.#views.node.show(undefined);
    this.#ended(notice);
    const { client } = this.#connection;
    if (client.state === State.CONNECTED) {
      await Promise.all(client.batch(() => this.#rooms.map((room) => room.leave())));
    }
    await client.disconnect();
  }

  /** The page ends. */
  pause() {
    this.keep();
    this.#connection.leaving();
  }

  #keepDraft() {
    if (this.#current !== undefined) {
      this.#current.draft = this.#views.composer.draft;
    }
  }

  /** Writes down what the next page of this tab is to know. */
  keep() {
    if (!this.#isOver && this.#current !== undefined) {
      this.#keepDraft();
      const rooms = this.#rooms.map(({ name, log, draft }) => ({ name, entries: log.toJSON(), draft }));
      const { name: user, person } = this.#me;
      remember({ user, person, current: this.#current.name, wanted: this.#wanted, rooms });
    }
  }

  /** @param {string} name @param {{entries?: readonly Entry[], draft?: import('./composer.js').Draft}} [kept] of an earlier page */
  #add(name, kept) {
    const room = new Room(name, {
      client: this.#connection.client,
      me: this.#me,
      time: () => this.#connection.time,
      events: {
        added: (...news) => this.#added(...news),
        changed: (where, entry) => where === this.#current && this.#views.log.update(entry),
        moved: (where) => where === this.#current && this.#views.log.changed(),
        members: (where) => this.#membersOf(where),
        typing: (where) => where === this.#current && this.#showTyping(),
        refused: (where, error) => this.#refused(where, error),
      },
    }, kept);
    this.#rooms.push(room);
    room.enter();
    return room;
  }

  /** @param {boolean} resumed @param {string} mark */
  #begin(resumed, mark) {
    const { client } = this.#connection;
    this.#me.person = mark;
    if (resumed) {
      client.call('chat/back', null).catch(() => {});
    }
    this.#rooms.forEach((room) => room.begin(resumed));
    client.call('chat/node', null).then((node) => this.#views.node.show(node), () => {});
    client.call('chat/rooms', null).then(({ rooms }) => this.#counted(rooms), () => {});
  }

  /** @param {import('./connection.js').Shown} state @param {string} [transport] */
  #connected(state, transport) {
    this.#views.connection.show(state, transport);
    say('announcer', state === 'connected' ? `Connected over ${titleOf(transport)}.` : `The chat is ${state}.`);
  }

  /** @param {Room} room @param {Entry} entry */
  #added(room, entry) {
    if (room === this.#current) {
      this.#views.log.changed(entry.own && entry.state !== undefined);
    }
    if (room !== this.#current || document.hidden) {
      this.#count(room, entry);
    }
  }

  /** @param {Room} room @param {Entry} entry */
  #count(room, { kind, own, user }) {
    if (kind === 'said' && !own) {
      room.unread += 1;
      this.#showRooms();
      say('announcer', `${user} in ${roomTitle(room.name)}: ${room.unread} unread`);
    }
  }

  /** @param {any} news */
  #counted(news) {
    this.#directory.heard(news);
    this.#showRooms();
  }

  /** @param {Room} room */
  #membersOf(room) {
    if (room === this.#current) {
      this.#showMembers();
      this.#views.log.changed();
    }
  }

  #membersNow() {
    const { members = [], shared = new Set() } = this.#current ?? {};
    this.#views.rooms.showMembers(members, this.#me, shared);
  }

  /** @param {Room} room @param {unknown} error */
  #refused(room, error) {
    const notice = `The room ${roomTitle(room.name)} cannot be entered: ${reason(error)}.`;
    if (this.#rooms.length === 1) {
      void this.leave(notice);
    } else if (this.#rooms.includes(room)) {
      this.#rooms = this.#rooms.filter((other) => other !== room);
      this.open(this.#rooms[0].name, 'replace');
      this.#current?.alert(notice, 'warning');
    }
  }
}
