/** Logs what the client does, for developers: each message as it is on the wire, and each event. */

/** @typedef {(what: string, ...details: any[]) => void} Log */

/**
 * @param {boolean | Log} wanted true: to the console
 * @param {import('./emitter.js').Emitter} events
 * @param {import('./extensions.js').Extensions} extensions which has none yet, so that no other comes between
 */
export function watch(wanted, events, extensions) {
  /** @type {Log} */
  const log = (...what) => {
    try {
      (typeof wanted === 'function' ? wanted : console.debug)(...what);
    } catch (error) {
      console.error(error);
    }
  };
  /** @type {(what: string) => (message: import('./message.js').Message) => any} */
  const seen = (what) => (message) => void log(what, message);
  extensions.add({ outgoing: seen('sends'), incoming: seen('gets') });
  events.watch = (event, detail) => log(typeof event === 'string' ? event : event.channel, detail);
}
