/** Calls listeners by the name of an event; a listener that throws stops nobody else. */
export class Emitter {
  /** @type {Map<string, Set<(detail: any) => void>>} */
  #listeners = new Map();

  /**
   * @param {string} event
   * @param {(detail: any) => void} listener
   * @returns {() => void} takes the listener away again
   */
  on(event, listener) {
    const own = (/** @type {any} */ detail) => listener(detail);
    this.#of(event).add(own);
    return () => void this.#of(event).delete(own);
  }

  /** @param {string} event @param {any} [detail] */
  emit(event, detail) {
    for (const listener of [...this.#of(event)]) {
      this.guard(() => listener(detail));
    }
  }

  /**
   * Runs code of the application. What it throws goes to the listeners of `error`, or else to where uncaught errors go.
   *
   * @param {() => void} code
   */
  guard(code) {
    try {
      code();
    } catch (error) {
      this.report(error);
    }
  }

  /** @param {unknown} error */
  report(error) {
    const listeners = [...this.#of('error')];
    try {
      listeners.forEach((listener) => listener(error));
    } catch (another) {
      complain(another);
    }
    if (listeners.length === 0) {
      complain(error);
    }
  }

  /** @param {string} event */
  #of(event) {
    let listeners = this.#listeners.get(event);
    if (listeners === undefined) {
      listeners = new Set();
      this.#listeners.set(event, listeners);
    }
    return listeners;
  }
}

/** @param {unknown} error */
function complain(error) {
  if (typeof globalThis.reportError === 'function') {
    globalThis.reportError(error);
  } else {
    console.error(error);
  }
}
