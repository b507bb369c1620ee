/** Finds the links in what somebody wrote. */

import { make } from './dom.js';

const LINK = /\bhttps?:\/\/[^\s<>"'`\u00ab\u00bb\u201c-\u201e]+/giu;

/** What ends a sentence, not a link. */
const TRAILING = /[.,;:!?*_~)\]}]$/u;

/** @param {string} text @returns {(string | Node)[]} the same, with links in it */
export function linked(text) {
  /** @type {(string | Node)[]} */
  const parts = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(LINK)) {
    const shown = withoutTrailing(found);
    const target = targetOf(shown);
    if (target !== undefined) {
      parts.push(text.slice(end, index), link(target, shown));
      end = index + shown.length;
    }
  }
  parts.push(text.slice(end));
  return parts.filter((part) => part !== '');
}

/** @param {string} target @param {string} shown */
function link(target, shown) {
  const made = /** @type {HTMLAnchorElement} */ (make('a', '', shown));
  made.href = target;
  made.target = '_blank';
  made.rel = 'noopener noreferrer';
  return made;
}

/** A bracket at the end is part of the link if it was opened there. @param {string} found */
function withoutTrailing(found) {
  let shown = found;
  while (TRAILING.test(shown) && !(shown.endsWith(')') && count(shown, '(') >= count(shown, ')'))) {
    shown = shown.slice(0, -1);
  }
  return shown;
}

/** @param {string} text @param {string} character */
const count = (text, character) => text.split(character).length - 1;

/** @param {string} shown @returns {string | undefined} undefined if it leads nowhere */
function targetOf(shown) {
  const target = URL.canParse(shown) ? new URL(shown) : undefined;
  return target !== undefined && ['http:', 'https:'].includes(target.protocol) ? target.href : undefined;
}
