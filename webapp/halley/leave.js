/** What happens when the page ends. */

import { Meta } from './message.js';
import { Request } from './request.js';
import { Event } from './state.js';

/**
 * Sends what is to be sent last, without waiting for an answer.
 *
 * @param {{exchange: import('./exchange.js').Exchange, outbox: import('./outbox.js').Outbox,
 *   machine: import('./state.js').StateMachine}} link
 * @param {() => void} emit lets the application say its last words
 * @param {boolean} isKept whether the session is kept for the next page
 * @param {Error} closed why what cannot be sent any more is refused
 */
export function sayFarewell({ exchange, outbox, machine }, emit, isKept, closed) {
  const lastWords = outbox.batch(() => {
    emit();
    return outbox.empty();
  });
  if (exchange.clientId === undefined) {
    lastWords.forEach((request) => request.reject(closed));
  } else {
    machine.fire(Event.STOP, closed);
    const farewell = isKept ? [] : [new Request({ channel: Meta.DISCONNECT })];
    void exchange.send([...lastWords, ...farewell], { leaving: true });
  }
}

/**
 * Tells when the page ends and when the browser brings it back out of its back/forward cache.
 *
 * @param {EventTarget | undefined} page undefined outside browsers: then nothing ever happens
 * @param {{leave: () => void, restored: () => void}} told
 * @returns {() => void} stops telling
 */
export function watchPage(page, { leave, restored }) {
  /** @param {Event} event */
  const shown = (event) => {
    if (/** @type {PageTransitionEvent} */ (event).persisted) {
      restored();
    }
  };
  page?.addEventListener('pagehide', leave);
  page?.addEventListener('pageshow', shown);
  return () => {
    page?.removeEventListener('pagehide', leave);
    page?.removeEventListener('pageshow', shown);
  };
}
