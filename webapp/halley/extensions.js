/**
 * The chain of extensions that every message passes: outgoing messages pass the last one added first, incoming ones the
 * first one.
 *
 * @typedef {import('./message.js').Message} Message
 *
 * @typedef {import('./message.js').Position} Position
 *
 * @typedef {object} Host what an extension gets from its client
 * @property {URL} url the server's URL
 * @property {import('./environment.js').Environment} environment
 * @property {(event: string, listener: (detail: any) => void) => () => void} [on] as in Client
 * @property {{kept: Record<string, Position>, readonly positions: Record<string, Position>}} [history] positions on
 *   channels with history: `positions` are the client's, `kept` those of an earlier page, which the extension fills in
 *
 * @typedef {object} Extension all methods are optional
 * @property {(message: Message) => Message | null} [outgoing] returns the message to send, changed or not, or null to
 *   stop it
 * @property {(message: Message) => Message | null} [incoming] returns the message to handle, or null to drop it
 * @property {(messages: Message[]) => Message[]} [received] gets messages that arrived together, before any `incoming`;
 *   returns those to handle now, and may keep the rest for later
 * @property {(host: Host) => void} [attached] called when the extension is added to a client
 * @property {() => void} [detached] called when it is removed
 * @property {() => Message | null} [resume] called before each handshake: returns the reply to an earlier one, to
 *   continue its session, with the transport to use as its `connectionType`; or null to ask the server for a new
 *   session
 * @property {() => boolean} [leave] called when the page ends: returns whether it has kept the session for the next
 *   page, so that the client does not disconnect
 */

export class Extensions {
  /** @type {Extension[]} */
  #chain = [];
  #report;

  /** @param {(error: unknown) => void} report called when an extension throws; the message then passes unchanged */
  constructor(report) {
    this.#report = report;
  }

  /**
   * @param {Extension} extension
   * @param {Host} [host]
   * @returns {() => void} removes the extension
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

  /** @returns {Message | null} the reply to an earlier handshake whose session continues */
  resume() {
    return this.#chain.reduce(
      (kept, extension) => kept ?? this.#ask(() => extension.resume?.()) ?? null,
      /** @type {Message | null} */ (null),
    );
  }

  /** @returns {boolean} whether an extension keeps the session for the next page */
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
