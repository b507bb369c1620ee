/**
 * Lets applications publish bytes as `data`, and send them with remote calls: as Z85 text, marked with `ext.binary`.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./extensions.js').Extension} Extension
 * @typedef {ArrayBuffer | ArrayBufferView | readonly number[]} Bytes
 */

import { isMeta } from './channel.js';
import { decodeZ85, encodeZ85 } from './z85.js';

/** Bytes and their description. An incoming binary message has one as its `data`. */
export class BinaryData {
  /**
   * @param {Bytes} data of a view, only the part of the buffer that it shows
   * @param {{last?: boolean, meta?: any}} [about] `last`: whether this is the last piece of something; default true.
   *   `meta`: any JSON value
   */
  constructor(data, { last = true, meta } = {}) {
    this.data = data;
    this.last = last;
    this.meta = meta;
  }
}

/** @implements {Extension} */
export class BinaryExtension {
  /** @param {Message} message @returns {Message} */
  outgoing(message) {
    const content = contentOf(message);
    if (content === undefined) {
      return message;
    }
    const { data, last, meta } = content;
    return {
      ...message,
      ext: { ...message.ext, binary: {} },
      data: { data: encodeZ85(bytesOf(data)), last, ...(meta !== undefined && { meta }) },
    };
  }

  /** @param {Message} message @returns {Message} */
  incoming(message) {
    const { data } = message;
    if (isMeta(message.channel) || message.ext?.binary === undefined || typeof data?.data !== 'string') {
      return message;
    }
    return { ...message, data: new BinaryData(/** @type {ArrayBuffer} */ (decodeZ85(data.data).buffer), data) };
  }
}

/** @param {Message} message @returns {BinaryData | undefined} what is to be sent as binary, if it is */
function contentOf({ channel, data, ext }) {
  if (isMeta(channel)) {
    return undefined;
  }
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) {
    return new BinaryData(data);
  }
  return data instanceof BinaryData || (ext?.binary !== undefined && isBytes(data?.data)) ? data : undefined;
}

/** @param {unknown} value */
function isBytes(value) {
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value) || Array.isArray(value);
}

/** @param {Bytes} data */
function bytesOf(data) {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(/** @type {ArrayBuffer} */ (data));
}
