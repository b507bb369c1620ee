/** The chat page: joining and leaving, and what an earlier page of this tab has left. */

import { roomInAddress } from './address.js';
import { Composer } from './composer.js';
import { TRANSPORTS } from './connection.js';
import { ConnectionView } from './connection-view.js';
import { OFFERED } from './directory.js';
import { element, field, onSubmit, say } from './dom.js';
import { LogView } from './log-view.js';
import { NodeView } from './node-view.js';
import { RoomsView } from './rooms-view.js';
import { recall } from './store.js';
import { Visit } from './visit.js';

/** @type {Visit | undefined} */
let visit;

const views = {
  composer: new Composer({ send: (text, to) => visit?.send(text, to), types: (types) => visit?.types(types), called: (member) => visit?.called(member) ?? member.name }),
  connection: new ConnectionView((wanted) => void visit?.use(wanted)),
  log: new LogView((entry) => visit?.again(entry)),
  node: new NodeView(() => void visit?.kill()),
  rooms: new RoomsView({ open: (name) => visit?.open(name), whisper: (member) => views.composer.to(member) }),
};

/** @param {string} notice why the chat is left, if that needs words */
function ended(notice) {
  visit = undefined;
  document.body.dataset.view = 'join';
  document.title = 'Halley chat';
  say('notice', notice);
  field('name').focus();
  field('name').select();
}

/** @param {import('./store.js').Memory} memory */
function start(memory) {
  say('notice', '');
  say('self', memory.user);
  document.body.dataset.view = 'room';
  visit = new Visit(memory, views, ended);
}

onSubmit('join-form', () => {
  const user = field('name').value.trim();
  const room = roomInAddress() || OFFERED[0];
  if (user !== '') {
    const asked = new URLSearchParams(location.search).get('transport');
    const wanted = TRANSPORTS.find((name) => name === asked) ?? field('wanted-transport').value;
    start({ user, current: room, wanted, rooms: [{ name: room, entries: [] }] });
  }
});
element('leave').addEventListener('click', () => void visit?.leave('You have left the chat.'));
element('leave-room').addEventListener('click', () => void visit?.leaveRoom());
addEventListener('popstate', ({ state }) => visit?.open(state?.room ?? (roomInAddress() || OFFERED[0]), 'none'));
addEventListener('pagehide', () => visit?.pause());
document.addEventListener('visibilitychange', () => {
  visit?.keep();
  if (!document.hidden) {
    visit?.seen();
  }
});

const memory = recall();
if (memory !== undefined) {
  memory.current = roomInAddress() || memory.current;
  document.body.dataset.view = 'room';
  // Not before the page is complete: the browser would wait for a script that polls, and the script waits for news.
  if (document.readyState === 'complete') {
    start(memory);
  } else {
    addEventListener('load', () => start(memory), { once: true });
  }
}
// What was submitted before all this was there is submitted now.
dispatchEvent(new Event('ready'));
