/**
 * Shows which rooms there are, and who is in the open one.
 *
 * @typedef {import('./room.js').Room} Room
 * @typedef {import('./room.js').Member} Member
 */

import { avatar, button, element, field, inAnyDirection, make, onSubmit, say, showList, showNumber, span } from './dom.js';
import { called, keyOf } from './people.js';
import { roomName, roomTitle } from './text.js';

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
    showList('rooms', rooms, ({ name }) => name, ({ name }) => this.#item(name), (made, room) => {
      const item = /** @type {Element} */ (made.firstElementChild);
      item.ariaCurrent = room === current ? 'true' : null;
      showSize(item, sizes.get(room.name));
      showNumber(item, 'badge', room.unread, ' unread');
    });
    const others = [...sizes].filter(([name, size]) => size >= 0 && rooms.every((room) => room.name !== name));
    showList('open-rooms', others, ([name]) => name, ([name]) => this.#item(name), (made, [, size]) => {
      showSize(/** @type {Element} */ (made.firstElementChild), size);
    });
    element('open-title').hidden = others.length === 0;
    const unread = rooms.reduce((sum, room) => sum + room.unread, 0);
    document.title = unread > 0 ? `(${unread}) Halley chat` : 'Halley chat';
    this.#showUnread(rooms.reduce((sum, room) => sum + (room === current ? 0 : room.unread), 0));
  }

  /** @param {readonly Member[]} members @param {import('./people.js').Person} self @param {ReadonlySet<string>} shared names of several people */
  showMembers(members, self, shared) {
    const isSelf = (/** @type {Member} */ member) => keyOf(member) === keyOf(self);
    showList('members', members, (member) => `${isSelf(member)} ${keyOf(member)}`, (member) => {
      const { id, name, person } = member;
      const content = [avatar(name, person), inAnyDirection(span('who', name))];
      if (isSelf(member)) {
        return make('li', 'self', ...content, span('quiet', 'you'));
      }
      const choice = button('member', () => this.#choose(member), ...content);
      choice.dataset.member = id;
      return make('li', '', choice);
    }, (made, member) => {
      const choice = made.querySelector('.member');
      const name = called(member, shared);
      const who = /** @type {Element} */ (made.querySelector('.who'));
      if (who.textContent !== name) {
        who.textContent = name;
      }
      choice?.setAttribute('title', `Say something to ${name} alone`);
      showTabs(choice ?? made, member.sessions);
    });
    say('count', members.length === 0 ? '' : String(members.length));
    say('room-about', members.length === 0 ? '' : members.length === 1 ? '1 member' : `${members.length} members`);
  }

  /** @param {string} name */
  #item(name) {
    const item = button('entry', () => this.#open(name), span('hash', '#'), inAnyDirection(span('name', roomTitle(name))));
    item.dataset.room = name;
    return make('li', '', item);
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

/** @param {Element} item @param {number} [size] how many members it has */
function showSize(item, size = 0) {
  showNumber(item, 'size', size, size === 1 ? ' member' : ' members');
}

/** @param {Element} place @param {number} sessions of a member, each in a tab of its own */
function showTabs(place, sessions) {
  place.querySelector('.tabs')?.remove();
  if (sessions > 1) {
    place.append(span('quiet tabs', `${sessions} tabs`));
  }
}

/** Where the page is narrow the lists lie over it. @param {string} id */
function close(id) {
  const panel = element(id);
  if (panel.matches(':popover-open')) {
    panel.hidePopover();
  }
}
