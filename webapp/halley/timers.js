/**
 * Timers of a page. Browsers run the timers of a hidden page only once a minute, too rarely to keep a session; a worker's
 * timers continue. Without a worker (unknown to the browser, or forbidden by the page's policy), the page's own timers have
 * to do.
 *
 * The worker loads its code from the file beside this one. Bundlers that do not know workers omit that file; the page
 * then gives the worker its text.
 *
 * @typedef {object} Timers
 * @property {(code: () => void, ms: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 *
 * @typedef {object} Pending
 * @property {() => void} code
 * @property {number} due as `now` counts
 * @property {any} own the page's timer, while there is no worker
 */

import { NAME, serve } from './timer-worker.js';

/** @type {Timers | undefined} one worker for all clients of a page */
let shared;

/** @returns {Timers} */
export function pageTimers() {
  shared ??= new WorkerTimers({
    starts: isBundled() ? [fromText, fromFile] : [fromFile, fromText],
    page: globalThis,
    now: () => performance.now(),
  });
  return shared;
}

/** Whether this module is a part of another file: then the worker's file may not be beside it. */
function isBundled() {
  return !/\/timers\.js([?#]|$)/.test(import.meta.url);
}

function fromFile() {
  return new Worker(new URL('./timer-worker.js', import.meta.url), { type: 'module', name: NAME });
}

function fromText() {
  const text = new Blob([`(${serve})(globalThis)`], { type: 'text/javascript' });
  return new Worker(URL.createObjectURL(text), { name: NAME });
}

/** @implements {Timers} */
export class WorkerTimers {
  /** @type {Map<number, Pending>} */
  #pending = new Map();
  #last = 0;
  /** @type {Worker | undefined} */
  #worker;
  #hasTried = false;
  #starts;
  #page;
  #now;

  /**
   * @param {{starts: (() => Worker)[], page: Timers, now: () => number}} surroundings `starts`: ways to start a worker,
   *   which may throw, in the order in which they are tried
   */
  constructor({ starts, page, now }) {
    this.#starts = [...starts];
    this.#page = page;
    this.#now = now;
  }

  /** @param {() => void} code @param {number} ms @returns {number} */
  setTimeout(code, ms) {
    this.#tryWorker();
    this.#last += 1;
    this.#pending.set(this.#last, { code, due: this.#now() + ms, own: undefined });
    this.#arm(this.#last, ms);
    return this.#last;
  }

  /** @param {number} id */
  clearTimeout(id) {
    const timer = this.#pending.get(id);
    if (timer !== undefined) {
      this.#pending.delete(id);
      this.#worker?.postMessage({ id });
      this.#page.clearTimeout(timer.own);
    }
  }

  /** @param {number} id @param {number} ms */
  #arm(id, ms) {
    if (this.#worker !== undefined) {
      this.#worker.postMessage({ id, ms });
    } else {
      /** @type {Pending} */ (this.#pending.get(id)).own = this.#page.setTimeout(() => this.#run(id), ms);
    }
  }

  /** @param {number} id */
  #run(id) {
    const timer = this.#pending.get(id);
    this.#pending.delete(id);
    timer?.code();
  }

  #tryWorker() {
    if (!this.#hasTried) {
      this.#hasTried = true;
      this.#next();
    }
  }

  /** Tries the next way to start a worker; after the last one, uses the page's own timers. */
  #next() {
    this.#worker = undefined;
    while (this.#worker === undefined && this.#starts.length > 0) {
      const start = /** @type {() => Worker} */ (this.#starts.shift());
      try {
        const worker = start();
        worker.onmessage = ({ data }) => this.#run(data);
        worker.onerror = () => this.#failed();
        this.#worker = worker;
      } catch {} // the next one may do
    }
  }

  /** The worker does not work: its timers continue in the next one, for the rest of their time. */
  #failed() {
    this.#next();
    this.#pending.forEach(({ due }, id) => this.#arm(id, Math.max(0, due - this.#now())));
  }
}
