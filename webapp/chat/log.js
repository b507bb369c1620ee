/**
 * What is to be seen in one room, each message once: live ones, those that the server kept, and those that an earlier
 * page of this tab showed.
 *
 * @typedef {object} Entry
 * @property {'said' | 'alert'} kind
 * @property {number} at milliseconds of the server's time
 * @property {string} text
 * @property {string} [key] the same wherever the message comes from; undefined for what comes once only
 * @property {string} [user] who said it
 * @property {string} [person] the mark of who said it
 * @property {boolean} [own]
 * @property {string} [to] for whom alone it is, by the name that the server knows
 * @property {string} [toPerson] the mark of the one for whom it is
 * @property {string} [toName] the same, to be read
 * @property {'sending' | 'sent' | 'failed' | 'unknown'} [state] of an own message
 * @property {boolean} [isRepeated] whether it was sent once more by itself
 * @property {string} [problem] why it failed
 * @property {'info' | 'good' | 'warning'} [tone] of an alert
 */

export class Log {
  /** @type {Entry[]} the oldest first */
  #entries = [];
  #limit;

  /** @param {readonly Entry[]} entries what is there already @param {number} [limit] how many to keep */
  constructor(entries = [], limit = 300) {
    this.#limit = limit;
    this.#entries.push(...entries.slice(-limit));
  }

  /** @returns {readonly Entry[]} */
  get entries() {
    return this.#entries;
  }

  /** @param {string | undefined} key @returns {Entry | undefined} */
  find(key) {
    return key === undefined ? undefined : this.#entries.findLast((entry) => entry.key === key);
  }

  /**
   * Puts an entry where it belongs in time.
   *
   * @param {Entry} entry
   * @returns {boolean} whether it was not there yet
   */
  add(entry) {
    if (this.find(entry.key) !== undefined) {
      return false;
    }
    this.#put(entry);
    this.#entries.splice(0, Math.max(0, this.#entries.length - this.#limit));
    return true;
  }

  /**
   * Puts an entry that is there where another time belongs.
   *
   * @param {Entry} entry
   * @param {number} at milliseconds of the server's time
   * @returns {boolean} whether it stands elsewhere now
   */
  move(entry, at) {
    const before = this.#entries.indexOf(entry);
    this.#entries.splice(before, 1);
    entry.at = at;
    return this.#put(entry) !== before;
  }

  /** @param {Entry} entry behind those of its time @returns {number} where that is */
  #put(entry) {
    const place = this.#entries.findLastIndex(({ at }) => at <= entry.at) + 1;
    this.#entries.splice(place, 0, entry);
    return place;
  }

  /** @returns {Entry[]} own messages in this state */
  own(/** @type {Entry['state']} */ state) {
    return this.#entries.filter((entry) => entry.own && entry.state === state);
  }

  /** What the next page of this tab is to know: what was under way is not known any more. @returns {Entry[]} */
  toJSON() {
    return this.#entries.slice(-100).map((entry) => (entry.state === 'sending' ? { ...entry, state: 'unknown' } : entry));
  }
}
