/**
 * One listener on one channel, as the application holds it.
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

/** What a subscription is. */
export const SubscriptionState = Object.freeze({
  /** The server has been asked, or will be, also again in a new session. */
  SUBSCRIBING: 'subscribing',
  /** The server has confirmed. */
  SUBSCRIBED: 'subscribed',
  /** It is over. */
  UNSUBSCRIBED: 'unsubscribed',
});

/** @param {boolean} isActive whether the session has it */
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

  /** One of SubscriptionState. */
  get state() {
    return this.#context.stateOf(this);
  }

  /**
   * Listens to what becomes of it: `state` ({state, previous, error}), the last one being `unsubscribed`; `recovered` and
   * `lost` as the client's events, of the channels that it hears.
   *
   * @param {string} event
   * @param {(detail: any) => void} listener
   * @param {{signal?: AbortSignal}} [options] the signal stops listening
   * @returns {() => void} stops listening
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
   * Ends it: no message comes from now on. Resolves when the server has confirmed, or has forgotten us anyway.
   *
   * @param {{signal?: AbortSignal}} [options] the signal ends the wait
   */
  async unsubscribe({ signal } = {}) {
    await abortable(this.#context.end(this), signal);
  }
}
