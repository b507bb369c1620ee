/** Time limits for what others do. */

import { MAX_MILLIS } from './checks.js';

/** A timer that rings later than so many milliseconds after its time shows that this program could not run. */
const TOLERANCE = 100;

/** So many milliseconds there are then for what has come meanwhile, which waits behind the timer; if need be, so often. */
const GRACE = 1_000;
const ROUNDS = 5;

/**
 * Calls the code after a time, but not before what came within that time has been handled, though the program was busy,
 * or the machine asleep.
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
