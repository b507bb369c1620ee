/** What happens when the page ends. */

import { Meta } from './message.js';
import { Request } from './request.js';

/**
 * Sends the last messages, without waiting for replies.
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
    machine.fire('stop', closed);
    const farewell = isKept ? [] : [new Request({ channel: Meta.DISCONNECT })];
    void exchange.send([...lastWords, ...farewell], { leaving: true });
  }
}

/**
 * Tells when the page ends and when the browser brings it back out of its back/forward cache.
 *
 * @param {EventTarget | undefined} page undefined outside browsers: then nothing ever happens
 * @param {{leave: () => void, restored: () => void}} told
 * @param {AbortSignal} signal ends it
 */
export function watchPage(page, { leave, restored }, signal) {
  page?.addEventListener('pagehide', leave, { signal });
  page?.addEventListener('pageshow', (event) => {
    if (/** @type {PageTransitionEvent} */ (event).persisted) {
      restored();
    }
  }, { signal });
}
