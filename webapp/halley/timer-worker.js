/** Runs in a worker of its own, where browsers do not slow timers down when the page is not seen. */

/** @type {Map<number, ReturnType<typeof setTimeout>>} */
const timers = new Map();

globalThis.onmessage = ({ data: { id, ms } }) => {
  clearTimeout(timers.get(id));
  timers.delete(id);
  if (ms !== undefined) {
    timers.set(id, setTimeout(() => {
      timers.delete(id);
      globalThis.postMessage(id);
    }, ms));
  }
};
