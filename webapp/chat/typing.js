/** Who types in one room, as far as one has heard lately; and when to say that we type. */

/** Who has not typed for so long does not type any more, in milliseconds. */
const PATIENCE = 6_000;

/** How often to say that we type, in milliseconds. */
const EVERY = 2_500;

export class Typing {
  /** @type {Map<string, any>} timers by person, as `keyOf` says */
  #others = new Map();
  #said = -Infinity;
  #changed;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /** @returns {string[]} */
  get people() {
    return [...this.#others.keys()];
  }

  /** @param {string} person as `keyOf` says @param {boolean} types */
  heard(person, types) {
    const known = this.#others.get(person);
    clearTimeout(known);
    if (types) {
      this.#others.set(person, setTimeout(() => this.heard(person, false), PATIENCE));
    } else {
      this.#others.delete(person);
    }
    if (types !== (known !== undefined)) {
      this.#changed();
    }
  }

  clear() {
    this.people.forEach((person) => this.heard(person, false));
  }

  /** We have typed, or stopped it. @param {boolean} types @returns {boolean} whether to say so */
  own(types) {
    const now = performance.now();
    const isNews = types ? now - this.#said >= EVERY : this.#said !== -Infinity;
    if (isNews) {
      this.#said = types ? now : -Infinity;
    }
    return isNews;
  }
}
