import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AckExtension } from '../../../../webapp/halley/extension-ack.js';
import { TransportError } from '../../../../webapp/halley/halley.js';
import { settle } from './fake-environment.mjs';
import { CONNECT, connected, HANDSHAKE, handshaken, setUp } from './play.mjs';

async function acknowledging({ answer = true, batch = 1 } = {}) {
  const ack = new AckExtension();
  const set = setUp({ extensions: [ack], backoff: { min: 100, max: 100 } });
  const heard = [];
  void set.client.subscribe('/**', ({ data }) => heard.push(data));
  void set.client.connect();
  await handshaken(set.transport, 'one', { ext: { ack: answer } });
  await set.transport.answer(CONNECT, { ext: { ack: batch } });
  return { ...set, ack, heard };
}

const reply = (transport, ack) => (
  { channel: CONNECT, id: transport.last(CONNECT).id, successful: true, ext: { ack } });

test('the handshake asks for acknowledgements; each connect says which number came last', async () => {
  const { transport } = await acknowledging({ batch: 7 });
  assert.deepEqual(transport.last(HANDSHAKE).ext, { history: true, ack: true });
  const connects = () => transport.sends.flat().filter(({ channel }) => channel === CONNECT).map(({ ext }) => ext.ack);
  assert.deepEqual(connects(), [0, 7]);
  await transport.answer(CONNECT, { ext: { ack: 8 } });
  assert.deepEqual(connects(), [0, 7, 8]);
});

test('the newer form of the server\'s consent brings the number to begin with', async () => {
  const { transport, ack } = await acknowledging({ answer: { enabled: true, batch: 41 } });
  assert.equal(transport.sends.flat().find(({ channel }) => channel === CONNECT).ext.ack, 41);
  assert.equal(ack.supported, true);
  assert.equal(ack.batch, 1);
});

test('without the server\'s consent connects carry no number, and messages are not kept back', async () => {
  for (const answer of [null, false, { enabled: false, batch: 3 }]) {
    const { transport, heard, ack } = await acknowledging({ answer });
    assert.equal(transport.last(CONNECT).ext, undefined);
    await transport.receive({ channel: '/a', data: 1 });
    assert.deepEqual(heard, [1]);
    assert.equal(ack.supported, false);
  }
});

test('an extension that is switched off asks for nothing', async () => {
  const { transport } = await connected({
    extensions: [new AckExtension({ enabled: false })], handshake: { ext: { ack: true } },
  });
  assert.deepEqual(transport.last(HANDSHAKE).ext, { history: true, ack: false });
  assert.equal(transport.last(CONNECT).ext, undefined);
});

test('messages are handed over with the connect reply that numbers them, in order', async () => {
  const { transport, heard } = await acknowledging();
  await transport.receive({ channel: '/a', data: 1 });
  await transport.receive({ channel: '/a', data: 2 });
  assert.deepEqual(heard, []);
  await transport.receive({ channel: '/a', data: 3 }, reply(transport, 2));
  assert.deepEqual(heard, [1, 2, 3]);
});

test('what came on a cut connection without its number is handed over once, when the server sends it again', async () => {
  const { transport, environment, heard } = await acknowledging();
  await transport.receive({ channel: '/a', data: 1 });
  transport.cut(new TransportError('cut'));
  await environment.advance(100);
  assert.equal(transport.last(CONNECT).ext.ack, 1);
  await transport.receive({ channel: '/a', data: 1 }, { channel: '/a', data: 2 }, reply(transport, 2));
  assert.deepEqual(heard, [1, 2]);
});

test('the answer of a remote call passes at once, unless something waits before it', async () => {
  const { client, transport, heard } = await acknowledging();
  const first = client.call('x', 1);
  await settle();
  await transport.answer('/service/x', { data: 'early' });
  assert.equal(await first, 'early');
  await transport.receive({ channel: '/a', data: 1 });
  const second = client.call('x', 1);
  second.then((data) => heard.push(data));
  await settle();
  await transport.answer('/service/x', { data: 'late' });
  assert.deepEqual(heard, []);
  await transport.receive(reply(transport, 2));
  assert.deepEqual(heard, [1, 'late']);
});

