/** Words of others, and words for others. */

/**
 * What somebody wrote in a room: the server's filter has turned angle brackets into entities, for pages that forget to
 * escape. This one shows nothing but text.
 *
 * @param {unknown} text
 */
export const written = (text) => String(text).replaceAll('&lt;', '<').replaceAll('&gt;', '>');

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
  const named = error?.reply?.data?.reason ?? error?.args?.[0];
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

/** The name of a room as a channel may have it. @param {string} text */
export const roomName = (text) => text.trim().toLowerCase().replaceAll(/[^a-z0-9_!~()$@-]+/g, '-').replaceAll(/^-|-$/g, '');

/** A mark that nobody else will choose. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
