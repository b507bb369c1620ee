/**
 * Probes, after a fallback, whether the preferred transport gets through again: opens it beside the one in use, after a
 * back-off, and sends nothing over it. The connector takes it when the server answers a held connect: then nothing is in
 * flight on the former transport. docs/transport-fallback.md has the rule.
 *
 * @typedef {import('./transport.js').Transport} Transport
 */

import { Backoff } from './backoff.js';
import { abortable, delay, whenAborted } from './environment.js';

/** How many milliseconds after a probe the server is to answer a connect, so that the probe is over by then. */
const MARGIN = 1_000;

export class Probing {
  #backoff;
  #environment;
  #context;
  #isOver;
  #stopping = new AbortController();
  /** @type {Transport | undefined} what is probed */
  #transport;
  #due = 0;
  #isOpen = false;

  /**
   * @param {Pick<ReturnType<typeof import('./options.js').optionsOf>, 'environment' | 'probe'>} options
   * @param {import('./fallback.js').FallbackContext} context
   * @param {AbortSignal} end
   */
  constructor({ environment, probe }, context, end) {
    this.#backoff = new Backoff({ min: 5_000, max: 300_000, ...probe, random: environment.random });
    this.#environment = environment;
    this.#context = context;
    this.#isOver = () => end.aborted;
    whenAborted([end], () => this.#stop());
  }

  /** A connect was answered. @param {boolean} held whether the server had held it */
  connected(held) {
    const { preferred } = this.#context.negotiation;
    if (preferred === undefined && held) {
      this.reset();
    } else if (this.#transport !== preferred && !this.#isOver()) {
      this.#stop();
      this.#transport = preferred;
      void this.#run(preferred, this.#stopping.signal);
    }
  }

  /**
   * @param {...AbortSignal} signals whose reasons it rejects with
   * @returns {Promise<Transport | undefined>} the preferred transport, when it is open; then nothing is on its way any
   *   more, and what is published waits
   */
  async take(...signals) {
    const transport = this.#isOpen ? this.#transport : undefined;
    if (transport) {
      this.#isOpen = false;
      this.#transport = undefined;
      this.#context.outbox.hold();
      await abortable(this.#context.exchange.settled(), ...signals);
    }
    return transport;
  }

  /** @param {number} timeout of the server @returns {number | undefined} for how long to hold a connect, if not for that */
  hold(timeout) {
    const wanted = MARGIN + Math.max(0, this.#due - this.#environment.now());
    return this.#transport && wanted < timeout ? wanted : undefined;
  }

  /** Stops, and resets the back-off: the preferred transport lasts, or the network has changed. */
  reset() {
    this.#stop();
    this.#backoff.reset();
  }

  /** Gives up what is under way. */
  #stop() {
    const transport = this.#transport;
    this.#transport = undefined;
    this.#isOpen = false;
    this.#stopping.abort();
    this.#stopping = new AbortController();
    if (transport !== this.#context.exchange.transport) {
      transport?.close();
    }
  }

  /** @param {Transport | undefined} transport @param {AbortSignal} signal */
  async #run(transport, signal) {
    while (transport && !signal.aborted && !this.#isOpen) {
      const wait = this.#backoff.next();
      this.#due = this.#environment.now() + wait;
      try {
        await delay(this.#environment, wait, signal);
        await transport.open(signal);
        this.#isOpen = true;
      } catch {
        if (!signal.aborted) {
          transport.close();
        }
      }
    }
  }
}
