/**
 * Tells people of one name apart, by the marks that the server gives them.
 *
 * @typedef {{name: string, person: string}} Person `name`: to be read; `person`: the mark, '' for who has none
 */

import { written } from './text.js';

/** So many digits of a mark are shown. */
const SHOWN = 6;

/** @param {Person} person @returns {string} the same for the same person, and for nobody else */
export const keyOf = ({ name, person }) => `${name}\n${person}`;

/** @param {Iterable<Person>} people @returns {Set<string>} the names that several of them have */
export function namesakes(people) {
  /** @type {Map<string, string>} */
  const marks = new Map();
  const shared = new Set();
  for (const { name, person } of people) {
    if ((marks.get(name) ?? person) !== person) {
      shared.add(name);
    }
    marks.set(name, person);
  }
  return shared;
}

/** @param {Person} person @param {ReadonlySet<string>} shared names that several people have @returns {string} what to call them */
export function called({ name, person }, shared) {
  return person !== '' && shared.has(name) ? `${name} (${person.slice(0, SHOWN)})` : name;
}

/** @param {unknown} name as the server knows it @param {unknown} mark @returns {Person} */
export function personOf(name, mark) {
  return { name: written(name), person: typeof mark === 'string' ? mark : '' };
}
