/**
 * The client's states and what leads from one to the other. Pure: no I/O, no time.
 *
 *   disconnected --start--> handshaking --handshaken--> connecting --connected--> connected
 *
 *   connecting, connected   --failed-->  unconnected     the session may live: connect again
 *   unconnected             --connected--> connected
 *   any of these three      --lost-->    rehandshaking   the session is gone: a new one, subscriptions made again
 *   rehandshaking           --handshaken--> connecting
 *   any but disconnecting   --refused--> disconnected    the server said: neither retry nor handshake
 *   with a session          --stop-->    disconnecting --ended--> disconnected
 *   without a session       --stop-->    disconnected
 */

/** @typedef {typeof State[keyof typeof State]} StateName */

export const State = Object.freeze({
  DISCONNECTED: 'disconnected',
  HANDSHAKING: 'handshaking',
  CONNECTING: 'connecting',
  CONNECTED: 'connected',
  UNCONNECTED: 'unconnected',
  REHANDSHAKING: 'rehandshaking',
  DISCONNECTING: 'disconnecting',
});

export const Event = Object.freeze({
  /** The application wants a connection. */
  START: 'start',
  /** The server gave a session. */
  HANDSHAKEN: 'handshaken',
  /** A connect was answered. */
  CONNECTED: 'connected',
  /** An attempt failed and is to be made again. */
  FAILED: 'failed',
  /** The server does not know the session any more. */
  LOST: 'lost',
  /** The server wants no further attempt. */
  REFUSED: 'refused',
  /** The application wants no connection any more. */
  STOP: 'stop',
  /** The farewell is over. */
  ENDED: 'ended',
});

const WITH_SESSION = {
  [Event.CONNECTED]: State.CONNECTED,
  [Event.FAILED]: State.UNCONNECTED,
  [Event.LOST]: State.REHANDSHAKING,
  [Event.REFUSED]: State.DISCONNECTED,
  [Event.STOP]: State.DISCONNECTING,
};

/** @param {StateName} self */
const withoutSession = (self) => ({
  [Event.HANDSHAKEN]: State.CONNECTING,
  [Event.FAILED]: self,
  [Event.REFUSED]: State.DISCONNECTED,
  [Event.STOP]: State.DISCONNECTED,
});

/** @type {Readonly<Record<StateName, Readonly<Record<string, StateName>>>>} */
const TRANSITIONS = Object.freeze({
  [State.DISCONNECTED]: { [Event.START]: State.HANDSHAKING },
  [State.HANDSHAKING]: withoutSession(State.HANDSHAKING),
  [State.CONNECTING]: WITH_SESSION,
  [State.CONNECTED]: WITH_SESSION,
  [State.UNCONNECTED]: WITH_SESSION,
  [State.REHANDSHAKING]: withoutSession(State.REHANDSHAKING),
  [State.DISCONNECTING]: { [Event.ENDED]: State.DISCONNECTED },
});

/**
 * @param {StateName} state
 * @param {string} event
 * @returns {StateName | undefined} the state after the event, or undefined when the event means nothing in this state
 */
export function transition(state, event) {
  return TRANSITIONS[state][event];
}

/** Holds the state and tells of its changes. */
export class StateMachine {
  /** @type {StateName} */
  #state = State.DISCONNECTED;
  #changed;

  /** @param {(change: {state: StateName, previous: StateName, error?: Error}) => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  get state() {
    return this.#state;
  }

  /** @param {...StateName} states */
  is(...states) {
    return states.includes(this.#state);
  }

  /**
   * @param {string} event
   * @param {Error} [error] why, for those who listen
   * @returns {boolean} whether the event meant something
   */
  fire(event, error) {
    const state = transition(this.#state, event);
    if (state === undefined) {
      return false;
    }
    const previous = this.#state;
    this.#state = state;
    if (state !== previous) {
      this.#changed({ state, previous, error });
    }
    return true;
  }
}
