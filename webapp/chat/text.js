/** Words of others, and words for others. */

/**
 * What somebody wrote in a room: the server's filter has turned angle brackets into entities, for pages that forget to
 * escape. This one shows nothing but text.
 *
 * @param {unknown} text
 */
export const written = (text) => String(text).replaceAll(/&(?:([lg])t;|amp;(?=(?:amp;)*[lg]t;))/g, (_, which) => (
  which === undefined ? '&' : which === 'l' ? '<' : '>'));

/** What somebody has typed, so that `written` is the same, also if it looks like what the filter makes. @param {string} text */
export const sendable = (text) => text.replaceAll(/&(?=(?:amp;)*[lg]t;)/g, '&amp;');

/** Refusals of the chat's service, in words. */
const REASONS = Object.freeze({
  name_length: 'the name is too long',
  room_length: 'the name of the room is too long',
  text_length: 'the text is too long',
  not_here: 'they are not in this room any more',
  not_a_member: 'you are not in this room any more',
  not_addressable: 'you are in too many rooms, or there are too many members',
  channel_invalid: 'that is no name for a room',
});

/**
 * Why something failed.
 *
 * @param {any} error
 * @returns {string}
 */
export function reason(error) {
  const { reason: named = error?.args?.[0], length = error?.args?.[1], limit = error?.args?.[2] } = error?.reply?.data ?? {};
  if (named === 'text_length' && limit !== undefined) {
    return `the text has ${Number(length).toLocaleString('en')} characters, and at most ${Number(limit).toLocaleString('en')} are allowed`;
  }
  return REASONS[/** @type {keyof typeof REASONS} */ (named)]
    ?? REASONS[/** @type {keyof typeof REASONS} */ (error?.text)]
    ?? (error?.text === undefined ? String(error?.message) : String(error.text).replaceAll('_', ' '));
}

/** @param {readonly string[]} names of those who type */
export function typingText(names) {
  if (names.length > 3) {
    return 'Several people are typing …';
  }
  const joined = new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
  return names.length === 0 ? '' : `${joined} ${names.length === 1 ? 'is' : 'are'} typing …`;
}

/**
 * The name of a room as a channel may have it: what a channel cannot be called is written as `$` and four hexadecimal digits for
 * each UTF-16 unit, and what no name needs becomes a hyphen.
 *
 * @param {string} text
 */
export const roomName = (text) => text.normalize('NFC').toLowerCase()
  .replaceAll(/[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}\p{RI}\p{EMod}\u200d\ufe0f_!~()$@-]+/gu, '-')
  .replaceAll(/^-+|-+$/g, '')
  .replaceAll(/[^a-z0-9_!~()@-]/g, (unit) => `$${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A room's name to be read. @param {string} name as the channel has it */
export const roomTitle = (name) => name.replaceAll(/\$([0-9a-f]{4})/g, (_, unit) => String.fromCharCode(parseInt(unit, 16)));

/** A mark that nobody else will choose. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
