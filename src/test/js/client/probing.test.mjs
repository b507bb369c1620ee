/** How a client that has fallen back comes to its preferred transport again, with the session that it has. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TransportError } from '../../../../webapp/halley/halley.js';
import { FakeTransport, settle } from './fake-environment.mjs';
import { CONNECT, handshaken, setUp } from './play.mjs';

const FIRST_PROBE = 2_500;

async function fallenBack(options, polling = new FakeTransport('long-polling')) {
  const socket = new FakeTransport('websocket');
  socket.works = false;
  const set = setUp({ transports: [socket, polling], backoff: { min: 100, max: 100 }, ...options });
  const told = [];
  set.client.on('transport', ({ transport, previous, reason }) => told.push(`${previous} ${transport} ${reason}`));
  void set.client.connect();
  await handshaken(polling, 'one', { supportedConnectionTypes: ['websocket', polling.name] });
  await polling.answer(CONNECT);
  socket.works = true;
  socket.opened = 0;
  return { ...set, socket, polling, told };
}

const answerLast = (transport, fields) => transport.receive(
  { channel: CONNECT, id: transport.last(CONNECT).id, successful: true, ...fields });

test('the session goes on over the preferred transport when the held connect is answered', async () => {
  const { client, environment, socket, polling, told, log } = await fallenBack();
  await environment.advance(FIRST_PROBE - 1);
  assert.equal(socket.opened, 0);
  await environment.advance(1);
  assert.equal(socket.opened, 1);
  assert.equal(socket.sends.length, 0, 'nothing is sent over a probe');
  assert.equal(polling.sends.flat().filter(({ channel }) => channel === CONNECT).length, 2, 'the poll is held');
  await answerLast(polling);
  assert.deepEqual(socket.last(CONNECT),
    { channel: CONNECT, id: '4', clientId: 'one', connectionType: 'websocket', advice: { timeout: 0 } });
  await socket.answer(CONNECT);
  assert.equal(client.transport, 'websocket');
  assert.equal(socket.last(CONNECT).advice, undefined, 'the next connect is held');
  assert.deepEqual(told, ['undefined long-polling connected', 'long-polling websocket upgrade']);
  assert.deepEqual(log, ['handshaking', 'connecting', 'session', 'connected']);
});

test('connects are held no longer than to the end of the probe', async () => {
  const { environment, polling, socket } = await fallenBack();
  await answerLast(polling);
  assert.deepEqual(polling.last(CONNECT).advice, { timeout: FIRST_PROBE + 1_000 });
  const opening = new Promise(() => {});
  socket.open = () => opening;
  await environment.advance(FIRST_PROBE);
  await answerLast(polling);
  assert.deepEqual(polling.last(CONNECT).advice, { timeout: 1_000 });
});

test('a stream is held no longer than a poll as long as it is not known when the probe ends', async () => {
  const stream = Object.assign(new FakeTransport('streaming'), { streams: true });
  await fallenBack({}, stream);
  assert.deepEqual(stream.last(CONNECT).advice, { timeout: 30_000 });
  await answerLast(stream);
  assert.deepEqual(stream.last(CONNECT).advice, { timeout: FIRST_PROBE + 1_000 });
});

test('what is under way is answered first, and what is published meanwhile waits', async () => {
  const { client, environment, socket, polling } = await fallenBack();
  const before = client.publish('/before', 1);
  await environment.advance(FIRST_PROBE);
  await answerLast(polling);
  const meanwhile = client.publish('/meanwhile', 2);
  await settle();
  assert.equal(socket.sends.length, 0);
  await polling.answer('/before');
  await before;
  await settle();
  assert.equal(socket.sends.flat().map(({ channel }) => channel).join(), CONNECT);
  await socket.answer(CONNECT);
  await socket.answer('/meanwhile');
  await meanwhile;
  assert.equal(polling.unanswered('/meanwhile').length, 0);
});

test('probes that fail are made again, with growing pauses', async () => {
  const { client, environment, socket, polling } = await fallenBack();
  socket.works = false;
  let probes = 0;
  for (const ms of [2_500, 5_000, 10_000]) {
    await environment.advance(ms - 1);
    assert.equal(socket.opened, probes);
    await environment.advance(1);
    probes += 1;
    assert.equal(socket.opened, probes);
    await answerLast(polling);
  }
  assert.equal(client.transport, 'long-polling');
  assert.equal(client.state, 'connected');
});

test('a preferred transport that swallows the connect gives way at once, and waits longer', async () => {
  const { client, environment, socket, polling, told } = await fallenBack();
  await environment.advance(FIRST_PROBE);
  await answerLast(polling);
  assert.equal(client.transport, 'websocket');
  await environment.advance(10_000);
  assert.deepEqual(polling.last(CONNECT).advice, { timeout: 0 });
  await answerLast(polling);
  assert.equal(client.transport, 'long-polling');
  assert.equal(client.clientId, 'one');
  assert.deepEqual(told, ['undefined long-polling connected']);
  const { opened } = socket;
  await environment.advance(5_000 - 1);
  assert.equal(socket.opened, opened);
  await environment.advance(1);
  assert.equal(socket.opened, opened + 1);
});

test('a network that cuts what it lets open is probed less and less often', async () => {
  const { client, environment, socket, polling } = await fallenBack();
  for (const ms of [2_500, 5_000, 10_000]) {
    await environment.advance(ms);
    await answerLast(polling);
    for (let cut = 0; cut < 3; cut += 1) {
      await answerLast(socket);
      assert.equal(client.transport, 'websocket');
      socket.cut(new TransportError('cut'));
      await environment.advance(50);
    }
    await answerLast(polling);
    assert.equal(client.transport, 'long-polling');
  }
});

test('a held connect that is answered over the preferred transport makes the next waits short again', async () => {
  const { environment, socket, polling } = await fallenBack();
  await environment.advance(FIRST_PROBE);
  await answerLast(polling);
  await answerLast(socket);
  await answerLast(socket); // that was held
  for (let cut = 0; cut < 3; cut += 1) {
    socket.cut(new TransportError('cut'));
    await environment.advance(50);
    await (cut < 2 ? answerLast(socket) : answerLast(polling));
  }
  const { opened } = socket;
  await environment.advance(FIRST_PROBE);
  assert.equal(socket.opened, opened + 1);
});

test('where the server does not take the session there, a new one follows', async () => {
  const { client, environment, socket, polling, told } = await fallenBack();
  await environment.advance(FIRST_PROBE);
  await answerLast(polling);
  await answerLast(socket, { successful: false, error: '402::session_unknown' });
  await handshaken(socket, 'two');
  await answerLast(socket);
  assert.equal(client.clientId, 'two');
  assert.equal(client.transport, 'websocket');
  assert.equal(told.at(-1), 'long-polling websocket upgrade');
});

test('a choice of the application ends the probes', async () => {
  const { client, environment, socket, polling } = await fallenBack();
  await client.useTransports([polling.factory]);
  await answerLast(polling);
  await environment.advance(20_000);
  assert.equal(socket.opened, 0);
  assert.equal(client.transport, 'long-polling');
});

test('disconnecting ends the probes', async () => {
  const { client, environment, socket, polling } = await fallenBack();
  const ended = client.disconnect();
  await settle();
  await polling.answer('/meta/disconnect');
  await ended;
  await environment.advance(60_000);
  assert.equal(socket.opened, 0);
});

test('when the network is said to be there again, the preferred transport is probed soon', async () => {
  const { environment, socket, polling } = await fallenBack();
  socket.works = false;
  for (const ms of [2_500, 5_000]) {
    await environment.advance(ms);
    await answerLast(polling);
  }
  socket.works = true;
  const { opened } = socket;
  environment.page.dispatchEvent(new Event('online'));
  await settle();
  await answerLast(polling);
  await environment.advance(FIRST_PROBE);
  assert.equal(socket.opened, opened + 1);
});

test('a server without the preferred transport is not probed', async () => {
  const [socket, polling] = [new FakeTransport('websocket'), new FakeTransport('long-polling')];
  socket.works = false;
  const { client, environment } = setUp({ transports: [socket, polling] });
  void client.connect();
  await handshaken(polling, 'one', { supportedConnectionTypes: ['long-polling'] });
  await polling.answer(CONNECT);
  const { opened } = socket;
  await environment.advance(15_000);
  assert.equal(socket.opened, opened);
  assert.equal(polling.last(CONNECT).advice, undefined);
});

test('options of the probe are checked', () => {
  assert.throws(() => setUp({ probe: { min: -1 } }), /probe\.min/);
  assert.throws(() => setUp({ probe: { max: '5' } }), /probe\.max/);
});
