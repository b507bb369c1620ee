import assert from 'node:assert/strict';
import { test } from 'node:test';
import { State, TransportError } from '../../../../webapp/halley/halley.js';
import { settle } from './fake-environment.mjs';
import { CONNECT, connected } from './play.mjs';

const fire = ({ environment }, event) => environment.page.dispatchEvent(new globalThis.Event(event));
const connects = ({ transport }) => transport.sends.flat().filter(({ channel }) => channel === CONNECT);
const answerLast = ({ transport }) => transport.receive(
  { channel: CONNECT, id: transport.last(CONNECT).id, successful: true });

test('when the network comes back, what waits is tried at once', async () => {
  const set = await connected({ backoff: { min: 60_000, max: 60_000 } });
  set.transport.cut(new TransportError('cut'));
  await settle();
  const { length } = connects(set);
  fire(set, 'online');
  await settle();
  assert.equal(connects(set).length, length + 1);
  await answerLast(set);
  assert.equal(set.client.state, State.CONNECTED);
});

test('the wait that the server asked for is kept even so', async () => {
  const set = await connected();
  await set.transport.answer(CONNECT, { advice: { interval: 2000 } });
  const { length } = connects(set);
  fire(set, 'online');
  await set.environment.advance(1999);
  assert.equal(connects(set).length, length);
  await set.environment.advance(1);
  assert.equal(connects(set).length, length + 1);
});

test('when the browser says offline, the server is asked; its answer leaves everything as it was', async () => {
  const set = await connected({ maxNetworkDelay: 3000 });
  fire(set, 'offline');
  await settle();
  assert.deepEqual(connects(set).at(-1).advice, { timeout: 0 });
  await answerLast(set);
  assert.deepEqual(set.log.slice(4), []);
  assert.equal(connects(set).at(-1).advice, undefined, 'and the next connect is held');
  await set.environment.advance(30_000);
  assert.equal(set.client.state, State.CONNECTED, 'nobody waits for the connect that gave way');
});

test('no answer within the network delay shows that the network is dead', async () => {
  const set = await connected({ maxNetworkDelay: 3000 });
  fire(set, 'offline');
  await set.environment.advance(2999);
  assert.equal(set.client.state, State.CONNECTED);
  await set.environment.advance(1);
  assert.equal(set.client.state, State.UNCONNECTED);
});

test('a page that is seen again asks after a silence longer than the network delay', async () => {
  const page = { visibilityState: 'visible' };
  const set = await connected({ maxNetworkDelay: 3000, surroundings: { document: page } });
  const { length } = connects(set);
  await set.environment.advance(3000);
  fire(set, 'visibilitychange');
  await settle();
  assert.equal(connects(set).length, length);
  await set.environment.advance(1);
  page.visibilityState = 'hidden';
  fire(set, 'visibilitychange');
  await settle();
  assert.equal(connects(set).length, length, 'it is not seen');
  page.visibilityState = 'visible';
  fire(set, 'visibilitychange');
  await settle();
  assert.equal(connects(set).length, length + 1);
});

test('a heartbeat asks after each silence of its length, and not when something came meanwhile', async () => {
  const set = await connected({ heartbeat: 5000, maxNetworkDelay: 1000 });
  const { length } = connects(set);
  await set.environment.advance(4000);
  await set.transport.receive({ channel: '/a', data: 1 });
  await set.environment.advance(4999);
  assert.equal(connects(set).length, length);
  await set.environment.advance(1);
  assert.equal(connects(set).length, length + 1);
  await set.environment.advance(1000);
  assert.equal(set.client.state, State.UNCONNECTED);
});

test('a heartbeat shorter than the network delay waits for the answer to what it has asked', async () => {
  const set = await connected({ heartbeat: 300, maxNetworkDelay: 2000 });
  const { length } = connects(set);
  await set.environment.advance(300);
  assert.equal(connects(set).length, length + 1);
  await set.environment.advance(1999);
  assert.equal(connects(set).length, length + 1);
  assert.equal(set.client.state, State.CONNECTED);
  await set.environment.advance(1);
  assert.equal(set.client.state, State.UNCONNECTED);
});

test('a heartbeat does not shorten the wait before the next attempt', async () => {
  const set = await connected({ heartbeat: 300, backoff: { min: 60_000, max: 60_000 } });
  set.transport.cut(new TransportError('cut'));
  await settle();
  const { length } = connects(set);
  await set.environment.advance(3000);
  assert.equal(connects(set).length, length);
});

test('without a heartbeat nobody asks', async () => {
  const set = await connected();
  const { length } = connects(set);
  await set.environment.advance(29_000);
  assert.equal(connects(set).length, length);
});

test('after disconnect nothing is listened to any more, and no timer is left', async () => {
  const set = await connected({ heartbeat: 5000 });
  void set.client.disconnect();
  await settle();
  await set.transport.answer('/meta/disconnect');
  fire(set, 'online');
  fire(set, 'offline');
  await settle();
  assert.equal(set.client.state, State.DISCONNECTED);
  assert.deepEqual(set.environment.pending, []);
});

test('a connection lost between two connects is told of', async () => {
  const set = await connected({ backoff: { min: 100, max: 100 } });
  await set.transport.answer(CONNECT, { advice: { interval: 2000 } });
  const failures = [];
  set.client.on('failure', ({ message }) => failures.push(message));
  set.transport.cut(new TransportError('the server stopped'));
  await settle();
  assert.equal(set.client.state, State.UNCONNECTED);
  assert.deepEqual(failures, ['the server stopped']);
  await set.environment.advance(2000);
  assert.deepEqual(connects(set).at(-1).advice, { timeout: 0 });
  await answerLast(set);
  assert.deepEqual(set.log.slice(4), ['unconnected', 'connected']);
});
