import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BayeuxError, State, TransportError } from '../../../../webapp/halley/halley.js';
import { FakeTransport, settle } from './fake-environment.mjs';
import { CONNECT, connected, handshaken, setUp } from './play.mjs';

const both = () => [new FakeTransport('websocket'), new FakeTransport('long-polling')];

async function onSocket(options) {
  const set = await connected({ transports: both(), backoff: { min: 100, max: 100 }, ...options });
  const [socket, polling] = set.transports;
  const told = [];
  set.client.on('transport', ({ transport, previous, reason }) => told.push(`${previous} ${transport} ${reason}`));
  return { ...set, socket, polling, told };
}

/** Answers the latest connect; those before it have been given up. */
const answerLast = (transport) => transport.receive(
  { channel: CONNECT, id: transport.last(CONNECT).id, successful: true });

test('the first transport is told of', async () => {
  const { client, transports: [socket] } = setUp({ transports: both() });
  const told = [];
  client.on('transport', (detail) => told.push(detail));
  void client.connect();
  await handshaken(socket);
  await socket.answer(CONNECT);
  assert.deepEqual(told, [{ transport: 'websocket', previous: undefined, reason: 'connected' }]);
});

test('another transport can be chosen: the session goes on over it, and the former is closed', async () => {
  const { client, environment, socket, polling, told, log } = await onSocket();
  const switched = client.useTransports([polling.factory, socket.factory]);
  await settle();
  assert.deepEqual(polling.last(CONNECT),
    { channel: CONNECT, id: '4', clientId: 'one', connectionType: 'long-polling', advice: { timeout: 0 } });
  await polling.answer(CONNECT);
  await switched;
  assert.equal(client.transport, 'long-polling');
  assert.equal(polling.last(CONNECT).advice, undefined, 'the next connect is held');
  assert.deepEqual(told, ['websocket long-polling chosen']);
  assert.deepEqual(log.slice(4), [], 'it has been connected all the time');
  await environment.advance(9_999);
  assert.equal(socket.isOpen, true, 'something may be on its way');
  await environment.advance(1);
  assert.equal(socket.isOpen, false);
});

test('what is under way is answered over the former transport first; what is published meanwhile waits', async () => {
  const { client, socket, polling } = await onSocket();
  const before = client.publish('/before', 1);
  await settle();
  const switched = client.useTransports([polling.factory]);
  await settle();
  assert.equal(polling.opened, 0);
  const meanwhile = client.publish('/meanwhile', 2);
  await socket.answer('/before');
  await before;
  await settle();
  assert.equal(polling.opened, 1);
  assert.equal(polling.unanswered('/meanwhile').length, 0);
  await polling.answer(CONNECT);
  await switched;
  await polling.answer('/meanwhile');
  await meanwhile;
});

test('where the server does not take the session there, it is a new one', async () => {
  const { client, polling, log } = await onSocket();
  const switched = client.useTransports([polling.factory]);
  await settle();
  await polling.answer(CONNECT, { successful: false, error: '402::session_unknown' });
  await handshaken(polling, 'two');
  await polling.answer(CONNECT);
  await switched;
  assert.equal(client.clientId, 'two');
  assert.deepEqual(log.slice(4), ['rehandshaking', 'connecting', 'renewed', 'connected']);
});

test('a transport that does not open gives way to the next one chosen', async () => {
  const { client, socket, polling, told } = await onSocket();
  const first = client.useTransports([polling.factory]);
  await settle();
  await polling.answer(CONNECT);
  await first;
  socket.works = false;
  const second = client.useTransports([socket.factory, polling.factory]);
  await settle();
  await answerLast(polling);
  await second;
  assert.equal(client.transport, 'long-polling');
  assert.equal(client.clientId, 'one');
  assert.deepEqual(told, ['websocket long-polling chosen']);
});

test('what becomes of the former transport is nothing to the session any more', async () => {
  const { client, environment, socket, polling, log } = await onSocket();
  const switched = client.useTransports([polling.factory]);
  await settle();
  await polling.answer(CONNECT);
  await switched;
  socket.cut(new TransportError('The server has closed it.'));
  await settle();
  assert.deepEqual(log.slice(4), []);
  const back = client.useTransports([socket.factory]);
  await settle();
  await answerLast(socket);
  await back;
  await environment.advance(10_000);
  assert.equal(socket.isOpen, true, 'it is in use again');
});

test('a transport that is left once more has its whole time once more', async () => {
  const { client, environment, socket, polling } = await onSocket();
  const goTo = async (transport) => {
    const switched = client.useTransports([transport.factory]);
    await settle();
    await answerLast(transport);
    await switched;
  };
  await goTo(polling);
  await environment.advance(5_000);
  await goTo(socket);
  await goTo(polling);
  await environment.advance(9_999);
  assert.equal(socket.isOpen, true);
  await environment.advance(1);
  assert.equal(socket.isOpen, false);
  assert.equal(polling.isOpen, true);
});

