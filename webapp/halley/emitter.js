/** Calls listeners by the name of an event. A listener that throws affects no other. */

import { checkNames } from './checks.js';
import { whenAborted } from './environment.js';

/** @typedef {string | import('./subscription.js').Subscription} EventKey its name, or the subscription that it is about */

export class Emitter {
  /** Sees every event, and what listeners throw, before the listeners. @type {(event: EventKey, detail: any) => void} */
  watch = () => {};
  /** @type {Set<{event: EventKey, listener: (detail: any) => unknown, off: () => void}>} */
  #entries = new Set();
  #hasWarned = false;

  /**
   * @param {EventKey} event
   * @param {(detail: any) => unknown} listener
   * @param {{signal?: AbortSignal}} [options] `signal`: removes the listener
   * @returns {() => void} removes the listener
   */
  on(event, listener, options = {}) {
    checkNames('on', options, ['signal']);
    const { signal } = options;
    const entry = { event, listener, off: () => {} };
    if (!signal?.aborted) {
      const forget = whenAborted([signal], () => entry.off());
      entry.off = () => {
        forget();
        this.#entries.delete(entry);
      };
      this.#entries.add(entry);
    }
    return entry.off;
  }

  /** @param {EventKey} event that will not occur any more */
  end(event) {
    this.#of(event).forEach(({ off }) => off());
  }

  /** @param {EventKey} event @param {any} [detail] */
  emit(event, detail) {
    this.watch(event, detail);
    const entries = this.#of(event);
    if (event === 'failure' && entries.length === 0 && !this.#hasWarned) {
      this.#hasWarned = true;
      console.warn('Halley: an attempt to connect failed. The client keeps trying; listen to "failure" for further failures.', detail);
    }
    entries.forEach(({ listener }) => this.guard(() => listener(detail)));
  }

  /**
   * Runs code of the application. What it throws goes to the listeners of `error`, or, if there are none, to the
   * handler of uncaught errors.
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
    this.watch('error', error);
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

  /** @param {EventKey} event */
  #of(event) {
    return [...this.#entries].filter((entry) => entry.event === event);
  }
}

/** @param {unknown} error */
function complain(error) {
  (globalThis.reportError ?? console.error)(error);
}
