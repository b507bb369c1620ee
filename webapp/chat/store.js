/**
 * What this tab remembers when its page is loaded again: who we are, where, and what we have seen. Forgotten with the
 * tab.
 *
 * @typedef {object} Memory
 * @property {string} user
 * @property {string} current the room that was open
 * @property {string} wanted the transport that was chosen, '' for the best
 * @property {{name: string, entries: import('./log.js').Entry[]}[]} rooms
 */

const KEY = 'halley.chat';

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
