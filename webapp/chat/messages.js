/**
 * The messages of a room as they go over the wire: what we publish, and what those of others say, of which any may have any shape.
 *
 * @typedef {import('./people.js').Person} Person
 *
 * @typedef {object} Words what was said
 * @property {string} text to be read
 * @property {Person} [by] undefined for the server's own words
 * @property {string} [key] the same wherever the message comes from; undefined for what comes once only
 * @property {number} [at] milliseconds of the server's time, where it says so
 */

import { personOf } from './people.js';
import { sendable, written } from './text.js';

/** @param {string} name of who comes in */
export const greeting = (name) => ({ user: sendable(name), join: true, chat: `${sendable(name)} has joined` });

/** @param {string} name of who goes */
export const goodbye = (name) => ({ user: sendable(name), leave: true, chat: `${sendable(name)} has left` });

/** @param {any} message @returns {Words | undefined} undefined where nobody said anything: who comes and goes is seen anyway */
export function wordsOf({ data, said }) {
  const name = said?.by ?? data?.user;
  if (typeof data?.chat !== 'string' || data.join === true || data.leave === true || Array.isArray(data.members)) {
    return undefined;
  }
  const text = written(data.chat);
  if (typeof name !== 'string') {
    return { text };
  }
  const by = personOf(name, said?.person);
  const at = said?.at;
  return { text, by, at, key: markOf(data) ?? (at === undefined ? undefined : `${by.name}@${at}`) };
}

/** @param {any} data of what one member said to us alone @returns {Words | undefined} */
export function whisperOf(data) {
  return typeof data.chat === 'string' ? { text: data.chat, by: personOf(data.user, data.person), key: markOf(data) } : undefined;
}

/** @param {any} data @returns {{by: Person, types: boolean}} who types, or stopped it */
export const typingOf = (data) => ({ by: personOf(data?.user, data?.person), types: data?.typing === true });

/** @param {any} data */
function markOf(data) {
  return typeof data.id === 'string' && data.id !== '' ? data.id : undefined;
}
