/**
 * A subscription of one listener to one channel or pattern, as the application gets it.
 *
 * @typedef {typeof SubscriptionState[keyof typeof SubscriptionState]} SubscriptionStateName
 *
 * @typedef {object} SubscriptionContext
 * @property {import('./emitter.js').Emitter} events of the client
 * @property {(subscription: Subscription) => SubscriptionStateName} stateOf
 * @property {(subscription: Subscription) => Promise<void>} end
 */

import { patternsOf } from './channel.js';
import { checkNames } from './checks.js';
import { abortable } from './environment.js';

/** The states of a subscription. */
export const SubscriptionState = Object.freeze({
  /** The client asks the server, or will; also again in a new session. */
  SUBSCRIBING: 'subscribing',
  /** The server has confirmed. */
  SUBSCRIBED: 'subscribed',
  /** The subscription has ended. */
  UNSUBSCRIBED: 'unsubscribed',
});

/** @param {boolean} isActive whether it is active in the session */
export function stateIf(isActive) {
  return isActive ? SubscriptionState.SUBSCRIBED : SubscriptionState.SUBSCRIBING;
}

export class Subscription {
  #context;

  /**
   * @param {string} channel
   * @param {(message: import('./message.js').DataMessage) => void} listener
   * @param {SubscriptionContext} context
   */
  constructor(channel, listener, context) {
    this.channel = channel;
    this.listener = listener;
    this.#context = context;
    Object.freeze(this);
  }

  /** The current state, one of SubscriptionState. */
  get state() {
    return this.#context.stateOf(this);
  }

  /**
   * Adds a listener for an event: `state` ({state, previous, error}), last with `unsubscribed`; `recovered` and `lost`
   * like the client's events, for the channels of this subscription.
   *
   * @param {string} event
   * @param {(detail: any) => void} listener
   * @param {{signal?: AbortSignal}} [options] `signal`: removes the listener
   * @returns {() => void} removes the listener
   */
  on(event, listener, options) {
    checkNames('A subscription', { [event]: 1 }, ['state', 'recovered', 'lost'], 'event');
    const { events } = this.#context;
    if (event === 'state') {
      return events.on(this, listener, options);
    }
    const stop = events.on(event, (detail) => patternsOf(detail.channel).includes(this.channel) && listener(detail), options);
    events.on(this, ({ state }) => state === SubscriptionState.UNSUBSCRIBED && stop());
    return stop;
  }

  /**
   * Ends the subscription; the listener gets no more messages. Resolves when the server has confirmed, or has no
   * session for this client.
   *
   * @param {{signal?: AbortSignal}} [options] `signal`: ends the wait
   */
  async unsubscribe({ signal } = {}) {
    await abortable(this.#context.end(this), signal);
  }
}