test('what is in use already needs no change', async () => {
  const { client, socket, polling } = await onSocket();
  await client.useTransports([socket.factory, polling.factory]);
  await client.useTransports([socket.factory]);
  assert.equal(socket.opened, 1);
  assert.equal(socket.isOpen, true);
});

test('what the server does not have is refused, and what cannot work here', async () => {
  const { client, polling } = await onSocket({ handshake: { supportedConnectionTypes: ['websocket'] } });
  await assert.rejects(client.useTransports([polling.factory]), (error) => (
    error instanceof BayeuxError && error.code === 405));
  await assert.rejects(client.useTransports(['carrier-pigeon']), TypeError);
  assert.equal(client.transport, 'websocket');
});

test('what is chosen while disconnected holds for the next session', async () => {
  const set = setUp({ transports: both() });
  const [socket, polling] = set.transports;
  await set.client.useTransports([polling.factory]);
  void set.client.connect();
  await handshaken(polling);
  await polling.answer(CONNECT);
  assert.equal(set.client.transport, 'long-polling');
  assert.equal(socket.opened, 0);
});

test('a choice made while the connection is gone is tried at once', async () => {
  const { client, environment, socket, polling } = await onSocket({ backoff: { min: 60_000, max: 60_000 } });
  socket.works = false;
  socket.cut(new TransportError('cut'));
  await environment.advance(1);
  assert.equal(client.state, State.UNCONNECTED);
  const switched = client.useTransports([polling.factory]);
  await settle();
  await polling.answer(CONNECT);
  await switched;
  assert.equal(client.state, State.CONNECTED);
});

test('a switch under way ends with the client', async () => {
  const { client, polling, socket } = await onSocket();
  const switched = assert.rejects(client.useTransports([polling.factory]), { name: 'ClosedError' });
  await settle();
  const ended = client.disconnect();
  await settle();
  await polling.answer('/meta/disconnect');
  await Promise.all([ended, switched]);
  assert.equal(polling.isOpen, false);
  assert.equal(socket.isOpen, false);
});

test('a socket that does not open any more gives way to polling within the session', async () => {
  const { client, environment, socket, polling } = await onSocket();
  socket.works = false;
  socket.cut(new TransportError('cut'));
  await environment.advance(50 * 3); // three attempts with the socket alone
  assert.equal(polling.opened, 0);
  await environment.advance(50);
  assert.equal(polling.last(CONNECT).clientId, 'one');
  await polling.answer(CONNECT);
  assert.equal(client.transport, 'long-polling');
  assert.equal(client.clientId, 'one');
});

test('while nothing opens, the socket is not given up', async () => {
  const { client, environment, socket, polling } = await onSocket();
  socket.works = false;
  polling.works = false;
  socket.cut(new TransportError('cut'));
  await environment.advance(5000);
  socket.works = true;
  await environment.advance(50);
  await answerLast(socket);
  assert.equal(client.transport, 'websocket');
});

test('a network that cuts every held connect on a socket is polled over from the third time on', async () => {
  const { client, environment, socket, polling } = await onSocket();
  for (let time = 1; time <= 3; time += 1) {
    assert.equal(client.transport, 'websocket');
    socket.cut(new TransportError('cut'));
    await environment.advance(50);
    if (time < 3) {
      await answerLast(socket);
    }
  }
  await polling.answer(CONNECT);
  assert.equal(client.transport, 'long-polling');
  assert.equal(client.clientId, 'one');
});

test('cuts do not add up when connects are answered between them', async () => {
  const { client, environment, socket } = await onSocket();
  for (let time = 1; time <= 5; time += 1) {
    socket.cut(new TransportError('cut'));
    await environment.advance(50);
    await answerLast(socket);
    await answerLast(socket);
  }
  assert.equal(client.transport, 'websocket');
});

test('a server that restarts shows as a connection that is gone and comes back, on a socket', async () => {
  const { client, environment, socket, log } = await onSocket();
  void client.subscribe('/a', () => {}).catch(() => {});
  await settle();
  await socket.answer('/meta/subscribe');
  socket.works = false;
  socket.cut(new TransportError('The WebSocket was closed (1001 server stopped).'));
  await environment.advance(100);
  socket.works = true;
  await environment.advance(50);
  await socket.receive({
    channel: CONNECT, id: socket.last(CONNECT).id, successful: false, error: '402::session_unknown',
    advice: { reconnect: 'handshake', interval: 0 },
  });
  await handshaken(socket, 'two');
  assert.equal(socket.unanswered('/meta/subscribe').length, 1);
  await answerLast(socket);
  assert.deepEqual(log.slice(4), ['unconnected', 'rehandshaking', 'connecting', 'renewed', 'connected']);
  assert.equal(client.transport, 'websocket');
});
