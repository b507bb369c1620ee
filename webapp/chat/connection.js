/**
 * The client, with its extensions, and what is to be said of its connection: it is there, it is lost, it is back.
 *
 * @typedef {'connected' | 'connecting' | 'disconnected' | 'offline'} Shown
 *
 * @typedef {object} ConnectionEvents
 * @property {(state: Shown, transport?: string) => void} state
 * @property {(text: string, tone: 'info' | 'good' | 'warning') => void} alert what people in a room are to know
 * @property {(resumed: boolean, person: string) => void} session a session has begun, or an earlier page's goes on; with the mark that tells
 *   us from others of our name, '' if the server gives none
 * @property {() => void} returned the session goes on after what may have been a loss
 * @property {(channel: string) => void} gap something of the channel cannot be had any more
 * @property {(error: unknown) => void} ended the server wants us no more
 */

import { AckExtension } from '../halley/extension-ack.js';
import { ReloadExtension } from '../halley/extension-reload.js';
import { TimesyncExtension } from '../halley/extension-timesync.js';
import { Client, State } from '../halley/halley.js';

export const TRANSPORTS = Object.freeze(['websocket', 'long-polling', 'callback-polling']);

const TITLES = Object.freeze({
  websocket: 'WebSocket', 'long-polling': 'Long-polling', 'callback-polling': 'Callback-polling',
});

/** What the page calls the client's states. */
const SHOWN = /** @type {Record<string, Shown>} */ (Object.freeze({
  [State.DISCONNECTED]: 'disconnected',
  [State.HANDSHAKING]: 'connecting',
  [State.CONNECTING]: 'connecting',
  [State.CONNECTED]: 'connected',
  [State.UNCONNECTED]: 'disconnected',
  [State.REHANDSHAKING]: 'connecting',
  [State.DISCONNECTING]: 'disconnected',
}));

export class Connection {
  client;
  timesync = new TimesyncExtension();
  ack = new AckExtension();
  #events;
  /** Whether people have been told that the connection is lost, and not yet that it is back. */
  #isLost = false;
  #isLeaving = false;
  #end = new AbortController();

  /**
   * @param {{user: string, key: string}} chat as whom others see us, in each session
   * @param {string} wanted a transport, or '' for the best
   * @param {ConnectionEvents} events
   */
  constructor(chat, wanted, events) {
    this.#events = events;
    this.client = new Client({
      url: '../cometd', transports: listOf(wanted), backoff: { min: 250, max: 4_000 }, handshake: { ext: { chat } },
    });
    this.client.extend(this.timesync);
    this.client.extend(this.ack);
    this.client.extend(new ReloadExtension());
    this.client.on('leave', () => this.#farewell());
    this.client.on('keep', () => this.#farewell());
    this.client.on('session', (session) => this.#begun(session));
    this.client.on('state', (change) => this.#changed(change));
    this.client.on('failure', () => this.#lost());
    this.client.on('lost', ({ channel }) => events.gap(channel));
    this.client.on('transport', ({ previous }) => this.#moved(previous));
    this.client.on('connect', () => this.#answered());
    addEventListener('offline', () => this.#lost(), { signal: this.#end.signal });
    addEventListener('online', () => this.#ask(), { signal: this.#end.signal });
  }

  /** Milliseconds of the server's time. */
  get time() {
    return this.timesync.synchronized ? this.timesync.serverTime : Date.now();
  }

  /** Goes on over another transport, with the same session. @param {string} wanted */
  async use(wanted) {
    await this.client.useTransports(listOf(wanted));
  }

  /** Nobody wants to know any more whether there is a network. */
  end() {
    this.#end.abort();
  }

  /**
   * The page ends, and what fails now fails because of that. The browser may still bring the page back, and the client
   * then connects again.
   */
  leaving() {
    this.#isLeaving = true;
  }

  /** The session has a moment more, in which this tab's next page may come for it. */
  #farewell() {
    this.leaving();
    this.client.publish('/service/chat/away', null).catch(() => {});
  }

  /** @param {{renewed: boolean, resumed?: boolean, reply?: any}} session */
  #begun({ renewed, resumed = false, reply }) {
    this.#isLeaving = false;
    if (renewed && !resumed) {
      this.#events.alert('Re-initialised: the server has given us a new session.', 'info');
    }
    this.#events.session(resumed, String(reply?.ext?.chat?.person ?? ''));
  }

  /** @param {{state: string, error?: unknown}} change */
  #changed({ state, error }) {
    this.#show();
    if (state === State.UNCONNECTED) {
      this.#lost();
    } else if (state === State.CONNECTED) {
      this.#answered();
    } else if (state === State.DISCONNECTED && !this.#isLeaving) {
      this.#events.ended(error);
    }
  }

  /** The server has answered: if people think that the connection is lost, it is not. */
  #answered() {
    if (this.#isLost && this.client.state === State.CONNECTED && navigator.onLine) {
      this.#isLost = false;
      this.#events.alert('Reconnected.', 'good');
      this.#events.returned();
      this.#show();
    }
  }

  /** The network is back: whether the server is, too, it has to say. */
  #ask() {
    this.#show();
    if (this.client.state === State.CONNECTED) {
      this.client.call('chat/node', null).then(() => this.#answered(), () => {});
    }
  }

  #lost() {
    if (!this.#isLost && !this.#isLeaving) {
      this.#isLost = true;
      this.#events.alert('Disconnected. Trying to reconnect …', 'warning');
    }
    this.#show();
  }

  /** @param {string} [previous] */
  #moved(previous) {
    this.#show();
    if (previous !== undefined) {
      this.#events.alert(`Now over ${titleOf(this.client.transport)}.`, 'info');
      this.#events.returned();
    }
  }

  #show() {
    const state = SHOWN[this.client.state];
    this.#events.state(
      navigator.onLine ? state === 'connected' && this.#isLost ? 'connecting' : state : 'offline', this.client.transport,
    );
  }
}

/** @param {string} wanted */
function listOf(wanted) {
  return TRANSPORTS.includes(wanted) ? [wanted] : TRANSPORTS;
}

/** What people call a transport. @param {string} [transport] */
export function titleOf(transport) {
  return TITLES[/** @type {keyof typeof TITLES} */ (transport)] ?? 'nothing';
}
