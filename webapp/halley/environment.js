/**
 * The parts of the environment that the client uses, in one place, so that tests can replace them.
 *
 * @typedef {object} Environment
 * @property {(code: () => void, ms: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {() => number} now monotonic milliseconds
 * @property {() => number} date milliseconds since 1970
 * @property {() => number} random from 0 to below 1
 * @property {typeof globalThis.fetch} fetch
 * @property {typeof globalThis.WebSocket | undefined} WebSocket undefined if there is none
 * @property {EventTarget | undefined} page source of the events `pagehide`, `online`, `offline` and `visibilitychange`;
 *   undefined outside browsers
 * @property {Document | undefined} document undefined outside browsers
 * @property {string | undefined} baseUrl base of relative URLs
 */

import { checkNames } from './checks.js';

/**
 * @param {Partial<Environment>} [own] replaces parts of the environment
 * @returns {Environment}
 */
export function environmentOf(own = {}) {
  const { document, window, location } = globalThis;
  /** @type {Environment} */
  const surroundings = {
    ...timersOf(document),
    now: () => performance.now(),
    date: () => Date.now(),
    random: Math.random,
    fetch: (...request) => fetch(...request),
    WebSocket: globalThis.WebSocket,
    page: document && window,
    document,
    baseUrl: document?.baseURI ?? location?.href,
  };
  checkNames('environment', own, Object.keys(surroundings));
  return { ...surroundings, ...own };
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

/** What waits for a signal: one listener for all of it, as Node takes many for a leak. @type {WeakMap<AbortSignal, Set<() => void>>} */
const waiting = new WeakMap();

/** @this {AbortSignal} */
function tellAll() {
  [...waiting.get(this) ?? []].forEach((code) => code());
}

/**
 * Calls the code when one of the signals comes, with its reason; at once, if that has happened.
 *
 * @param {(AbortSignal | undefined)[]} signals
 * @param {(reason: any) => void} code
 * @returns {() => void} forgets it
 */
export function whenAborted(signals, code) {
  const given = signals.filter((signal) => signal !== undefined);
  const forget = () => given.forEach((signal) => {
    const codes = waiting.get(signal);
    if (codes?.delete(abort) && codes.size === 0) {
      signal.removeEventListener('abort', tellAll);
    }
  });
  const abort = () => {
    forget();
    code(given.find(({ aborted }) => aborted)?.reason);
  };
  given.forEach((signal) => {
    waiting.set(signal, (waiting.get(signal) ?? new Set()).add(abort));
    signal.addEventListener('abort', tellAll);
  });
  if (given.some(({ aborted }) => aborted)) {
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
