/** The chat page: brings the client, the room and the page's elements together. */

import { BayeuxError, Client, State } from '../halley/halley.js';
import { Room } from './room.js';
import { View } from './view.js';

const TRANSPORTS = ['websocket', 'long-polling'];

/** What the page calls the client's states. */
const SHOWN = /** @type {Record<string, 'connected' | 'connecting' | 'disconnected'>} */ (Object.freeze({
  [State.DISCONNECTED]: 'disconnected',
  [State.HANDSHAKING]: 'connecting',
  [State.CONNECTING]: 'connecting',
  [State.CONNECTED]: 'connected',
  [State.UNCONNECTED]: 'disconnected',
  [State.REHANDSHAKING]: 'connecting',
  [State.DISCONNECTING]: 'disconnected',
}));

/** @type {{room: Room, client: Client} | undefined} where we are */
let current;

const view = new View({
  join: (name) => void enter(name),
  send: (text) => void say(text),
  leave: () => void leave(),
});

/** @param {string} user */
async function enter(user) {
  const client = newClient();
  const room = new Room(client, user, {
    said: (from, text) => view.showMessage(from, text, from === user),
    happened: (text) => view.showAlert(text),
    members: (members) => view.showMembers(members, user),
  });
  const here = { room, client };
  current = here;
  watch(client);
  view.showRoom();
  try {
    await room.join();
  } catch (error) {
    if (current === here) {
      exit(`The room cannot be entered: ${words(error)}`);
      await client.disconnect();
    }
  }
}

/** @param {string} text */
async function say(text) {
  try {
    await current?.room.say(text);
  } catch (error) {
    view.showAlert(`Not sent: “${text}” (${words(error)})`, 'warning');
  }
}

async function leave() {
  const here = current;
  exit('You have left the room.');
  await here?.room.leave();
}

/** @param {string} notice */
function exit(notice) {
  current = undefined;
  view.showConnection('disconnected');
  view.showJoin(notice);
}

function newClient() {
  const only = new URLSearchParams(location.search).get('transport');
  const transports = TRANSPORTS.filter((name) => only === null || name === only);
  return new Client({
    url: '../cometd',
    transports: transports.length > 0 ? transports : TRANSPORTS,
    backoff: { min: 250, max: 4_000 },
  });
}

/**
 * Shows what becomes of the connection, as long as we are in its room.
 *
 * @param {Client} client
 */
function watch(client) {
  let cut = false;
  let leaving = false;
  const isHere = () => current?.client === client;
  client.on('leave', () => {
    leaving = true; // though the browser may bring the page back, and the client then connects again
  });
  client.on('session', ({ renewed }) => {
    leaving = false;
    if (renewed && isHere()) {
      view.showAlert('Re-initialised: the server has given us a new session.');
    }
  });
  client.on('state', ({ state, error }) => {
    if (!isHere()) {
      return;
    }
    view.showConnection(SHOWN[state], client.transport);
    if (state === State.UNCONNECTED) {
      cut = true;
      view.showAlert('Disconnected. Trying to reconnect …', 'warning');
    } else if (state === State.CONNECTED && cut) {
      cut = false;
      view.showAlert('Reconnected.', 'good');
    } else if (state === State.DISCONNECTED && !leaving) {
      exit(`Disconnected: ${words(error)}`);
    }
  });
}

/** @param {unknown} error */
function words(error) {
  return error instanceof BayeuxError ? error.text.replaceAll('_', ' ') : String(/** @type {any} */ (error)?.message);
}
