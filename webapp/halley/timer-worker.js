/** Runs in a worker of its own, where browsers do not slow timers down when the page is not seen. */

/** What the worker is called. */
export const NAME = 'halley-timers';

/** Whole by itself: the page may give its text to a worker. @param {any} scope of the worker */
export function serve(scope) {
  const timers = new Map();
  scope.onmessage = (/** @type {MessageEvent} */ { data: { id, ms } }) => {
    clearTimeout(timers.get(id));
    timers.delete(id);
    if (ms !== undefined) {
      timers.set(id, setTimeout(() => {
        timers.delete(id);
        scope.postMessage(id);
      }, ms));
    }
  };
}

const { document, name } = /** @type {{document?: unknown, name?: string}} */ (globalThis);
if (document === undefined && name === NAME) {
  serve(globalThis);
}
