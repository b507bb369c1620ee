/** A number that grows, and promises for what it reaches. */
export class Tally {
  count = 0;
  #waiting = new Set();

  add() {
    this.count += 1;
    for (const one of this.#waiting) {
      if (this.count >= one.count) {
        this.#waiting.delete(one);
        one.resolve();
      }
    }
  }

  /** @param {number} count @returns {Promise<void>} */
  reach(count) {
    return this.count >= count
      ? Promise.resolve()
      : new Promise((resolve) => { this.#waiting.add({ count, resolve }); });
  }
}
