/**
 * Whatever goes wrong between a client and its server, the application gets a gapless run of each channel with history,
 * none twice, or is told where it breaks; and no subscribe leads to the next for ever. A seed says what goes wrong; a
 * failure names it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from '../../../../webapp/halley/halley.js';
import '../../../../webapp/halley/history.js';
import { FakeEnvironment } from './fake-environment.mjs';
import { HistoryServer, OrderedTransport, PollingTransport, randomOf, Stream } from './history-server.mjs';

const CHANNELS = ['/a', '/b'];
const SEEDS = Number(process.env.SEEDS ?? 30);
const FIRST_SEED = Number(process.env.SEED ?? 1);
const STEPS = 150;

/** What can happen, each with a weight. */
const EVENTS = [
  [60, 'publish', ({ server, random }) => server.publish(CHANNELS[Math.floor(random() * 2)])],
  [6, 'cut', ({ transport }) => transport.cut()],
  [4, 'lose a response', ({ transport }) => { transport.losing = 1; }],
  [4, 'send twice', ({ server, random }) => server.sessions.forEach(({ queue }) => {
    const again = queue[Math.floor(random() * queue.length)];
    queue.push(...(again ? [structuredClone(again)] : []));
  })],
  // Where messages are left out on purpose, a connect's reply would say that it had been so with these.
  [4, 'drop what waits', ({ server, leavesOut }) => server.sessions.forEach(({ queue }) => leavesOut || queue.splice(0))],
  [2, 'expire', ({ server }) => server.expire()],
  [2, 'take over', ({ streams, random }) => streams[CHANNELS[Math.floor(random() * 2)]].takeOver()],
  [1, 'begin anew', ({ streams, random }) => streams[CHANNELS[Math.floor(random() * 2)]].begin()],
  [2, 'say lost', ({ server }) => server.sessions.forEach(({ follows }) => follows.forEach((follow) => { follow.lost = true; }))],
  [3, 'a burst', ({ server }) => {
    for (let count = 0; count < 30; count += 1) {
      server.publish('/a');
    }
  }],
  [4, 'own publish', ({ client }) => client.publish('/b', 1).catch(() => {})],
];

/** What sessions do not get: nothing, a quarter, or, as long as the server knows, their own publishes. */
const LEAVING_OUT = [
  undefined,
  (session, { offset, by }) => by === undefined && offset % 4 === 0,
  (session, { by }) => by !== undefined && by === session,
];

function choose(random) {
  let rest = random() * EVENTS.reduce((sum, [weight]) => sum + weight, 0);
  return EVENTS.find(([weight]) => (rest -= weight) < 0);
}

async function play(seed, Transport) {
  const random = randomOf(seed);
  const environment = Object.assign(new FakeEnvironment(), { random });
  const streams = Object.fromEntries(CHANNELS.map((channel) => [channel, new Stream(20)]));
  const leavesOut = LEAVING_OUT[seed % 3];
  const wanted = (session, entry) => !leavesOut?.(session, entry);
  const published = Object.fromEntries(CHANNELS.map((channel) => [channel, []]));
  for (const [channel, stream] of Object.entries(streams)) {
    const publish = stream.publish.bind(stream);
    stream.publish = () => {
      const entry = publish();
      published[channel].push(entry);
      return entry;
    };
  }
  const server = new HistoryServer({ streams, wanted, max: 15 });
  const transport = new Transport(server, environment, random);
  const client = new Client({
    url: '/cometd', transports: [transport.factory], environment, backoff: { min: 100, max: 400 },
    maxNetworkDelay: 2_000, queueLimit: 1_000,
  });
  const lists = Object.fromEntries(CHANNELS.map((channel) => [channel, []]));
  client.on('lost', ({ channel }) => lists[channel].push('lost'));
  const errors = [];
  client.on('error', (error) => errors.push(error));
  CHANNELS.forEach((channel) => void client.subscribe(channel, ({ data, position }) => {
    const [epoch, offset] = data.split(':');
    assert.equal(position.offset, Number(offset));
    assert.equal(position.epoch, epoch, `${position.epoch} is told of ${data}`);
    lists[channel].push(data);
  }));
  void client.connect();
  await environment.advance(1_000);
  const context = { server, transport, client, streams, random, leavesOut };
  let faults = 0;
  for (let step = 0; step < STEPS; step += 1) {
    const [, name, happen] = choose(random);
    faults += name === 'publish' ? 0 : 1;
    happen(context);
    await environment.advance(Math.round(random() ** 3 * 400));
  }
  transport.losing = 0;
  await environment.advance(30_000);
  CHANNELS.forEach((channel) => server.publish(channel)); // shows what was dropped last
  await environment.advance(60_000);
  const { subscribes } = server;
  await environment.advance(120_000);
  assert.deepEqual(errors, []);
  assert.equal(server.subscribes, subscribes, 'it goes on subscribing');
  assert.ok(subscribes <= 4 + 6 * faults, `${subscribes} subscribes for ${faults} faults`);
  CHANNELS.forEach((channel) => check(lists[channel], published[channel], leavesOut));
  return lists;
}

