/**
 * The errors that the client's promises reject with.
 *
 * BayeuxError: the server refused. TransportError: the network, or something in between, failed. TimeoutError: no
 * answer in time. ClosedError: the client is not connected, or was closed meanwhile.
 */

const WIRE_FORM = /^(\d{3}):(.*):([^:]*)$/s;

/** Base class of the client's errors. */
export class ClientError extends Error {
  name = 'ClientError';
  /** The Bayeux code, three digits; 0 if there is none. */
  code = 0;

  /**
   * @param {string} message
   * @param {{cause?: unknown, outcomeUnknown?: boolean}} [details] `outcomeUnknown`: whether the server may have done
   *   what failed, default false
   */
  constructor(message, { cause, outcomeUnknown = false } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.outcomeUnknown = outcomeUnknown;
  }
}

/** The server refused a message. Has the parts of the error's wire form, `code:args:text`. Bayeux section 2.9. */
export class BayeuxError extends ClientError {
  name = 'BayeuxError';

  /**
   * @param {string} error the wire form, for example `403:denied_by_security_policy:subscribe_denied`
   * @param {import('./message.js').Message} [reply] the reply with the error
   */
  constructor(error, reply) {
    super(reply ? `${reply.channel}: ${error}` : error);
    const [, code, args, text] = WIRE_FORM.exec(error) ?? [undefined, '0', '', error];
    this.code = Number(code);
    /** @type {readonly string[]} */
    this.args = Object.freeze(args === '' ? [] : args.split(','));
    this.text = text;
    this.reply = reply;
  }

  /** @param {import('./message.js').Message} reply a reply with `successful: false` */
  static of(reply) {
    return new BayeuxError(typeof reply.error === 'string' ? reply.error : '0::unknown', reply);
  }
}

/**
 * A failure below Bayeux: no connection, a broken one, an HTTP status other than success, an answer that is not JSON.
 */
export class TransportError extends ClientError {
  name = 'TransportError';
  /** Whether something between client and server buffers the stream. */
  isBuffered = false;

  /**
   * @param {string} message
   * @param {{cause?: unknown, status?: number, outcomeUnknown?: boolean}} [details] `status`: the HTTP status or the
   *   WebSocket close code; `outcomeUnknown`: whether the server may have received the message nevertheless (default
   *   true)
   */
  constructor(message, { cause, status, outcomeUnknown = true } = {}) {
    super(message, { cause, outcomeUnknown });
    this.status = status;
  }
}

/** No answer in time. The server may have executed a remote call that timed out. */
export class TimeoutError extends TransportError {
  name = 'TimeoutError';
  code = 406;
}

/** The client is disconnected, or was disconnected before the server answered. */
export class ClosedError extends ClientError {
  name = 'ClosedError';
}

/** The buffer of an iteration was full. */
export class OverflowError extends ClientError {
  name = 'OverflowError';
}
