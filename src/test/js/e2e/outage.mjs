/**
 * Forty clients whose server refuses connections for a while, and forty whose connections are cut at random: within a minute
 * all of them are on WebSocket again.
 *
 * TEST_SERVER says which server it is; TEST_REFUSED for how many milliseconds connections are refused at least. With 0 each
 * client is refused some times, and is quick.
 */
import { after, before, test } from 'node:test';
import { Client } from '../../../../webapp/halley/halley.js';
import { within } from '../interop/actor.mjs';
import { Place, TITLE } from './servers.mjs';

const CLIENTS = 40;
const REFUSED = Number(process.env.TEST_REFUSED ?? 0);
const FEWEST_REFUSALS = 4;
const FEWEST_FAILURES = 3 * CLIENTS;
const MINUTE = 60_000;
const PATIENCE = 120_000;
const QUICK = { backoff: { min: 50, max: 1_000 }, probe: { min: 50, max: 1_000 } };
/** How many bytes a connection lives: some do not even become a WebSocket. */
const LIFE = { min: 100, max: 900 };

globalThis.WebSocket ??= (await import('ws')).WebSocket; // Node has one only from 22 on

let place;
before(async () => {
  place = await Place.open();
});
after(() => place?.close());

class Crowd {
  #members;
  #waiting = new Set();

  constructor(url) {
    this.#members = Array.from({ length: CLIENTS }, () => {
      const member = { client: new Client({ url, ...(REFUSED === 0 && QUICK) }), failures: 0, lastFailure: 0 };
      member.client.on('failure', () => {
        member.failures += 1;
        member.lastFailure = performance.now();
        this.#look();
      });
      ['state', 'transport'].forEach((event) => member.client.on(event, () => this.#look()));
      return member;
    });
  }

  connect() {
    return Promise.all(this.#members.map(({ client }) => client.connect()));
  }

  disconnect() {
    return Promise.all(this.#members.map(({ client }) => client.disconnect()));
  }

  get failures() {
    return this.#members.reduce((sum, { failures }) => sum + failures, 0);
  }

  /** Waits until it holds for each, looking whenever something happens to one. */
  async until(what, holds, patience = PATIENCE) {
    const wait = { holds: () => this.#members.every(holds) };
    wait.promise = new Promise((resolve) => { wait.resolve = resolve; });
    this.#waiting.add(wait);
    this.#look();
    await within(wait.promise, () => `${what}: ${this.#members.map(({ client, failures }) => (
      `${client.state} ${client.transport} ${failures}`)).join(', ')}`, patience);
  }

  #look() {
    [...this.#waiting].filter(({ holds }) => holds()).forEach((wait) => {
      this.#waiting.delete(wait);
      wait.resolve();
    });
  }
}

const isOnWebSocket = ({ client }) => client.state === 'connected' && client.transport === 'websocket';

test(`${TITLE}: all are on WebSocket within a minute after connections were refused`, async () => {
  const crowd = new Crowd(place.directUrl);
  try {
    await crowd.connect();
    await place.stopServer();
    const stopped = performance.now();
    await crowd.until('refused', ({ failures, lastFailure }) => (
      failures >= FEWEST_REFUSALS && lastFailure - stopped >= REFUSED));
    await place.startServer();
    await crowd.until('on WebSocket', isOnWebSocket, MINUTE);
  } finally {
    await crowd.disconnect();
  }
});

test(`${TITLE}: all are on WebSocket within a minute after connections were cut at random`, async () => {
  const crowd = new Crowd(place.url);
  try {
    await crowd.connect();
    place.line.breakAtRandom({ seed: CLIENTS, ...LIFE });
    place.line.cut();
    await crowd.until('cut', () => crowd.failures >= FEWEST_FAILURES);
    place.line.hold();
    await crowd.until('on WebSocket', isOnWebSocket, MINUTE);
  } finally {
    await crowd.disconnect();
  }
});
