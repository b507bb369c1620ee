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
import { Connection, titleOf } from './connection.js';
import { Directory } from './directory.js';
import { element, say } from './dom.js';
import { Room } from './room.js';
import { forget, remember } from './store.js';
import { reason, typingText } from './text.js';

export class Visit {
  #user;
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

  /**
   * @param {import('./store.js').Memory} memory of an earlier page, or of what was just chosen
   * @param {Views} views
   * @param {(notice: string) => void} ended is told when it is over, and why
   */
  constructor({ user, current, wanted, rooms }, views, ended) {
    this.#views = views;
    this.#ended = ended;
    this.#user = user;
    this.#wanted = wanted;
    this.#connection = new Connection(user, wanted, {
      state: (state, transport) => this.#isOver || this.#connected(state, transport),
      alert: (text, tone) => this.#rooms.forEach((room) => room.alert(text, tone)),
      session: (resumed) => this.#begin(resumed),
      returned: () => this.#rooms.forEach((room) => room.settle()),
      gap: (channel) => this.#rooms.find((room) => room.channel === channel)?.gap(),
      ended: (error) => this.leave(`The server has ended the connection: ${reason(error)}.`),
    });
    const { client } = this.#connection;
    client.subscribe('/rooms', ({ data }) => this.#counted([data])).catch(() => {});
    client.subscribe('/service/chat/private', ({ data }) => {
      this.#rooms.find(({ name }) => name === data?.room)?.whispered(data);
    }).catch(() => {});
    rooms.forEach(({ name, entries }) => this.#add(name, entries));
    this.open(current);
    this.#views.connection.watch(this.#connection);
    this.#views.connection.wanted = wanted;
    client.connect().catch(() => {}); // `ended` has said why
  }

  /** @param {string} name a room, which is entered if we are not there */
  open(name) {
    this.#current = this.#rooms.find((room) => room.name === name) ?? this.#add(name);
    this.#current.unread = 0;
    this.#views.composer.reset();
    say('room-title', `#${name}`);
    element('leave-room').hidden = this.#rooms.length < 2;
    this.#views.log.show(this.#current.log.entries);
    this.#views.rooms.showMembers(this.#current.members, this.#user);
    this.#showTyping();
    this.#showRooms();
    this.#views.composer.focus();
    this.keep();
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
      this.open(other.name);
      await left.leave();
    }
  }

  /** @param {string} notice */
  async leave(notice) {
    if (this.#isOver) {
      return;
    }
    this.#isOver = true;
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

  /** Writes down what the next page of this tab is to know. */
  keep() {
    if (!this.#isOver && this.#current !== undefined) {
      const rooms = this.#rooms.map(({ name, log }) => ({ name, entries: log.toJSON() }));
      remember({ user: this.#user, current: this.#current.name, wanted: this.#wanted, rooms });
    }
  }

  /** @param {string} name @param {readonly Entry[]} [entries] */
  #add(name, entries) {
    const room = new Room(name, {
      client: this.#connection.client,
      user: this.#user,
      time: () => this.#connection.time,
      events: {
        added: (...news) => this.#added(...news),
        changed: (where, entry) => where === this.#current && this.#views.log.update(entry),
        moved: (where) => where === this.#current && this.#views.log.reorder(where.log.entries),
        members: (where) => this.#membersOf(where),
        typing: (where) => where === this.#current && this.#showTyping(),
        refused: (where, error) => this.#refused(where, error),
      },
    }, entries);
    this.#rooms.push(room);
    room.enter();
    return room;
  }

  /** @param {boolean} resumed */
  #begin(resumed) {
    const { client } = this.#connection;
    if (resumed) {
      client.call('chat/back', null).catch(() => {});
    }
    this.#rooms.forEach((room) => room.begin(resumed));
    client.call('chat/node', null).then((node) => this.#views.node.show(node), () => {});
    client.call('chat/rooms', null).then(({ rooms }) => this.#counted(rooms), () => {});
  }

  /** @param {'connected' | 'connecting' | 'disconnected'} state @param {string} [transport] */
  #connected(state, transport) {
    this.#views.connection.show(state, transport);
    say('announcer', state === 'connected' ? `Connected over ${titleOf(transport)}.` : `The chat is ${state}.`);
  }

  /** @param {Room} room @param {Entry} entry @param {'last' | 'amid'} where */
  #added(room, entry, where) {
    if (room !== this.#current) {
      this.#count(room, entry);
      return;
    }
    if (where === 'last') {
      this.#views.log.add(entry, room.log.entries.length);
    } else {
      this.#views.log.reorder(room.log.entries);
    }
    if (document.hidden) {
      this.#count(room, entry);
    }
  }

  /** @param {Room} room @param {Entry} entry */
  #count(room, { kind, own, user }) {
    if (kind === 'said' && !own) {
      room.unread += 1;
      this.#showRooms();
      say('announcer', `${user} in ${room.name}: ${room.unread} unread`);
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
      this.#views.rooms.showMembers(room.members, this.#user);
    }
  }

  /** @param {Room} room @param {unknown} error */
  #refused(room, error) {
    const notice = `The room ${room.name} cannot be entered: ${reason(error)}.`;
    if (this.#rooms.length === 1) {
      void this.leave(notice);
    } else if (this.#rooms.includes(room)) {
      this.#rooms = this.#rooms.filter((other) => other !== room);
      this.open(this.#rooms[0].name);
      this.#current?.alert(notice, 'warning');
    }
  }

  #showTyping() {
    say('typing', typingText(this.#current?.typing.names ?? []));
  }

  #showRooms() {
    if (!this.#isOver) {
      this.#views.rooms.showRooms(this.#rooms, this.#current, this.#directory.sizes);
    }
  }
}
