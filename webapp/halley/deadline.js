/** Time limits for what others do. */

import { MAX_MILLIS } from './checks.js';

/** If a timer fires this many milliseconds late, the program could not run. */
const TOLERANCE = 100;

/** How many milliseconds it then waits for messages that arrived meanwhile and queue behind the timer; and how often at most. */
const GRACE = 1_000;
const ROUNDS = 5;

/**
 * Calls the code after a time, but not before messages that arrived within that time were handled, even if the program
 * was busy, or the machine asleep.
 *
 * @param {import('./environment.js').Environment} environment
 * @param {number} ms
 * @param {() => void} code
 * @returns {() => void} cancels it
 */
export function deadline(environment, ms, code) {
  /** @type {any} */
  let timer;
  let rounds = ROUNDS;
  const arm = (/** @type {number} */ wait) => {
    const due = environment.now() + wait;
    timer = environment.setTimeout(() => {
      const isLate = environment.now() - due > TOLERANCE;
      if (isLate && rounds > 0) {
        rounds -= 1;
        arm(GRACE);
      } else {
        code();
      }
    }, wait);
  };
  arm(Math.min(ms, MAX_MILLIS));
  return () => environment.clearTimeout(timer);
}
