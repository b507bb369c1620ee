/** The room in the page's address: a link to it opens it, and the browser's buttons go back and forward between rooms. */

import { roomName, roomTitle } from './text.js';

/** What a channel may be called as it is. */
const PLAIN = /^[\w!~()$@-]+(?:\/[\w!~()$@-]+)*$/;

/** @returns {string} the room that the address names, '' if it names none */
export function roomInAddress() {
  return roomOf(new URLSearchParams(location.search).get('room') ?? '');
}

/** @param {string} room that is open @param {boolean} isNew whether the browser's button is to lead back to the one before */
export function showInAddress(room, isNew) {
  const address = new URL(location.href);
  address.hash = '';
  address.searchParams.set('room', roomOf(roomTitle(room)) === room ? roomTitle(room) : room);
  history[isNew ? 'pushState' : 'replaceState']({ room }, '', address);
}

/** @param {string} text @returns {string} the room's name as a channel has it */
function roomOf(text) {
  return PLAIN.test(text) ? text : roomName(text);
}
