/** Who types in one room, as far as one has heard lately; and when to say that we type. */

/** Who has not typed for so long does not type any more, in milliseconds. */
const PATIENCE = 6_000;

/** How often to say that we type, in milliseconds. */
const EVERY = 2_500;

export class Typing {
  /** @type {Map<string, any>} timers by name */
  #others = new Map();
  #said = -Infinity;
  #changed;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /** @returns {string[]} */
  get names() {
    return [...this.#others.keys()];
  }

  /** @param {string} name @param {boolean} types */
  heard(name, types) {
    const known = this.#others.get(name);
    clearTimeout(known);
    if (types) {
      this.#others.set(name, setTimeout(() => this.heard(name, false), PATIENCE));
    } else {
      this.#others.delete(name);
    }
    if (types !== (known !== undefined)) {
      this.#changed();
    }
  }

  clear() {
    this.names.forEach((name) => this.heard(name, false));
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
