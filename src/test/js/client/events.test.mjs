/** How the client tells what happens: events, the console where nobody listens, and its debug switch. */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { State, SubscriptionState, TransportError } from '../../../../webapp/halley/halley.js';
import { FakeTransport, settle } from './fake-environment.mjs';
import { CONNECT, connected, HANDSHAKE, handshaken, setUp, SUBSCRIBE } from './play.mjs';

/** What is written to the console, by level. */
let written;

beforeEach(() => {
  written = { warn: [], debug: [], error: [] };
  Object.entries(written).forEach(([level, texts]) => mock.method(console, level, (...text) => void texts.push(text)));
});

afterEach(() => mock.restoreAll());

const answerLast = (transport, channel = CONNECT, fields = {}) => transport.receive(
  { channel, id: transport.last(channel).id, successful: true, ...fields });

async function unreachable(options) {
  const transport = new FakeTransport();
  transport.works = false;
  const set = setUp({ transports: [transport], backoff: { min: 100, max: 100 }, ...options });
  void set.client.connect().catch(() => {});
  return set;
}

test('where nobody listens to failures, the first one is written to the console, and no other', async () => {
  const { client, environment } = await unreachable();
  await environment.advance(1_000);
  assert.equal(written.warn.length, 1);
  const [[text, error]] = written.warn;
  assert.match(text, /"failure"/);
  assert.ok(error instanceof TransportError);
  await client.disconnect();
  void client.connect().catch(() => {});
  await environment.advance(1_000);
  assert.equal(written.warn.length, 1, 'once for a client');
  await client.disconnect();
});

test('where somebody listens to failures nothing is written to the console', async () => {
  const { client, environment } = await unreachable();
  client.on('failure', () => {});
  await environment.advance(1_000);
  await client.disconnect();
  assert.deepEqual(written, { warn: [], debug: [], error: [] });
});

test('a connection that works writes nothing to the console', async () => {
  const { client } = await connected();
  void client.disconnect();
  await settle();
  assert.deepEqual(written, { warn: [], debug: [], error: [] });
});

test('once tells of an event once', async () => {
  const { client, transport } = setUp();
  const heard = [];
  client.once('state', ({ state }) => heard.push(state));
  const stop = client.once('session', () => heard.push('session'));
  stop();
  void client.connect();
  await handshaken(transport);
  assert.deepEqual(heard, ['handshaking']);
});

test('a listener of once may cause the same event', async () => {
  const { client } = setUp();
  const heard = [];
  client.once('state', ({ state }) => {
    heard.push(state);
    void client.disconnect();
  });
  client.connect().catch(() => {});
  await settle();
  assert.deepEqual(heard, ['handshaking']);
});

test('a signal takes listeners of events away; one that has come lets none in', async () => {
  const { client, transport } = setUp();
  const heard = [];
  const controller = new AbortController();
  const { signal } = controller;
  client.on('state', ({ state }) => heard.push(state), { signal });
  client.once('session', () => heard.push('session'), { signal });
  client.on('state', () => assert.fail('its signal has come'), { signal: AbortSignal.abort() });
  void client.connect();
  controller.abort();
  await handshaken(transport);
  assert.deepEqual(heard, ['handshaking']);
});

test('a signal ends a subscription that the server has confirmed', async () => {
  const { client, transport } = await connected();
  const controller = new AbortController();
  const heard = [];
  const subscribing = client.subscribe('/a', ({ data }) => heard.push(data), { signal: controller.signal });
  await settle();
  await transport.answer(SUBSCRIBE);
  const subscription = await subscribing;
  await transport.receive({ channel: '/a', data: 1 });
  controller.abort();
  assert.equal(subscription.state, SubscriptionState.UNSUBSCRIBED);
  await transport.receive({ channel: '/a', data: 2 });
  assert.deepEqual(heard, [1]);
  assert.equal(transport.unanswered('/meta/unsubscribe').length, 1);
});

test('one signal for many of everything is no leak of listeners to Node', async () => {
  const warnings = [];
  const warned = (warning) => warnings.push(warning.message);
  process.on('warning', warned);
  try {
    const { client } = await connected();
    const { signal } = new AbortController();
    for (let round = 0; round < 20; round += 1) {
      client.on('state', () => {}, { signal });
      client.publish('/a', round, { signal }).catch(() => {});
      client.call('a', round, { signal }).catch(() => {});
      client.connect({ signal }).catch(() => {});
      client.subscribe(`/a/${round}`, () => {}, { signal }).catch(() => {});
      client.messages(`/b/${round}`, { signal });
    }
    await settle();
    void client.disconnect();
    await settle();
  } finally {
    process.off('warning', warned);
  }
  assert.deepEqual(warnings, []);
});

test('a subscription that has ended waits for no signal any more', async () => {
  const { client } = setUp();
  const { signal } = new AbortController();
  client.subscribe('/a', () => {}, { signal }).catch(() => {});
  assert.equal(getEventListeners(signal, 'abort').length, 1);
  await client.disconnect();
  await settle();
  assert.deepEqual(getEventListeners(signal, 'abort'), []);
});

