/** Shows the state of the connection, its transport, and the server's clock; lets one choose the transport. */

import { clockTime, element, field, say } from './dom.js';
import { titleOf } from './connection.js';

/** @typedef {import('./connection.js').Connection} Connection */

export class ConnectionView {
  /** @type {Connection | undefined} */
  #connection;

  /** @param {(wanted: string) => void} choose */
  constructor(choose) {
    const select = field('wanted-transport');
    select.addEventListener('change', () => choose(select.value));
    setInterval(() => this.#tick(), 1_000);
  }

  /** @param {string} wanted */
  set wanted(wanted) {
    field('wanted-transport').value = wanted;
  }

  /** @param {Connection | undefined} connection */
  watch(connection) {
    this.#connection = connection;
    this.#tick();
  }

  /** @param {import('./connection.js').Shown} state @param {string} [transport] */
  show(state, transport) {
    element('connection').dataset.state = state;
    say('connection-state', state === 'disconnected' && this.#connection === undefined ? 'not connected' : state);
    say('transport', transport === undefined ? '' : titleOf(transport));
    say('fact-transport', transport === undefined ? 'none' : titleOf(transport));
    this.#tick();
  }

  #tick() {
    const { timesync, ack, client } = this.#connection ?? {};
    const isKnown = timesync?.synchronized === true;
    const time = isKnown ? clockTime(timesync.serverTime, true) : undefined;
    element('clock').hidden = time === undefined;
    say('server-time', time ?? '');
    say('fact-time', time ?? 'unknown');
    say('fact-offset', isKnown ? `${signed(timesync.offset)} ms` : 'unknown');
    say('fact-lag', isKnown ? `${timesync.lag} ms` : 'unknown');
    say('fact-ack', client?.clientId === undefined ? 'unknown' : ack?.supported ? 'acknowledged' : 'not acknowledged');
  }
}

/** @param {number} number */
function signed(number) {
  return number > 0 ? `+${number}` : String(number).replace('-', '\u2212');
}
