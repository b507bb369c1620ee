/**
 * Shows which rooms there are, and who is in the open one.
 *
 * @typedef {import('./room.js').Room} Room
 * @typedef {import('./room.js').Member} Member
 */

import { avatar, button, element, field, make, onSubmit, say, span } from './dom.js';
import { roomName } from './text.js';

export class RoomsView {
  #wishes;

  /**
   * @param {object} wishes
   * @param {(name: string) => void} wishes.open a room, new or not
   * @param {(member: Member) => void} wishes.whisper
   */
  constructor(wishes) {
    this.#wishes = wishes;
    onSubmit('room-form', () => {
      const input = field('room-name');
      const name = roomName(input.value);
      input.value = '';
      if (name !== '') {
        this.#open(name);
      }
    });
  }

  /**
   * @param {readonly Room[]} rooms ours
   * @param {Room | undefined} current the open one
   * @param {ReadonlyMap<string, number>} sizes members by room, as far as we know
   */
  showRooms(rooms, current, sizes) {
    const focused = document.activeElement?.getAttribute('data-room') ?? undefined;
    element('rooms').replaceChildren(...rooms.map((room) => {
      const item = this.#item(room.name, sizes.get(room.name));
      if (room === current) {
        item.setAttribute('aria-current', 'true');
      }
      if (room.unread > 0) {
        item.append(make('span', 'badge', String(room.unread), span('hidden', ' unread')));
      }
      return make('li', '', item);
    }));
    const others = [...sizes].filter(([name, size]) => size >= 0 && rooms.every((room) => room.name !== name));
    element('open-rooms').replaceChildren(...others.map(([name, size]) => make('li', '', this.#item(name, size))));
    element('open-title').hidden = others.length === 0;
    const unread = rooms.reduce((sum, room) => sum + room.unread, 0);
    document.title = unread > 0 ? `(${unread}) Halley chat` : 'Halley chat';
    this.#showUnread(rooms.reduce((sum, room) => sum + (room === current ? 0 : room.unread), 0));
    refocus('room', focused);
  }

  /** @param {readonly Member[]} members @param {string} self */
  showMembers(members, self) {
    const focused = document.activeElement?.getAttribute('data-member') ?? undefined;
    element('members').replaceChildren(...members.map((member) => {
      const { id, name } = member;
      if (name === self) {
        return make('li', 'self', avatar(name), span('who', name), span('quiet', 'you'));
      }
      const choice = button('member', () => this.#choose(member), avatar(name), span('who', name));
      choice.dataset.member = id;
      choice.title = `Say something to ${name} alone`;
      return make('li', '', choice);
    }));
    say('count', members.length === 0 ? '' : String(members.length));
    say('room-about', members.length === 0 ? '' : members.length === 1 ? '1 member' : `${members.length} members`);
    refocus('member', focused);
  }

  /** @param {string} name @param {number} [size] */
  #item(name, size) {
    const item = button('entry', () => this.#open(name), span('hash', '#'), span('name', name));
    item.dataset.room = name;
    if (size !== undefined && size > 0) {
      item.append(make('span', 'size', String(size), span('hidden', size === 1 ? ' member' : ' members')));
    }
    return item;
  }

  /** @param {string} name */
  #open(name) {
    close('rooms-panel');
    this.#wishes.open(name);
  }

  /** @param {Member} member */
  #choose(member) {
    close('people-panel');
    this.#wishes.whisper(member);
  }

  /** @param {number} unread in rooms that are not open */
  #showUnread(unread) {
    const badge = element('elsewhere');
    badge.hidden = unread === 0;
    badge.replaceChildren(String(unread), span('hidden', ' unread'));
  }
}

/** Gives what was made anew the focus that the former one had. @param {'room' | 'member'} kind @param {string} [name] */
function refocus(kind, name) {
  if (name) {
    /** @type {HTMLElement | null} */ (document.querySelector(`[data-${kind}="${CSS.escape(name)}"]`))?.focus();
  }
}

/** Where the page is narrow the lists lie over it. @param {string} id */
function close(id) {
  const panel = element(id);
  if (panel.matches(':popover-open')) {
    panel.hidePopover();
  }
}
