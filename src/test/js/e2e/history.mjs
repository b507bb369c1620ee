/**
 * Channels with history and presence over lines that break at random, by our client: each message comes once and in order, publishes with
 * keys enter once, and who is there is shown as it is.
 *
 * TEST_MESSAGES says how many messages go, ten times as many as here.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../../../../webapp/halley/halley.js';
import { within } from '../interop/actor.mjs';
import { Place } from './servers.mjs';

const MESSAGES = Math.floor(Number(process.env.TEST_MESSAGES ?? 1_000) / 10);
/** How many bytes a connection lives. */
const LIFE = { min: 1_500, max: 12_000 };
/** Less may be missing than the longest-lived connections can carry. */
const AHEAD = 5;
const PATIENCE = 120_000;

globalThis.WebSocket ??= (await import('ws')).WebSocket; // Node has one only from 22 on

let place;
before(async () => {
  place = await Place.open({ history: '/orders/*=5000/10m', maxRecovery: 5_000, presence: '/room/*', presenceDelay: 10 });
});
const clients = [];
after(async () => {
  place?.line.hold();
  await Promise.all(clients.map((client) => client.disconnect()));
  await place?.close();
});

function newClient(url, transport) {
  const client = new Client({ url, transports: [transport], backoff: { min: 1, max: 20 } });
  clients.push(client);
  return client;
}

const numbers = (count) => Array.from({ length: count }, (_, number) => number);

/** What arrives, and a promise for when all of it has. */
class Inbox {
  values = [];
  #wanted = Infinity;
  #resolve;

  take(value) {
    this.values.push(value);
    if (this.values.length >= this.#wanted) {
      this.#resolve();
    }
  }

  all(count) {
    this.#wanted = count;
    const done = new Promise((resolve) => { this.#resolve = resolve; });
    if (this.values.length >= count) {
      this.#resolve();
    }
    return within(done, () => `${count} messages; there are ${this.values.length}`, PATIENCE);
  }
}

for (const transport of ['websocket', 'long-polling']) {
  test(`${transport}: a client that comes later gets the newest messages first`, async () => {
    const client = newClient(place.directUrl, transport);
    const late = newClient(place.directUrl, transport);
    const inbox = new Inbox();
    await client.connect();
    for (const number of numbers(4)) {
      await client.publish(`/orders/late-${transport}`, number);
    }
    await late.connect();
    await late.subscribe(`/orders/late-${transport}`, ({ data }) => inbox.take(data), { history: { last: 2 } });
    await client.publish(`/orders/late-${transport}`, 4);
    await inbox.all(3);
    assert.deepEqual(inbox.values, [2, 3, 4]);
  });

  test(`${transport}: over a line that breaks each message comes once and in order`, async () => {
    const channel = `/orders/broken-${transport}`;
    const reader = newClient(place.url, transport);
    const writer = newClient(place.directUrl, transport);
    const inbox = new Inbox();
    const lost = [];
    reader.on('lost', (loss) => lost.push(loss));
    await writer.connect();
    await reader.connect();
    await reader.subscribe(channel, ({ data }) => inbox.take(data));
    place.line.breakAtRandom({ seed: 7, ...LIFE });
    place.line.cut();
    for (const number of numbers(MESSAGES)) {
      await writer.publish(channel, number);
      await inbox.all(number + 1 - AHEAD);
    }
    await inbox.all(MESSAGES);
    assert.deepEqual(inbox.values, numbers(MESSAGES));
    assert.deepEqual(lost, []);
    place.line.hold();
    place.line.cut();
  });

  test(`${transport}: those who are in a room are shown, and those who leave are not`, async () => {
    const room = `/room/${transport}`;
    const [watcher, guest] = [newClient(place.directUrl, transport), newClient(place.directUrl, transport)];
    const changes = new Inbox();
    await Promise.all([watcher.connect(), guest.connect()]);
    // Who is there at first is told by 'change' alone.
    const first = new Inbox();
    await watcher.presence(room, {
      join: (member) => changes.take(['join', member.id]),
      leave: (member) => changes.take(['leave', member.id]),
      change: () => first.take('change'),
    });
    await first.all(1);
    const membership = await guest.subscribe(room, () => {});
    await changes.all(1);
    await membership.unsubscribe();
    await changes.all(2);
    assert.deepEqual(changes.values.map(([kind]) => kind), ['join', 'leave']);
    assert.equal(changes.values[0][1], changes.values[1][1]);
  });
}
