/**
 * Shows the messages of the room that is open.
 *
 * @typedef {import('./log.js').Entry} Entry
 */

import { avatar, button, clockTime, element, make, span } from './dom.js';

/** How far from its end the log may be scrolled and still follow new messages, in pixels. */
const NEAR_END = 80;

const STATES = Object.freeze({ sending: 'Sending …', sent: 'Sent', failed: 'Not sent', unknown: 'Perhaps not sent' });

export class LogView {
  #place = element('log');
  #empty = element('empty');
  /** @type {WeakMap<Entry, HTMLElement>} */
  #lines = new WeakMap();
  /** @type {Entry | undefined} */
  #last;
  #again;

  /** @param {(entry: Entry) => void} again the user wants a message sent once more */
  constructor(again) {
    this.#again = again;
  }

  /** Shows another room, or the same one anew; nothing of it is read out. @param {readonly Entry[]} entries */
  show(entries) {
    this.#place.setAttribute('aria-live', 'off');
    this.#place.replaceChildren();
    this.#last = undefined;
    entries.forEach((entry) => this.#append(entry));
    this.#empty.hidden = entries.some(({ kind }) => kind === 'said');
    this.#follow(true);
    requestAnimationFrame(() => this.#place.setAttribute('aria-live', 'polite'));
  }

  /** Shows them in another order: who reads further up stays there. @param {readonly Entry[]} entries */
  reorder(entries) {
    const { scrollTop } = this.#place;
    const follows = this.#isAtEnd();
    this.show(entries);
    if (!follows) {
      this.#place.scrollTop = scrollTop;
    }
  }

  /** @param {Entry} entry the newest @param {number} most how many there are now */
  add(entry, most) {
    const follows = entry.own === true || this.#isAtEnd();
    this.#empty.hidden ||= entry.kind === 'said';
    this.#append(entry).classList.add('new');
    while (this.#place.childElementCount > most) {
      this.#place.firstElementChild?.remove();
    }
    this.#follow(follows);
  }

  /** An own message has another state. @param {Entry} entry */
  update(entry) {
    const line = this.#lines.get(entry);
    const held = line?.querySelector('.state')?.contains(document.activeElement);
    const follows = this.#isAtEnd();
    line?.querySelector('.state')?.replaceWith(this.#state(entry));
    this.#follow(follows);
    if (held) {
      element('message').focus();
    }
  }

  #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#place;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  /** @param {boolean} follows whether the end is to stay in sight */
  #follow(follows) {
    if (follows) {
      this.#place.scrollTop = this.#place.scrollHeight;
    }
  }

  /** @param {Entry} entry */
  #append(entry) {
    const line = entry.kind === 'alert' ? this.#alert(entry) : this.#said(entry);
    this.#last = entry;
    this.#lines.set(entry, line);
    this.#place.append(line);
    return line;
  }

  /** @param {Entry} entry */
  #alert({ text, tone = 'info' }) {
    return make('p', `line alert ${tone}`, span('text', text));
  }

  /** @param {Entry} entry */
  #said(entry) {
    const { user = '', own, to, toName = '', text, at } = entry;
    const isFirst = this.#last?.kind !== 'said' || this.#last.user !== user || this.#last.to !== to
      || at - this.#last.at > 300_000;
    const line = make('div', 'line message');
    line.classList.toggle('own', own === true);
    line.classList.toggle('private', to !== undefined);
    line.classList.toggle('first', isFirst);
    if (isFirst) {
      const time = /** @type {HTMLTimeElement} */ (make('time', 'time', clockTime(at)));
      time.dateTime = new Date(at).toISOString();
      const aside = to === undefined ? '' : own ? `privately to ${toName}` : 'privately to you';
      line.append(avatar(user), make('p', 'by', span('user', own ? 'You' : user), ' ', span('aside', aside), ' ', time));
    }
    line.append(make('p', 'text', text));
    if (own && entry.state !== undefined) {
      line.append(this.#state(entry));
    }
    return line;
  }

  /** @param {Entry} entry */
  #state(entry) {
    const { state = 'sent', problem } = entry;
    const place = make('p', `state ${state}`, span('word', STATES[state]));
    if (state === 'failed' && problem) {
      place.append(`: ${problem}`);
    }
    if (state === 'failed' || state === 'unknown') {
      place.append(' ', button('link', () => this.#again(entry), 'Send again'));
    }
    return place;
  }
}
