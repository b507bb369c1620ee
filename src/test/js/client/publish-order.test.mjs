/** What is published to one channel enters it in the order of the calls, whatever fails meanwhile. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, TransportError } from '../../../../webapp/halley/halley.js';
import '../../../../webapp/halley/history.js';
import '../../../../webapp/halley/transport-long-polling.js';
import { FakeEnvironment, settle } from './fake-environment.mjs';
import { HistoryServer, randomOf, Stream } from './history-server.mjs';
import { CONNECT, connected, SUBSCRIBE } from './play.mjs';

const CHANNELS = ['/a', '/b'];
const SEEDS = Number(process.env.SEEDS ?? 30);

/** A server that is reached by `fetch`, and what it has stored. What becomes of a request is the test's choice. */
class PolledServer {
  stored = Object.fromEntries(CHANNELS.map((channel) => [channel, []]));
  calls = 0;
  /** What becomes of the next request but a connect: `ok`, `request` or `response` is lost, or a channel is unavailable. */
  fate = () => 'ok';
  #server = new HistoryServer({ streams: Object.fromEntries(CHANNELS.map((channel) => [channel, new Stream(10_000)])) });
  #environment;
  #random;

  constructor(environment, random) {
    this.#environment = environment;
    this.#random = random;
  }

  fetch = async (url, { body, signal }) => {
    const messages = JSON.parse(body);
    const isConnect = messages[0].channel === CONNECT;
    const fate = isConnect ? 'ok' : this.fate();
    await this.#later(isConnect && messages[0].advice?.timeout !== 0 ? 5_000 : 40, signal);
    if (fate === 'request') {
      throw new TypeError('lost');
    }
    const replies = messages.map((message) => this.#handle(message, fate));
    await this.#later(40, signal);
    if (fate === 'response') {
      throw new TypeError('lost');
    }
    return { ok: true, status: 200, headers: new Headers(), text: async () => JSON.stringify(replies) };
  };

  #handle(message, fate) {
    const { channel, clientId, data, id } = message;
    if (channel === fate) {
      return { channel, id, successful: false, error: '503::history_unavailable' };
    }
    if (channel.startsWith('/service/')) {
      this.calls += 1;
      return { channel, id, successful: true };
    }
    const reply = this.#server.handle(message);
    this.#server.session(clientId)?.queue.splice(0);
    if (data !== undefined && reply.successful && !reply.ext.history.duplicate) {
      this.stored[channel].push(data);
    }
    return reply;
  }

  #later(ms, signal) {
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#environment.setTimeout(resolve, Math.round(this.#random() * ms));
    });
  }
}

async function polling(random, options) {
  const environment = Object.assign(new FakeEnvironment(), { random });
  const server = new PolledServer(environment, random);
  environment.fetch = server.fetch;
  const client = new Client({
    url: '/cometd', transports: ['long-polling'], environment, backoff: { min: 100, max: 400 }, ...options,
  });
  CHANNELS.forEach((channel) => void client.subscribe(channel, () => {}));
  void client.connect();
  await environment.advance(2_000);
  const published = [];
  const publish = (channel) => {
    const number = published.length;
    published.push(client.publish(channel, number).then(() => number, (error) => error));
  };
  return { client, environment, publish, published, server };
}

test(`over long-polling: seeds 1 to ${SEEDS}`, { timeout: 60_000 + 2_000 * SEEDS }, async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const random = randomOf(seed);
    const { environment, publish, published, server } = await polling(random);
    server.fate = () => (['ok', 'ok', 'ok', 'request', 'response', ...CHANNELS])[Math.floor(random() * 7)];
    for (let step = 0; step < 100; step += 1) {
      publish(CHANNELS[Math.floor(random() * 2)]);
      await environment.advance(Math.round(random() ** 3 * 300));
    }
    server.fate = () => 'ok';
    await environment.advance(60_000);
    const outcomes = await Promise.all(published);
    assert.deepEqual(outcomes, outcomes.map((_, number) => number), `seed ${seed}`);
    CHANNELS.forEach((channel) => {
      const stored = server.stored[channel];
      assert.deepEqual(stored, [...stored].sort((one, other) => one - other), `seed ${seed}: ${channel}`);
    });
    assert.equal(server.stored['/a'].length + server.stored['/b'].length, published.length, `seed ${seed}`);
  }
});

test('what waits behind a request that fails is not sent before what that had', async () => {
  const { environment, publish, server } = await polling(() => 0.5);
  const fates = ['request', 'request'];
  server.fate = () => fates.shift() ?? 'ok';
  ['/a', '/a', '/b', '/a'].forEach(publish);
  await environment.advance(10);
  assert.deepEqual(server.stored, { '/a': [], '/b': [] });
  await environment.advance(30_000);
  assert.deepEqual(server.stored, { '/a': [0, 1, 3], '/b': [2] });
});

