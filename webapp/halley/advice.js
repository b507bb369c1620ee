/** The server's last advice, checked and completed with defaults. Immutable. Bayeux section 2.8. */

export const Reconnect = Object.freeze({
  /** Connect again, after the interval. */
  RETRY: 'retry',
  /** The session is gone: make a new handshake. */
  HANDSHAKE: 'handshake',
  /** Do neither. */
  NONE: 'none',
});

export class Advice {
  /**
   * @param {import('./message.js').Message['advice']} [raw] what a reply carried; whatever it leaves out has its
   *   default, since new advice replaces the former one
   * @param {string} [connectionType] the transport in use: advice nested under its name goes before the general one
   */
  constructor(raw, connectionType = '') {
    const nested = raw?.[connectionType];
    const advice = { ...raw, ...(typeof nested === 'object' && nested) };
    const interval = number(advice.interval, 0);
    const { RETRY, HANDSHAKE, NONE } = Reconnect;
    const reconnect = advice.reconnect ?? RETRY;
    /** One of Reconnect. An unknown value, or a negative interval, counts as NONE. */
    this.reconnect = interval >= 0 && (reconnect === RETRY || reconnect === HANDSHAKE) ? reconnect : NONE;
    /** Milliseconds between the end of one connect and the start of the next. */
    this.interval = Math.max(0, interval);
    /** Milliseconds for which the server holds a connect. */
    this.timeout = Math.max(0, number(advice.timeout, 60_000));
    /** Milliseconds, in addition to the interval, after which the server forgets a session; 0 if unknown. */
    this.maxInterval = Math.max(0, number(advice.maxInterval, 0));
    /** Whether other sessions of this browser keep the server from holding this one's connects. */
    this.multipleClients = advice['multiple-clients'] === true;
    /** @type {readonly string[]} Other hosts that the server may be reached at. */
    this.hosts = Object.freeze(Array.isArray(advice.hosts) ? advice.hosts : []);
    Object.freeze(this);
  }

  /**
   * Milliseconds without a connection after which the server has certainly forgotten the session; Infinity if unknown.
   */
  get sessionLife() {
    return this.maxInterval > 0 ? this.timeout + this.interval + this.maxInterval : Infinity;
  }
}

/** @param {unknown} value @param {number} otherwise */
function number(value, otherwise) {
  return Number.isFinite(value) ? Number(value) : otherwise;
}