test('a subscription says what it is, and tells when that changes', async () => {
  const { client, environment, transport } = await connected();
  const subscribing = client.subscribe('/a', () => {});
  await settle();
  await transport.answer(SUBSCRIBE);
  const subscription = await subscribing;
  assert.equal(subscription.state, 'subscribed');
  const told = [];
  subscription.on('state', (change) => told.push(change));

  transport.cut(new TransportError('cut'));
  await settle();
  assert.equal(subscription.state, 'subscribed', 'the session may live');
  await environment.advance(10_000);
  await answerLast(transport, CONNECT, { successful: false, error: '402::session_unknown' });
  assert.equal(subscription.state, 'subscribing', 'the session is gone');
  await handshaken(transport, 'two');
  await transport.answer(SUBSCRIBE);
  assert.equal(subscription.state, 'subscribed');
  void subscription.unsubscribe();
  assert.equal(subscription.state, 'unsubscribed');
  assert.deepEqual(told, [
    { state: 'subscribing', previous: 'subscribed' },
    { state: 'subscribed', previous: 'subscribing' },
    { state: 'unsubscribed', previous: 'subscribed', error: undefined },
  ]);
});

test('a subscription that a new session refuses tells why', async () => {
  const { client, transport } = await connected();
  const subscribing = client.subscribe('/a', () => {});
  await settle();
  await transport.answer(SUBSCRIBE);
  const subscription = await subscribing;
  const told = [];
  subscription.on('state', ({ state, error }) => told.push([state, error?.code]));
  await transport.answer(CONNECT, { successful: false, error: '402::session_unknown' });
  await handshaken(transport, 'two');
  await transport.answer(SUBSCRIBE, { successful: false, error: '403::subscribe_denied' });
  assert.deepEqual(told, [['subscribing', undefined], ['unsubscribed', 403]]);
  assert.equal(subscription.state, 'unsubscribed');
});

test('a subscription ends with the client, without an error when the application wanted it', async () => {
  const { client, transport } = await connected();
  const subscribing = client.subscribe('/a', () => {});
  await settle();
  await transport.answer(SUBSCRIBE);
  const subscription = await subscribing;
  const told = [];
  subscription.on('state', (change) => told.push(change));
  void client.disconnect();
  await settle();
  await transport.answer('/meta/disconnect');
  assert.deepEqual(told, [{ state: 'unsubscribed', previous: 'subscribed', error: undefined }]);
});

test('the second listener of a channel is as subscribed as the first, and goes by itself', async () => {
  const { client, transport } = await connected();
  const first = client.subscribe('/a', () => {});
  await settle();
  await transport.answer(SUBSCRIBE);
  const [one, other] = [await first, await client.subscribe('/a', () => {})];
  assert.equal(other.state, 'subscribed');
  one.on('state', () => assert.fail('that was the other one'));
  const told = [];
  other.on('state', ({ state }) => told.push(state));
  await other.unsubscribe();
  assert.deepEqual([one.state, other.state, ...told], ['subscribed', 'unsubscribed', 'unsubscribed']);
});

test('who subscribes again when told of the end is subscribed', async () => {
  const { client, transport } = await connected();
  const subscribing = client.subscribe('/a', () => {});
  await settle();
  await transport.answer(SUBSCRIBE);
  const subscription = await subscribing;
  subscription.on('state', () => void client.subscribe('/a', () => {}));
  void subscription.unsubscribe();
  await settle();
  assert.deepEqual(transport.sends.flat().slice(-2).map(({ channel }) => channel), ['/meta/unsubscribe', SUBSCRIBE]);
});

test('a subscription has no other events than it says', async () => {
  const { client, transport } = await connected();
  const subscribing = client.subscribe('/a', () => {});
  await settle();
  await transport.answer(SUBSCRIBE);
  const subscription = await subscribing;
  assert.throws(() => subscription.on('message', () => {}),
    { name: 'TypeError', message: 'A subscription has no event "message"; it has state, recovered, lost.' });
});

for (const [what, debug] of [['the console', true], ['a function', (...text) => written.debug.push(text)]]) {
  test(`debug tells ${what} each message and event`, async () => {
    const { client, transport } = await connected({ debug });
    const lines = written.debug.map(([kind, detail]) => `${kind} ${detail.channel ?? detail.state ?? detail.transport ?? ''}`.trim());
    assert.deepEqual(lines, [
      'state handshaking', `sends ${HANDSHAKE}`, `gets ${HANDSHAKE}`, 'state connecting', 'session websocket', `sends ${CONNECT}`,
      `gets ${CONNECT}`, 'state connected', 'transport websocket', 'connect', `sends ${CONNECT}`,
    ]);
    assert.equal(written.debug[1][1].id, '1', 'as it is on the wire');
    client.extend({ outgoing: (message) => ({ ...message, ext: { late: true } }) });
    void client.publish('/a', 1);
    await settle();
    assert.deepEqual(written.debug.at(-1), ['sends', transport.last('/a')]);
    assert.equal(transport.last('/a').ext.late, true);
  });
}

test('debug changes nothing for those who listen to nothing', async () => {
  const set = await unreachable({ debug: true });
  await set.environment.advance(1);
  assert.equal(written.warn.length, 1);
  assert.ok(written.debug.some(([kind]) => kind === 'failure'));
  await set.client.disconnect();
});

test('what takes the debug output may throw; the client goes on', async () => {
  const { client } = await connected({ debug: () => { throw new Error('full'); } });
  assert.equal(client.state, State.CONNECTED);
  assert.equal(written.error[0][0].message, 'full');
});
