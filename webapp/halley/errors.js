/**
 * The errors that the client's promises reject with.
 *
 * BayeuxError: the server said no. TransportError: the network, or what stands between, failed. TimeoutError: nobody
 * answered in time. ClosedError: the client is not connected, or was closed while somebody waited.
 */

const WIRE_FORM = /^(\d{3}):(.*):([^:]*)$/s;

/** What all of them are. */
export class ClientError extends Error {
  name = 'ClientError';
  /** The Bayeux code, three digits; 0 where there is none. */
  code = 0;

  /**
   * @param {string} message
   * @param {{cause?: unknown, outcomeUnknown?: boolean}} [details] `outcomeUnknown`: whether the server may have carried
   *   out what failed, default false
   */
  constructor(message, { cause, outcomeUnknown = false } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.outcomeUnknown = outcomeUnknown;
  }
}

/** A refusal by the server, with the parts of its `code:args:text`. Bayeux section 2.9. */
export class BayeuxError extends ClientError {
  name = 'BayeuxError';

  /**
   * @param {string} error the wire form, for example `403:denied_by_security_policy:subscribe_denied`
   * @param {import('./message.js').Message} [reply] the message that carried it
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

/** A failure below Bayeux: no connection, a cut one, an HTTP status that is no success, an answer that is no JSON. */
export class TransportError extends ClientError {
  name = 'TransportError';
  /** Whether something between client and server collects what is to come at once. */
  isBuffered = false;

  /**
   * @param {string} message
   * @param {{cause?: unknown, status?: number, outcomeUnknown?: boolean}} [details] `status`: the HTTP status or the
   *   WebSocket close code; `outcomeUnknown`: whether the server may have got the message all the same (default true)
   */
  constructor(message, { cause, status, outcomeUnknown = true } = {}) {
    super(message, { cause, outcomeUnknown });
    this.status = status;
  }
}

/** Nobody answered in time. A remote call that timed out may have been carried out. */
export class TimeoutError extends TransportError {
  name = 'TimeoutError';
  code = 406;
}

/** The client is disconnected, or became so before the server answered. */
export class ClosedError extends ClientError {
  name = 'ClosedError';
}

/** More came than the buffer of an iteration holds. */
export class OverflowError extends ClientError {
  name = 'OverflowError';
}
