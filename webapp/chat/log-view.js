/**
 * Shows the messages of the room that is open, with the next frame after they have changed.
 *
 * @typedef {import('./log.js').Entry} Entry
 * @typedef {import('./room.js').Room} Room
 * @typedef {{element: HTMLElement, look: string}} Line `look`: what it depends on besides the entry
 */

import { avatar, button, clockTime, element, inAnyDirection, make, span } from './dom.js';
import { oncePerFrame } from './frames.js';
import { linked } from './links.js';
import { called } from './people.js';

/** How far from its end the log may be scrolled and still follow new messages, in pixels. */
const NEAR_END = 80;

/** For how long one says on without one's name being told again, in milliseconds. */
const SAME_BREATH = 300_000;

const STATES = Object.freeze({ sending: 'Sending …', sent: 'Sent', failed: 'Not sent', unknown: 'Perhaps not sent' });

export class LogView {
  #place = element('log');
  #empty = element('empty');
  /** @type {Room | undefined} */
  #room;
  /** @type {WeakMap<Entry, Line>} */
  #lines = new WeakMap();
  /** @type {Map<string, HTMLElement>} */
  #days = new Map();
  /** @type {Set<Entry>} own messages that have another state */
  #stale = new Set();
  /** Whether the end is to stay in sight. */
  #follows = true;
  #again;
  #draw = oncePerFrame(() => this.#show(true));

  /** @param {(entry: Entry) => void} again the user wants a message sent once more */
  constructor(again) {
    this.#again = again;
    this.#place.addEventListener('scroll', () => { this.#follows = this.#isAtEnd(); }, { passive: true });
    new ResizeObserver(() => this.#follow()).observe(this.#place);
  }

  /** Shows another room; nothing of it is read out. @param {Room} room */
  show(room) {
    this.#room = room;
    this.#lines = new WeakMap();
    this.#days.clear();
    this.#place.setAttribute('aria-live', 'off');
    this.#place.replaceChildren();
    this.#follows = true;
    this.#show(false);
    requestAnimationFrame(() => this.#place.setAttribute('aria-live', 'polite'));
  }

  /** There are other messages, or they are to be shown otherwise. @param {boolean} [toEnd] whether to go to the newest in any case */
  changed(toEnd = false) {
    this.#follows ||= toEnd;
    this.#draw();
  }

  /** An own message has another state. @param {Entry} entry */
  update(entry) {
    this.#stale.add(entry);
    this.#draw();
  }

  /** @param {boolean} areNew whether lines that were not there are new */
  #show(areNew) {
    if (this.#room === undefined) {
      return;
    }
    const { entries } = this.#room.log;
    this.#arrange(this.#wanted(entries, this.#room.shared, areNew));
    this.#empty.hidden = entries.some(({ kind }) => kind === 'said');
    this.#follow();
  }

  #follow() {
    if (this.#follows) {
      this.#place.scrollTop = this.#place.scrollHeight;
    }
  }

  #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#place;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  /** What stays is left alone. @param {HTMLElement[]} wanted */
  #arrange(wanted) {
    const kept = new Set(wanted);
    [...this.#place.children].filter((line) => !kept.has(/** @type {HTMLElement} */ (line))).forEach((line) => line.remove());
    let next = this.#place.firstElementChild;
    for (const line of wanted) {
      if (line === next) {
        next = line.nextElementSibling;
      } else {
        this.#place.insertBefore(line, next);
      }
    }
  }

  /** @param {readonly Entry[]} entries @param {ReadonlySet<string>} shared @param {boolean} areNew */
  #wanted(entries, shared, areNew) {
    const today = dayOf(Date.now());
    return entries.flatMap((entry, at) => {
      const before = entries[at - 1];
      const day = dayOf(entry.at);
      const isNext = day !== (before === undefined ? today : dayOf(before.at));
      const line = this.#line(entry, isNext || isFirst(entry, before), shared, areNew);
      return isNext ? [this.#day(day, entry.at), line] : [line];
    });
  }

  /** @param {string} day @param {number} at */
  #day(day, at) {
    const line = this.#days.get(day) ?? make('p', 'line alert day', make('time', 'text', new Date(at).toLocaleDateString('en', {
      weekday: 'long', day: 'numeric', month: 'long', year: 'numeric',
    })));
    this.#days.set(day, line);
    return line;
  }

  /** @param {Entry} entry @param {boolean} first @param {ReadonlySet<string>} shared @param {boolean} isNew */
  #line(entry, first, shared, isNew) {
    const by = entry.own ? 'You' : called({ name: entry.user ?? '', person: entry.person ?? '' }, shared);
    const look = `${first} ${by} ${entry.at}`;
    const former = this.#lines.get(entry);
    if (former?.look === look) {
      this.#restate(entry, former.element);
      return former.element;
    }
    const line = entry.kind === 'alert' ? alert(entry) : this.#said(entry, first, by);
    line.classList.toggle('new', isNew && former === undefined);
    this.#lines.set(entry, { element: line, look });
    this.#stale.delete(entry);
    return line;
  }

  /** @param {Entry} entry @param {HTMLElement} line */
  #restate(entry, line) {
    if (this.#stale.delete(entry)) {
      const state = line.querySelector('.state');
      const held = state?.contains(document.activeElement);
      state?.replaceWith(this.#state(entry));
      if (held) {
        element('message').focus();
      }
    }
  }

  /** @param {Entry} entry @param {boolean} first @param {string} by */
  #said(entry, first, by) {
    const { user = '', person = '', own, to, toName = '', text, at } = entry;
    const line = make('div', 'line message');
    line.classList.toggle('own', own === true);
    line.classList.toggle('private', to !== undefined);
    line.classList.toggle('first', first);
    if (first) {
      const time = /** @type {HTMLTimeElement} */ (make('time', 'time', clockTime(at)));
      time.dateTime = new Date(at).toISOString();
      const aside = to === undefined ? '' : own ? `privately to ${toName}` : 'privately to you';
      line.append(avatar(user, person), make('p', 'by', make('bdi', 'user', by), ' ', span('aside', aside), ' ', time));
    }
    line.append(inAnyDirection(make('p', 'text', ...linked(text))));
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

/** @param {Entry} entry */
function alert({ text, tone = 'info' }) {
  return make('p', `line alert ${tone}`, inAnyDirection(span('text', text)));
}

/** Whether it is to be told who says it. @param {Entry} entry @param {Entry | undefined} before */
function isFirst({ user, person, to, at }, before) {
  return before?.kind !== 'said' || before.user !== user || before.person !== person || before.to !== to || at - before.at > SAME_BREATH;
}

/** @param {number} at */
const dayOf = (at) => new Date(at).toDateString();
