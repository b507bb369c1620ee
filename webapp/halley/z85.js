/**
 * Z85 (ZeroMQ RFC 32): four bytes as five characters that JSON needs not escape. Bytes left over at the end, one to
 * three of them, become one character more than they are.
 */

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));
const POWERS = [85 ** 4, 85 ** 3, 85 ** 2, 85, 1];

/** @param {Uint8Array} bytes @returns {string} */
export function encodeZ85(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    const count = Math.min(4, bytes.length - at);
    let value = 0;
    for (let byte = 0; byte < 4; byte += 1) {
      value = value * 256 + (byte < count ? bytes[at + byte] : 0);
    }
    for (let digit = 0; digit <= count; digit += 1) {
      text += ALPHABET[Math.floor(value / POWERS[digit]) % 85];
    }
  }
  return text;
}

/**
 * @param {string} text
 * @returns {Uint8Array}
 * @throws {SyntaxError} when the text is no Z85
 */
export function decodeZ85(text) {
  const rest = text.length % 5;
  if (rest === 1) {
    throw new SyntaxError('This is no Z85: a single character is left over at its end.');
  }
  const bytes = new Uint8Array(Math.floor(text.length / 5) * 4 + Math.max(0, rest - 1));
  for (let from = 0, to = 0; from < text.length; from += 5) {
    let value = 0;
    for (let digit = 0; digit < 5; digit += 1) {
      value = value * 85 + (from + digit < text.length ? valueOf(text[from + digit]) : 84);
    }
    if (value > 0xffff_ffff) {
      throw new SyntaxError(`This is no Z85: ${text.slice(from, from + 5)} is too large.`);
    }
    for (let shift = 24; shift >= 0 && to < bytes.length; shift -= 8) {
      bytes[to] = Math.floor(value / 2 ** shift) % 256;
      to += 1;
    }
  }
  return bytes;
}

/** @param {string} character */
function valueOf(character) {
  const value = VALUES.get(character);
  if (value === undefined) {
    throw new SyntaxError(`This is no Z85: it has ${JSON.stringify(character)}.`);
  }
  return value;
}