test('what came last of a session that is gone is handed over', async () => {
  const { transport, heard } = await acknowledging();
  await transport.receive({ channel: '/a', data: 1 });
  await transport.answer(CONNECT, { successful: false, error: '402::session_unknown' });
  assert.deepEqual(heard, [1]);
});

test('a connect that failed without a number acknowledges nothing', async () => {
  const { transport, heard, environment } = await acknowledging();
  await transport.receive({ channel: '/a', data: 1 });
  await transport.answer(CONNECT, { successful: false, error: '404::message_deleted', ext: { ack: 2 } });
  assert.deepEqual(heard, []);
  await environment.advance(100);
  assert.equal(transport.last(CONNECT).ext.ack, 1);
});

test('a new session counts from the beginning', async () => {
  const { transport } = await acknowledging({ batch: 9 });
  await transport.answer(CONNECT, { successful: false, error: '402::session_unknown' });
  await handshaken(transport, 'two', { ext: { ack: true } });
  assert.equal(transport.last(CONNECT).ext.ack, 0);
});

const events = (...numbers) => numbers.map((data) => ({ channel: '/a', data }));

/** The first connect that is held is cut, and the next one is answered with 1 and 2 as batch 2. */
async function afterCut() {
  const set = await acknowledging();
  set.transport.cut(new TransportError('cut'));
  await set.environment.advance(100);
  await set.transport.receive(...events(1, 2), reply(set.transport, 2));
  return set;
}

test('what comes again because a connect was overtaken by its successor is handed over once', async () => {
  const { transport, heard } = await afterCut();
  await transport.receive(...events(1, 2, 3), reply(transport, 4)); // 3 went to the connect that was cut
  await transport.receive(...events(4), reply(transport, 5));
  assert.deepEqual(heard, [1, 2, 3, 4]);
});

test('what is alike but new is handed over: when no number is missing', async () => {
  const { transport, heard } = await afterCut();
  await transport.receive(...events(1, 2), reply(transport, 3));
  assert.deepEqual(heard, [1, 2, 1, 2]);
});

test('what is alike but new is handed over: when the reply with the missing number was lost', async () => {
  const { transport, environment, heard } = await afterCut();
  transport.cut(new TransportError('cut'));
  await environment.advance(100);
  await transport.receive(...events(1, 2), reply(transport, 4));
  assert.deepEqual(heard, [1, 2, 1, 2]);
});

test('what differs in anything from the answer before is no repetition', async () => {
  const { transport, heard } = await afterCut();
  await transport.receive(...events(1, 3), reply(transport, 4));
  await transport.receive(...events(1), reply(transport, 6));
  assert.deepEqual(heard, [1, 2, 1, 3, 1]);
});

test('the late reply to a connect that gave way to another does not count: all of it comes again', async () => {
  const { transport, environment, heard } = await acknowledging();
  const late = reply(transport, 2);
  await transport.receive(...events(1));
  environment.page.dispatchEvent(new globalThis.Event('online')); // sends another connect
  await environment.advance(0);
  assert.notEqual(transport.last(CONNECT).id, late.id);
  await transport.receive(...events(2), late, { channel: '/meta/subscribe', id: 'x', successful: true });
  assert.deepEqual(heard, []);
  await transport.receive(...events(1, 2, 3), reply(transport, 3));
  assert.deepEqual(heard, [1, 2, 3]);
  assert.equal(transport.last(CONNECT).ext.ack, 3);
});

test('a late reply and the one that counts may come together', async () => {
  const { transport, environment, heard } = await acknowledging();
  const late = reply(transport, 2);
  environment.page.dispatchEvent(new globalThis.Event('online'));
  await environment.advance(0);
  await transport.receive(...events(1), late, ...events(1, 2), reply(transport, 3));
  assert.deepEqual(heard, [1, 2]);
});
