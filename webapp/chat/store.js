/**
 * What this tab remembers when its page is loaded again: who we are, where, and what we have seen. Forgotten with the
 * tab.
 *
 * @typedef {object} Memory
 * @property {string} user
 * @property {string} [person] the mark by which others tell us from people of our name
 * @property {string} current the room that was open
 * @property {string} wanted the transport that was chosen, '' for the best
 * @property {{name: string, entries: import('./log.js').Entry[], draft?: import('./composer.js').Draft}[]} rooms
 */

import { newId } from './text.js';

const KEY = 'halley.chat';

/** Of the entry that all tabs of this browser share. */
const SECRET = 'halley.chat.key';

/** What nobody else knows, so that nobody else can pass for us. @returns {string} the same in all tabs of this browser */
export function ownKey() {
  const made = newId();
  try {
    const kept = localStorage.getItem(SECRET) ?? '';
    if (/^[0-9a-f]{24}$/.test(kept)) {
      return kept;
    }
    localStorage.setItem(SECRET, made);
    return made;
  } catch {
    return made; // storage is forbidden: each page is somebody else
  }
}

/** @returns {Memory | undefined} */
export function recall() {
  try {
    const memory = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    return typeof memory?.user === 'string' && memory.rooms.length > 0 ? memory : undefined;
  } catch {
    return undefined; // storage is forbidden, or holds what we did not write
  }
}

/** @param {Memory} memory */
export function remember(memory) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(memory));
  } catch {
    // The next page begins anew.
  }
}

export function forget() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // There is nothing then.
  }
}