/** @param list what the application got, and `lost` where it was told @param published all there was, in order */
function check(list, published, leavesOut) {
  const isOptional = ({ by }) => leavesOut === LEAVING_OUT[2] && by !== undefined;
  const all = published.filter((entry) => !leavesOut?.({}, entry))
    .filter((entry) => !isOptional(entry) || list.includes(nameOf(entry))).map(nameOf);
  let at = -1;
  let mayJump = true;
  for (const one of list) {
    if (one === 'lost') {
      mayJump = true;
      continue;
    }
    const index = all.indexOf(one);
    assert.ok(index > at, `${one} comes after ${all[at]}`);
    assert.ok(mayJump || index === at + 1, `${all.slice(at + 1, index)} is missing before ${one}`);
    at = index;
    mayJump = false;
  }
  assert.ok(mayJump || at === all.length - 1, `${all.slice(at + 1)} is missing at the end`);
}

const nameOf = ({ epoch, offset }) => `${epoch}:${offset}`;

for (const Transport of [OrderedTransport, PollingTransport]) {
  test(`a gapless run, or told: ${Transport.name}, seeds ${FIRST_SEED} to ${FIRST_SEED + SEEDS - 1}`, { timeout: 60_000 + 2_000 * SEEDS }, async (context) => {
    let told = 0;
    let got = 0;
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
      try {
        const all = Object.values(await play(seed, Transport)).flat();
        told += all.filter((one) => one === 'lost').length;
        got += all.length;
      } catch (error) {
        error.message = `seed ${seed}: ${error.message}`;
        throw error;
      }
    }
    context.diagnostic(`${got} messages, told of a loss ${told} times`);
    assert.ok(told < got / 20, 'a client that always says lost loses nothing either');
  });
}

test('without faults nobody is told of anything, and nothing is subscribed twice', async () => {
  for (const Transport of [OrderedTransport, PollingTransport]) {
    const random = randomOf(7);
    const environment = Object.assign(new FakeEnvironment(), { random });
    const streams = { '/a': new Stream(20), '/b': new Stream(20) };
    const server = new HistoryServer({ streams, wanted: (session, { offset }) => offset % 3 > 0 });
    const transport = new Transport(server, environment, random);
    const client = new Client({ url: '/cometd', transports: [transport.factory], environment });
    const told = [];
    let got = 0;
    client.on('lost', (loss) => told.push(loss));
    client.on('recovered', (recovery) => told.push(recovery));
    CHANNELS.forEach((channel) => void client.subscribe(channel, () => { got += 1; }));
    void client.connect();
    await environment.advance(1_000);
    for (let count = 0; count < 200; count += 1) {
      server.publish(CHANNELS[count % 2]);
      await environment.advance(Math.round(random() * 200));
    }
    await environment.advance(60_000);
    assert.deepEqual([told, server.subscribes, got], [[], 2, 134], Transport.name);
  }
});
