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

/**
 * @typedef {typeof State[keyof typeof State]} StateName
 *
 * @typedef {'start' | 'handshaken' | 'connected' | 'failed' | 'lost' | 'refused' | 'stop' | 'ended'} EventName `start`,
 *   `stop`: what the application wants; `handshaken`: there is a session; `connected`: a connect was answered;
 *   `failed`: an attempt failed and is to be made again; `lost`: the server does not know the session any more;
 *   `refused`: it wants no further attempt; `ended`: the farewell is over
 */

export const State = Object.freeze({
  DISCONNECTED: 'disconnected',
  HANDSHAKING: 'handshaking',
  CONNECTING: 'connecting',
  CONNECTED: 'connected',
  UNCONNECTED: 'unconnected',
  REHANDSHAKING: 'rehandshaking',
  DISCONNECTING: 'disconnecting',
});

const WITH_SESSION = Object.freeze({
  connected: State.CONNECTED,
  failed: State.UNCONNECTED,
  lost: State.REHANDSHAKING,
  refused: State.DISCONNECTED,
  stop: State.DISCONNECTING,
});

const WITHOUT_SESSION = Object.freeze({
  handshaken: State.CONNECTING,
  refused: State.DISCONNECTED,
  stop: State.DISCONNECTED,
});

/** @type {Readonly<Record<StateName, Readonly<Partial<Record<EventName, StateName>>>>>} */
const TRANSITIONS = Object.freeze({
  disconnected: { start: State.HANDSHAKING },
  handshaking: { ...WITHOUT_SESSION, failed: State.HANDSHAKING },
  connecting: WITH_SESSION,
  connected: WITH_SESSION,
  unconnected: WITH_SESSION,
  rehandshaking: { ...WITHOUT_SESSION, failed: State.REHANDSHAKING },
  disconnecting: { ended: State.DISCONNECTED },
});

/**
 * @param {StateName} state
 * @param {EventName} event
 * @returns {StateName | undefined} the state after the event; undefined if the event has no effect in this state
 */
export function transition(state, event) {
  return TRANSITIONS[state][event];
}

/** Holds the state and reports its changes. */
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
   * @param {EventName} event
   * @param {Error} [error] the reason, for listeners
   * @returns {boolean} whether the event had an effect
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
