/**
 * Requests that were sent together and wait for their replies, with their time limits.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./request.js').Request} Request
 *
 * @typedef {object} Dispatch requests that were sent together and wait for their replies
 * @property {Set<Request>} open
 * @property {AbortController} controller
 * @property {AbortController} dropping
 * @property {boolean} isSending whether the transport is busy with it
 * @property {() => void} cancel its time limit
 * @property {number} patience milliseconds that they may take
 */

import { deadline } from './deadline.js';
import { TimeoutError } from './errors.js';

export class Dispatches {
  /** @type {Map<Request, Dispatch>} those whose reply has not come; a call may wait on without being in here */
  #dispatches = new Map();
  #environment;
  #maxNetworkDelay;
  #late;

  /**
   * @param {Pick<ReturnType<typeof import('./options.js').optionsOf>, 'environment' | 'maxNetworkDelay'>} options
   * @param {(messages: Message[]) => number} [late] as in ExchangeEvents
   */
  constructor({ environment, maxNetworkDelay }, late) {
    this.#environment = environment;
    this.#maxNetworkDelay = maxNetworkDelay;
    this.#late = late;
  }

  /** @returns {Request[]} */
  get requests() {
    return [...this.#dispatches.keys()];
  }

  /** @param {Request} request */
  of(request) {
    return this.#dispatches.get(request);
  }

  /** @param {Set<Request>} open @returns {Dispatch} */
  begin(open) {
    const [controller, dropping] = [new AbortController(), new AbortController()];
    const patience = this.#maxNetworkDelay + Math.max(...[...open].map((request) => request.patience));
    const dispatch = { open, controller, dropping, isSending: true, cancel: () => {}, patience };
    open.forEach((request) => this.#dispatches.set(request, dispatch));
    this.#arm(dispatch, patience);
    return dispatch;
  }

  /** There is a sign of life: its time begins anew. @param {Dispatch} dispatch @returns {number} now */
  alive(dispatch) {
    if (dispatch.open.size > 0) {
      dispatch.cancel();
      this.#arm(dispatch, dispatch.patience);
    }
    return this.#environment.now();
  }

  /** The transport is done with it. @param {Dispatch} dispatch */
  sent(dispatch) {
    dispatch.isSending = false;
    this.#disarm(dispatch);
  }

  /** @param {Request} request that got its reply, or will not get one */
  settled(request) {
    request.settle();
    const dispatch = this.#dispatches.get(request);
    this.#dispatches.delete(request);
    dispatch?.open.delete(request);
    this.#disarm(dispatch);
  }

  /** It is abandoned, but messages that arrive with its reply still count. @param {Dispatch} dispatch @param {() => void} over */
  drop(dispatch, over) {
    dispatch.cancel = deadline(this.#environment, this.#maxNetworkDelay, () => {
      dispatch.dropping.abort();
      over();
    });
  }

  /** @param {Dispatch} dispatch @param {number} ms */
  #arm(dispatch, ms) {
    dispatch.cancel = deadline(this.#environment, ms, () => {
      const more = this.#late?.([...dispatch.open].map(({ message }) => message)) ?? 0;
      if (more > 0) {
        this.#arm(dispatch, more);
      } else {
        dispatch.controller.abort(new TimeoutError('The server did not answer in time.'));
      }
    });
  }

  /** @param {Dispatch} [dispatch] */
  #disarm(dispatch) {
    if (dispatch?.open.size === 0) {
      dispatch.cancel();
    }
  }
}
