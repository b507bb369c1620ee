/**
 * Channels with history and presence over lines that break at random, by our client: each message comes once and in order, publishes with
 * keys enter once, and who is there is shown as it is.
 *
 * TEST_MESSAGES says how many messages go, ten times as many as here.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CometD } from '../../../../webapp/halley/cometd.js';
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

/** An application of CometD's client, which subscribes in its listener of handshakes. @param {object} history to begin with */
function adapter(channel, transport, history, configuration = { history: true }) {
  const cometd = new CometD();
  const inbox = new Inbox();
  const told = [];
  cometd.getTransportTypes().filter((type) => type !== transport).forEach((type) => cometd.unregisterTransport(type));
  cometd.configure({ url: place.url, logLevel: 'error', backoffIncrement: 20, maxBackoff: 100, ...configuration });
  cometd.addListener('/meta/history', ({ subscription, successful, recovered, count, reason }) => {
    told.push([subscription, successful, recovered, count, reason]);
  });
  cometd.addListener('/meta/handshake', ({ successful }) => {
    if (successful) {
      cometd.subscribe(channel, ({ data, position }) => {
        inbox.take([data, typeof position?.epoch, typeof position?.offset]);
      }, { history });
    }
  });
  return { cometd, inbox, told };
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

  test(`${transport}: one that is far behind catches up, though no connection lives long enough for all`, async () => {
    const channel = `/orders/behind-${transport}`;
    const reader = newClient(place.url, transport);
    const writer = newClient(place.directUrl, transport);
    const inbox = new Inbox();
    const lost = [];
    reader.on('lost', (loss) => lost.push(loss));
    await writer.connect();
    await reader.connect();
    await reader.subscribe(channel, ({ data }) => inbox.take(data.number));
    place.line.close();
    const payload = 'x'.repeat(4_000);
    await Promise.all(numbers(60).map((number) => writer.publish(channel, { number, payload })));
    place.line.breakAtRandom({ seed: 7, min: 24_000, max: 24_000 });
    const { cuts } = place.line;
    place.line.open();
    await inbox.all(60);
    assert.deepEqual(inbox.values, numbers(60));
    assert.deepEqual(lost, []);
    assert.ok(place.line.cuts > cuts + 5);
    place.line.hold();
    place.line.cut();
  });

  test(`${transport}: with CometD's names, too, what was missed comes, once and in order`, async () => {
    const channel = `/orders/adapter-${transport}`;
    const writer = newClient(place.directUrl, transport);
    await writer.connect();
    const replies = [];
    for (const number of numbers(4)) {
      replies.push(await writer.publish(channel, number));
    }
    const { cometd, inbox, told } = adapter(channel, transport, { from: replies[1].position });
    place.line.open();
    cometd.handshake();
    await inbox.all(2);
    assert.deepEqual(told, [[channel, true, true, 2, undefined]]);
    place.line.cut();
    await writer.publish(channel, 4);
    await writer.publish(channel, 5);
    await inbox.all(4);
    assert.deepEqual(inbox.values, [2, 3, 4, 5].map((data) => [data, 'string', 'number']));
    const reply = await new Promise((resolve) => { cometd.publish(channel, 6, resolve); });
    assert.equal(typeof reply.position.offset, 'number');
    await new Promise((resolve) => { cometd.disconnect(resolve); });
  });

  test(`${transport}: with CometD's names, too, it is told what cannot be had any more, and the newest come`, async () => {
    const channel = `/orders/adapter-lost-${transport}`;
    const writer = newClient(place.directUrl, transport);
    await writer.connect();
    for (const number of numbers(4)) {
      await writer.publish(channel, number);
    }
    const { cometd, inbox, told } = adapter(channel, transport, { from: { epoch: 'gone', offset: 1 }, orLast: 2 });
    cometd.handshake();
    await inbox.all(2);
    assert.deepEqual(inbox.values.map(([data]) => data), [2, 3]);
    assert.deepEqual(told, [[channel, false, false, 2, 'void']]);
    await new Promise((resolve) => { cometd.disconnect(resolve); });
  });

  test(`${transport}: with CometD's names, and not asked for: no positions, and nothing of what was before`, async () => {
    const channel = `/orders/adapter-plain-${transport}`;
    const writer = newClient(place.directUrl, transport);
    const { cometd, inbox, told } = adapter(channel, transport, { last: 5 }, { history: false });
    await writer.connect();
    await writer.publish(channel, 0);
    const subscribed = new Promise((resolve) => { cometd.addListener('/meta/subscribe', resolve); });
    cometd.handshake();
    assert.equal((await subscribed).ext, undefined);
    await writer.publish(channel, 1);
    await inbox.all(1);
    assert.deepEqual(inbox.values, [[1, 'undefined', 'undefined']]);
    assert.deepEqual(told, []);
    await new Promise((resolve) => { cometd.disconnect(resolve); });
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
