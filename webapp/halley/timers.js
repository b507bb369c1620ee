/**
 * Timers of a page. In a page that is not seen browsers run timers once a minute only, which is too seldom to keep a
 * session; a worker's timers go on. Where there can be no worker (none in the browser, forbidden by the page's
 * policy), the page's own timers have to do.
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

/** @type {Timers | undefined} one worker for all clients of a page */
let shared;

/** @returns {Timers} */
export function pageTimers() {
  shared ??= new WorkerTimers({
    start: () => new Worker(new URL('./timer-worker.js', import.meta.url), { type: 'module', name: 'halley-timers' }),
    page: globalThis,
    now: () => performance.now(),
  });
  return shared;
}

/** @implements {Timers} */
export class WorkerTimers {
  /** @type {Map<number, Pending>} */
  #pending = new Map();
  #last = 0;
  /** @type {Worker | undefined} */
  #worker;
  #isTried = false;
  #start;
  #page;
  #now;

  /** @param {{start: () => Worker, page: Timers, now: () => number}} surroundings `start`: a worker, or throws */
  constructor({ start, page, now }) {
    this.#start = start;
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
    if (this.#isTried) {
      return;
    }
    this.#isTried = true;
    try {
      const worker = this.#start();
      worker.onmessage = ({ data }) => this.#run(data);
      worker.onerror = () => this.#doWithout();
      this.#worker = worker;
    } catch {
      this.#worker = undefined; // the page's own timers it is
    }
  }

  /** The worker cannot be: what waits for it goes on with the page's timers. */
  #doWithout() {
    this.#worker = undefined;
    this.#pending.forEach(({ due }, id) => this.#arm(id, Math.max(0, due - this.#now())));
  }
}
