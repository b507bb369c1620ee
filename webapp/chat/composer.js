/**
 * The field in which one writes: to everybody in the room or to one member alone.
 *
 * @typedef {import('./room.js').Member} Member
 *
 * @typedef {object} Wishes
 * @property {(text: string, to: Member | undefined) => void} send
 * @property {(types: boolean) => void} types
 */

import { element, field, onSubmit, say } from './dom.js';

export class Composer {
  #message = field('message');
  /** @type {Member | undefined} */
  #to;

  /** @param {Wishes} wishes */
  constructor(wishes) {
    onSubmit('message-form', () => {
      const text = this.#message.value.trim();
      this.#message.value = '';
      this.focus();
      if (text !== '') {
        wishes.send(text, this.#to);
      }
    });
    this.#message.addEventListener('input', () => {
      if (this.#to === undefined) {
        wishes.types(this.#message.value.trim() !== '');
      }
    });
    this.#message.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.#to !== undefined) {
        this.to(undefined);
      }
    });
    element('to-all').addEventListener('click', () => this.to(undefined));
  }

  /** Whom the next messages are for. @param {Member | undefined} member undefined for everybody */
  to(member) {
    this.#to = member;
    element('to').hidden = member === undefined;
    element('message-form').classList.toggle('private', member !== undefined);
    say('to-name', member?.name ?? '');
    say('message-label', member === undefined ? 'Message' : `Message to ${member.name} alone`);
    this.focus();
  }

  /** The room has changed: what was written stays, but not for whom. */
  reset() {
    if (this.#to !== undefined) {
      this.to(undefined);
    }
  }

  focus() {
    this.#message.focus();
  }
}
