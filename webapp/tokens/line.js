/**
 * The network as the client sees it, with a place where it can be cut: what is under way then fails, as it does when a network
 * goes, and what is asked for meanwhile waits until the line is whole again.
 */
export class Line {
  #cut = new AbortController();
  /** @type {Promise<void> | undefined} settled when the line is whole again; undefined while it is */
  #whole;

  /** For the client, in the place of the browser's. @type {typeof globalThis.fetch} */
  fetch = async (resource, options = {}) => {
    await this.#whole;
    options.signal?.throwIfAborted();
    const signals = [options.signal, this.#cut.signal].filter((signal) => signal instanceof AbortSignal);
    return fetch(resource, { ...options, signal: AbortSignal.any(signals) });
  };

  /** @param {number} ms how long it stays cut @returns {Promise<void>} when it is whole again */
  cut(ms) {
    this.#cut.abort(new TypeError('The line was cut.'));
    this.#cut = new AbortController();
    this.#whole = new Promise((resolve) => { setTimeout(resolve, ms); }).then(() => { this.#whole = undefined; });
    return this.#whole;
  }
}
