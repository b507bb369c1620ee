/** Calls listeners by the name of an event; a listener that throws stops nobody else. */
export class Emitter {
  /** @type {Set<{event: string, listener: (detail: any) => void}>} */
  #entries = new Set();

  /**
   * @param {string} event
   * @param {(detail: any) => void} listener
   * @returns {() => void} takes the listener away again
   */
  on(event, listener) {
    const entry = { event, listener };
    this.#entries.add(entry);
    return () => void this.#entries.delete(entry);
  }

  /** @param {string} event @param {any} [detail] */
  emit(event, detail) {
    this.#of(event).forEach(({ listener }) => this.guard(() => listener(detail)));
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
    const entries = this.#of('error');
    try {
      entries.forEach(({ listener }) => listener(error));
    } catch (another) {
      complain(another);
    }
    if (entries.length === 0) {
      complain(error);
    }
  }

  /** @param {string} event */
  #of(event) {
    return [...this.#entries].filter((entry) => entry.event === event);
  }
}

/** @param {unknown} error */
function complain(error) {
  (globalThis.reportError ?? console.error)(error);
}
