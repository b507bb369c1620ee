/**
 * What the client needs of its surroundings, in one place, so that tests can put a clock of their own in its stead.
 *
 * @typedef {object} Environment
 * @property {(code: () => void, ms: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {() => number} now milliseconds that only grow
 * @property {() => number} date milliseconds since 1970
 * @property {() => number} random from 0 to below 1
 * @property {typeof globalThis.fetch} fetch
 * @property {typeof globalThis.WebSocket | undefined} WebSocket undefined where there is none
 * @property {EventTarget | undefined} page what tells of the page's end (`pagehide`), of the network (`online`,
 *   `offline`) and of what is seen (`visibilitychange`); undefined outside browsers
 * @property {Document | undefined} document undefined outside browsers
 * @property {string | undefined} baseUrl what relative URLs are relative to
 */

/**
 * @param {Partial<Environment>} [own] what replaces the surroundings' own
 * @returns {Environment}
 */
export function environmentOf(own = {}) {
  const { document, window, location } = globalThis;
  return {
    ...timersOf(document),
    now: () => performance.now(),
    date: () => Date.now(),
    random: Math.random,
    fetch: (...request) => fetch(...request),
    WebSocket: globalThis.WebSocket,
    page: document && window,
    document,
    baseUrl: document?.baseURI ?? location?.href,
    ...own,
  };
}

/**
 * A page that is hidden gets timers that are not slowed down. What waits by then keeps its own: it is due before
 * browsers slow those down for long.
 *
 * @param {Document | undefined} document
 * @returns {Pick<Environment, 'setTimeout' | 'clearTimeout'>}
 */
function timersOf(document) {
  /** @type {import('./timers.js').Timers} */
  let timers = globalThis;
  const hidden = async () => {
    if (document?.hidden && timers === globalThis) {
      timers = await import('./timers.js').then(({ pageTimers }) => pageTimers(), () => globalThis);
    }
  };
  void hidden();
  document?.addEventListener('visibilitychange', hidden);
  return {
    setTimeout(code, ms) {
      const kind = timers;
      const timer = kind.setTimeout(code, ms);
      return () => kind.clearTimeout(timer);
    },
    clearTimeout: (cancel) => cancel?.(),
  };
}

/**
 * Waits. Rejects with the reason of the signal that comes first, if one does.
 *
 * @param {Environment} environment
 * @param {number} ms
 * @param {...AbortSignal} signals
 * @returns {Promise<void>}
 */
export function delay(environment, ms, ...signals) {
  const { promise, resolve } = /** @type {ReturnType<typeof deferred<void>>} */ (deferred());
  const timer = environment.setTimeout(resolve, ms);
  return abortable(promise, ...signals).finally(() => environment.clearTimeout(timer));
}

/**
 * The promise, or the reason of the signal that comes first as a rejection, if one does.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {...(AbortSignal | undefined)} signals
 * @returns {Promise<T>}
 */
export function abortable(promise, ...signals) {
  if (!signals.some(Boolean)) {
    return promise;
  }
  return new Promise((resolve, reject) => {
    const forget = whenAborted(signals, reject);
    promise.then(resolve, reject).finally(forget);
  });
}

/**
 * Calls the code when one of the signals comes, with its reason; at once, if that has happened.
 *
 * @param {(AbortSignal | undefined)[]} signals
 * @param {(reason: any) => void} code
 * @returns {() => void} forgets it
 */
export function whenAborted(signals, code) {
  // Not by a signal of its own: Node takes many listeners of one for a leak.
  const forget = () => signals.forEach((signal) => signal?.removeEventListener('abort', abort));
  const abort = () => {
    forget();
    code(signals.find((signal) => signal?.aborted)?.reason);
  };
  signals.forEach((signal) => signal?.addEventListener('abort', abort));
  if (signals.some((signal) => signal?.aborted)) {
    abort();
  }
  return forget;
}

/**
 * A promise with its two ends in hand. Nobody has to wait for it: a rejection that nobody takes is no uncaught error.
 *
 * @template T
 * @returns {{promise: Promise<T>, resolve: (value: T) => void, reject: (error: unknown) => void}}
 */
export function deferred() {
  /** @type {any} */
  const ends = {};
  ends.promise = new Promise((resolve, reject) => Object.assign(ends, { resolve, reject }));
  ends.promise.catch(() => {});
  return ends;
}
