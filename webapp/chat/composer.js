/**
 * The field in which one writes: to everybody in the room or to one member alone.
 *
 * @typedef {import('./room.js').Member} Member
 * @typedef {{text: string, to?: Member}} Draft what has been written and not sent; `to`: for whom alone it is
 *
 * @typedef {object} Wishes
 * @property {(text: string, to: Member | undefined) => void} send
 * @property {(types: boolean) => void} types
 * @property {(member: Member) => string} called
 */

import { element, onSubmit, say } from './dom.js';

/** Where the field cannot grow with what is in it by itself, it is made to, up to so many pixels. */
const TALLEST = 180;

export class Composer {
  #message = /** @type {HTMLTextAreaElement} */ (element('message'));
  /** @type {Member | undefined} */
  #to;
  #wishes;

  /** @param {Wishes} wishes */
  constructor(wishes) {
    this.#wishes = wishes;
    onSubmit('message-form', () => this.#send());
    this.#message.addEventListener('input', () => {
      this.#grow();
      if (this.#to === undefined) {
        wishes.types(this.#message.value.trim() !== '');
      }
    });
    this.#message.addEventListener('keydown', (event) => this.#pressed(event));
    element('to-all').addEventListener('click', () => this.to(undefined));
  }

  /** @returns {Draft} */
  get draft() {
    return { text: this.#message.value, to: this.#to };
  }

  set draft({ text, to }) {
    this.#message.value = text;
    this.#grow();
    this.#show(to);
  }

  /** Whom the next messages are for. @param {Member | undefined} member undefined for everybody */
  to(member) {
    this.#show(member);
    this.focus();
  }

  focus() {
    this.#message.focus();
  }

  /** @param {Member | undefined} member */
  #show(member) {
    this.#to = member;
    const name = member === undefined ? '' : this.#wishes.called(member);
    element('to').hidden = member === undefined;
    element('message-form').classList.toggle('private', member !== undefined);
    say('to-name', name);
    say('message-label', member === undefined ? 'Message' : `Message to ${name} alone`);
  }

  #send() {
    const text = this.#message.value.trim();
    this.#message.value = '';
    this.#grow();
    this.focus();
    if (text !== '') {
      this.#wishes.send(text, this.#to);
    }
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#send();
    } else if (event.key === 'Escape' && this.#to !== undefined) {
      this.to(undefined);
    }
  }

  #grow() {
    if (!CSS.supports('field-sizing', 'content')) {
      const { style } = this.#message;
      style.height = 'auto';
      style.height = `${Math.min(this.#message.scrollHeight + 2, TALLEST)}px`;
    }
  }
}
