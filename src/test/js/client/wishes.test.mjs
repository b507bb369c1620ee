/** What is asked of the client in words that it does not know, or for longer than it may take, is refused with the reason. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, State, TransportError } from '../../../../webapp/halley/halley.js';
import { FakeEnvironment, FakeTransport, settle } from './fake-environment.mjs';
import { CONNECT, connected, HANDSHAKE, handshaken, setUp } from './play.mjs';

const MAX_MILLIS = 2_147_483_647;

const make = (options) => new Client({
  url: '/cometd', environment: new FakeEnvironment(), transports: [new FakeTransport().factory], ...options,
});

test('an option that there is not is refused by name, with those that there are', () => {
  assert.throws(() => make({ histroy: false }), (error) => {
    assert.ok(error instanceof TypeError);
    assert.match(error.message, /"histroy"/);
    for (const name of ['url', 'urls', 'transports', 'maxNetworkDelay', 'openTimeout', 'heartbeat', 'backoff', 'probe',
      'queueLimit', 'maxMessageSize', 'maxUrlLength', 'appendType', 'protocols', 'headers', 'handshake', 'history',
      'presencePrefix', 'debug', 'leaveWithPage', 'environment']) {
      assert.match(error.message, new RegExp(`\\b${name}\\b`));
    }
    return true;
  });
});

test('so is one within an option', () => {
  assert.throws(() => make({ backoff: { mni: 1 } }), /^TypeError: backoff has no option "mni"; it has min, max\.$/);
  assert.throws(() => make({ probe: { maximum: 1 } }), /^TypeError: probe has no option "maximum"; it has min, max\.$/);
  assert.throws(() => make({ environment: { websocket: class {} } }), /environment has no option "websocket"; .*WebSocket/);
});

test('so is one of a method', async () => {
  const { client } = await connected();
  const wrong = { singal: AbortSignal.abort() };
  const listener = () => {};
  const refused = { name: 'TypeError', message: /^\w+ has no option "singal"; it has .*signal/ };
  await assert.rejects(async () => client.connect(wrong), refused);
  await assert.rejects(client.subscribe('/a', listener, wrong), refused);
  await assert.rejects(client.publish('/a', 1, wrong), refused);
  await assert.rejects(client.call('a', 1, wrong), refused);
  await assert.rejects(client.presence('/a', {}, wrong), refused);
  assert.throws(() => client.messages('/a', wrong), refused);
  assert.throws(() => client.on('state', listener, wrong), refused);
  await assert.rejects(client.subscribe('/a', listener, { history: { newest: 5 } }),
    { message: 'history has no option "newest"; it has last, all, from, orLast.' });
  await assert.rejects(client.presence('/a', { joined: listener }),
    { message: 'presence has no listener "joined"; it has join, leave, update, change.' });
});

test('a client without a URL is refused, and a URL that leads nowhere', () => {
  for (const options of [undefined, {}]) {
    assert.throws(() => new Client(options), { name: 'TypeError', message: /option url must be a URL/ });
  }
  assert.throws(() => new Client({ url: '/cometd', environment: {} }), { message: /option url .*absolute.* not \/cometd/ });
  assert.throws(() => make({ urls: { websocket: 'http://[' } }), { message: /urls\.websocket/ });
});

for (const name of ['maxNetworkDelay', 'openTimeout', 'heartbeat']) {
  test(`${name} is at most what a timer can wait`, () => {
    make({ [name]: MAX_MILLIS });
    assert.throws(() => make({ [name]: MAX_MILLIS + 1 }), new RegExp(`${name} must be a number from 0 to ${MAX_MILLIS}`));
  });
}

for (const name of ['backoff', 'probe']) {
  test(`${name} is at most what a timer can wait`, () => {
    make({ [name]: { min: MAX_MILLIS, max: MAX_MILLIS } });
    assert.throws(() => make({ [name]: { min: MAX_MILLIS + 1 } }), new RegExp(`${name}\\.min`));
    assert.throws(() => make({ [name]: { max: MAX_MILLIS + 1 } }), new RegExp(`${name}\\.max`));
  });
}

test('a timeout is at most what a timer can wait, and not negative', async () => {
  const { client } = await connected();
  for (const timeout of [-1, MAX_MILLIS + 1, NaN, '5']) {
    await assert.rejects(async () => client.connect({ timeout }), /timeout must be a number from 0 to 2147483647/);
    await assert.rejects(client.call('a', 1, { timeout }), /timeout must be a number from 0 to 2147483647/);
  }
  await client.connect({ timeout: MAX_MILLIS });
  await client.connect({ timeout: 0 });
});

test('connect gives up at its timeout and not before, with the last cause', async () => {
  const transport = new FakeTransport();
  transport.works = false;
  const { client, environment, log } = setUp({ transports: [transport], backoff: { min: 100, max: 100 } });
  let outcome;
  client.connect({ timeout: 5_000 }).catch((error) => { outcome = error; });
  await environment.advance(4_999);
  assert.equal(outcome, undefined);
  await environment.advance(1);
  assert.equal(outcome.name, 'TimeoutError');
  assert.match(outcome.message, /^Not connected after 5000 ms\. websocket does not open/);
  assert.ok(outcome.cause instanceof TransportError);
  assert.equal(client.state, State.DISCONNECTED);
  assert.deepEqual(environment.pending, [], 'it tries no more');
  assert.deepEqual(log, ['handshaking', 'disconnected']);
});

test('the last cause is that of the transport that failed last, though the next one has not failed yet', async () => {
  const transports = [new FakeTransport('websocket'), new FakeTransport('long-polling')];
  transports[0].works = false;
  const { client, environment } = setUp({ transports });
  const connecting = assert.rejects(client.connect({ timeout: 1_000 }), ({ cause }) => cause.message === 'websocket does not open');
  await environment.advance(1_000);
  await connecting;
});

test('a connect that times out does not wait for the farewell; the next one does', async () => {
  const { client, environment, transport } = setUp();
  const connecting = assert.rejects(client.connect({ timeout: 1_000 }), { name: 'TimeoutError' });
  await handshaken(transport);
  await environment.advance(1_000);
  await connecting;
  assert.equal(client.state, State.DISCONNECTING);
  const again = client.connect({ timeout: 1_000 });
  await transport.answer('/meta/disconnect');
  await handshaken(transport, 'two');
  const connects = transport.unanswered(CONNECT);
  await transport.receive({ channel: CONNECT, id: connects.at(-1).id, successful: true });
  await again;
  await environment.advance(1_000);
  assert.equal(client.state, State.CONNECTED, 'the timeout was for connecting');
});

test('the failure of one connect is not told as that of the next', async () => {
  const { client, environment, transport } = setUp();
  transport.works = false;
  client.connect().catch(() => {});
  await settle();
  await client.disconnect();
  transport.works = true;
  const connecting = assert.rejects(client.connect({ timeout: 1_000 }),
    ({ message, cause }) => message === 'Not connected after 1000 ms.' && cause === undefined);
  await environment.advance(1_000);
  await connecting;
  assert.equal(transport.sends.flat().filter(({ channel }) => channel === HANDSHAKE).length, 1);
});
