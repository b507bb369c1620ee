/**
 * The chain of extensions that every message passes: outwards the last one added comes first, inwards the first one.
 *
 * @typedef {import('./message.js').Message} Message
 *
 * @typedef {import('./message.js').Position} Position
 *
 * @typedef {object} Host what an extension may know of its client
 * @property {URL} url the server's endpoint
 * @property {import('./environment.js').Environment} environment
 * @property {(event: string, listener: (detail: any) => void) => () => void} [on] as in Client
 * @property {{kept: Record<string, Position>, readonly positions: Record<string, Position>}} [history] where the client
 *   is in the channels with history: `positions`; where an earlier page was: `kept`, to be filled in
 *
 * @typedef {object} Extension all of it is optional
 * @property {(message: Message) => Message | null} [outgoing] returns the message to send, changed or not, or null to
 *   keep it from being sent
 * @property {(message: Message) => Message | null} [incoming] returns the message to handle, or null to drop it
 * @property {(messages: Message[]) => Message[]} [received] sees what came together, before any `incoming`; returns
 *   what to handle now, and may keep the rest back for a later time
 * @property {(host: Host) => void} [attached] it was given to a client
 * @property {() => void} [detached] it was taken away again
 * @property {() => Message | null} [resume] asked before each handshake: a reply that was kept from an earlier one, to
 *   go on with its session, with the transport to use as its `connectionType`; or null to ask the server for a new one
 * @property {() => boolean} [leave] asked when the page ends: whether the session is kept for the page that comes
 *   next, so that no farewell is said
 */

export class Extensions {
  /** @type {Extension[]} */
  #chain = [];
  #report;

  /** @param {(error: unknown) => void} report is told when an extension throws; the message then passes unchanged */
  constructor(report) {
    this.#report = report;
  }

  /**
   * @param {Extension} extension
   * @param {Host} [host]
   * @returns {() => void} takes it away again
   */
  add(extension, host) {
    this.#chain = [...this.#chain, extension];
    if (host !== undefined) {
      extension.attached?.(host);
    }
    return () => {
      if (this.#chain.includes(extension)) {
        this.#chain = this.#chain.filter((other) => other !== extension);
        extension.detached?.();
      }
    };
  }

  /** @param {Message} message @returns {Message | null} */
  outgoing(message) {
    return this.#pass('outgoing', [...this.#chain].reverse(), message);
  }

  /** @param {Message} message @returns {Message | null} */
  incoming(message) {
    return this.#pass('incoming', this.#chain, message);
  }

  /** @param {Message[]} messages @returns {Message[]} */
  received(messages) {
    return this.#chain.reduce((rest, extension) => this.#ask(() => extension.received?.(rest)) ?? rest, messages);
  }

  /** @returns {Message | null} the reply of an earlier handshake whose session goes on */
  resume() {
    return this.#chain.reduce(
      (kept, extension) => kept ?? this.#ask(() => extension.resume?.()) ?? null,
      /** @type {Message | null} */ (null),
    );
  }

  /** @returns {boolean} whether somebody keeps the session for the page that comes next */
  leave() {
    return this.#chain.map((extension) => this.#ask(() => extension.leave?.())).includes(true);
  }

  /**
   * @param {'outgoing' | 'incoming'} hook
   * @param {Extension[]} chain
   * @param {Message} message
   * @returns {Message | null}
   */
  #pass(hook, chain, message) {
    /** @type {Message | null} */
    let current = message;
    for (const extension of chain) {
      /** @type {Message} */
      const before = current;
      /** @type {Message | null | undefined} */
      const after = this.#ask(() => extension[hook]?.(before));
      current = after === undefined ? before : after;
      if (current === null) {
        return null;
      }
    }
    return current;
  }

  /**
   * @template T
   * @param {() => T} code
   * @returns {T | undefined} undefined when it throws
   */
  #ask(code) {
    try {
      return code();
    } catch (error) {
      this.#report(error);
      return undefined;
    }
  }
}