test('a call that was to be sent with a publish that is held back goes on its own', async () => {
  const { client, environment, publish, server } = await polling(() => 0.5);
  const fates = ['request', 'ok', 'request', 'request', 'request'];
  server.fate = () => fates.shift() ?? 'ok';
  publish('/a');
  await environment.advance(1);
  client.batch(() => {
    publish('/a');
    client.call('/time', 1).catch(() => {});
  });
  await environment.advance(2_000);
  assert.deepEqual([server.stored['/a'], server.calls], [[], 1]);
  await environment.advance(30_000);
  assert.deepEqual([server.stored['/a'], server.calls], [[0, 1], 1]);
});

// ---- over one connection, by hand

const stored = (offset) => ({ ext: { history: { epoch: 'e', offset } } });
const UNAVAILABLE = { successful: false, error: '503::history_unavailable' };

async function following(options) {
  const set = await connected({ handshake: { ext: { history: true, keyTtl: 60_000 } }, ...options });
  void set.client.subscribe('/a', () => {});
  await settle();
  await set.transport.answer(SUBSCRIBE, { ext: { history: { '/a': { epoch: 'e', offset: 10 } } } });
  set.published = [];
  set.publish = (channel = '/a') => {
    const number = set.published.length;
    set.published.push(undefined);
    set.client.publish(channel, number).then(
      () => { set.published[number] = 'done'; }, (error) => { set.published[number] = error; });
    return settle();
  };
  set.open = () => set.transport.unanswered('/a').map(({ data }) => data);
  return set;
}

test('later publishes wait until one that could not be stored is tried again, alone, and answered', async () => {
  const set = await following();
  await set.publish();
  await set.transport.answer('/a', UNAVAILABLE);
  await set.publish();
  await set.publish();
  assert.deepEqual(set.open(), []);
  await set.publish('/x');
  assert.equal(set.transport.unanswered('/x').length, 1);
  await set.environment.advance(2_000);
  assert.deepEqual(set.open(), [0]);
  await set.transport.answer('/a', UNAVAILABLE);
  await set.environment.advance(5_000);
  assert.deepEqual(set.open(), [0]);
  await set.transport.answer('/a', stored(11));
  await set.environment.advance(0);
  assert.deepEqual(set.open(), [1, 2]);
});

for (const [how, end] of [
  ['refused', async ({ environment, transport }) => {
    await environment.advance(2_000);
    await transport.answer('/a', { successful: false, error: '409:publishKey:conflict' });
    await environment.advance(0);
  }],
  ['given up', async ({ environment, giveUp }) => {
    giveUp.abort();
    await environment.advance(20_000);
  }],
]) {
  test(`later publishes go when the one before is ${how}`, async () => {
    const set = await following();
    set.giveUp = new AbortController();
    set.client.publish('/a', 'first', { signal: set.giveUp.signal }).catch(() => {});
    await settle();
    await set.transport.answer('/a', UNAVAILABLE);
    await set.publish();
    await end(set);
    assert.deepEqual(set.open(), [0]);
  });
}

test('later publishes go when the one that is tried again alone is given up', async () => {
  const set = await following();
  const giveUp = new AbortController();
  set.client.publish('/a', 'first', { signal: giveUp.signal }).catch(() => {});
  await settle();
  await set.transport.answer('/a', UNAVAILABLE);
  await set.publish();
  await set.environment.advance(2_000);
  assert.deepEqual(set.open(), ['first']);
  giveUp.abort();
  await settle();
  await set.environment.advance(0);
  assert.ok(set.open().includes(0));
});

test('what is held back is bounded, and told as not sent when it is too old', async () => {
  const set = await following({ queueLimit: 2 });
  await set.publish();
  await set.transport.answer('/a', UNAVAILABLE);
  await set.publish();
  await set.publish();
  assert.deepEqual(set.published, [undefined, undefined, undefined]);
  await set.publish();
  assert.equal(set.published[3].name, 'ClosedError');
  for (let second = 0; second < 60; second += 1) {
    await set.environment.advance(1_000);
    if (set.open().length > 0) {
      await set.transport.answer('/a', UNAVAILABLE);
    }
  }
  assert.equal(set.published[0].outcomeUnknown, true);
  assert.ok(set.published[1] instanceof TransportError);
  assert.equal(set.published[1].outcomeUnknown, false);
});
