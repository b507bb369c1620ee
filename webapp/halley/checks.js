/** Refuses what an application gives that cannot be meant, in words that name it and what is allowed. */

/** The longest time that timers can wait, in milliseconds: some 25 days. Longer timers would fire at once. */
export const MAX_MILLIS = 2_147_483_647;

/**
 * @param {string} what what has the fields
 * @param {unknown} given an object, or nothing
 * @param {readonly string[]} allowed the allowed fields
 * @param {string} [kind] what the fields are
 * @throws {TypeError} when there is another field
 */
export function checkNames(what, given, allowed, kind = 'option') {
  const name = Object.keys(given ?? {}).find((one) => !allowed.includes(one));
  if (name !== undefined) {
    throw new TypeError(`${what} has no ${kind} "${name}"; it has ${allowed.join(', ')}.`);
  }
}

/** @param {string} name @param {unknown} value @param {number} [max] @throws {TypeError} unless it is a number from 0 to the maximum */
export function checkNumber(name, value, max = Number.MAX_VALUE) {
  if (!(typeof value === 'number' && value >= 0 && value <= max)) {
    throw new TypeError(`The option ${name} must be a number from 0 to ${max}, not ${value}.`);
  }
}
