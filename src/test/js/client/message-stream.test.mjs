import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageStream, OverflowError } from '../../../../webapp/halley/halley.js';
import { settle } from './fake-environment.mjs';
import { connected, CONNECT, SUBSCRIBE } from './play.mjs';

function newStream(options) {
  const log = [];
  const stream = new MessageStream({ limit: 2, overflow: 'fail', end: () => log.push('end'), ...options });
  return { stream, log };
}

async function all(stream) {
  const taken = [];
  for await (const message of stream) {
    taken.push(message);
  }
  return taken;
}

test('what waits is taken in order, then the end', async () => {
  const { stream, log } = newStream();
  stream.push(1);
  stream.push(2);
  stream.close();
  stream.push(3);
  assert.deepEqual(await all(stream), [1, 2]);
  assert.deepEqual(log, ['end']);
  assert.deepEqual(await stream.next(), { done: true, value: undefined });
});

test('several may wait; each gets its own', async () => {
  const { stream } = newStream();
  const both = Promise.all([stream.next(), stream.next()]);
  stream.push(1);
  stream.push(2);
  assert.deepEqual((await both).map(({ value }) => value), [1, 2]);
});

test('one more than the limit ends it with an error, after what fits', async () => {
  const { stream, log } = newStream();
  [1, 2, 3, 4].forEach((message) => stream.push(message));
  assert.equal((await stream.next()).value, 1);
  assert.equal((await stream.next()).value, 2);
  await assert.rejects(stream.next(), OverflowError);
  assert.deepEqual(await stream.next(), { done: true, value: undefined });
  assert.deepEqual(log, ['end']);
});

test('or the oldest gives way, or the newest is not taken; the lost ones are counted', async () => {
  for (const [overflow, expected] of [['drop-oldest', [3, 4]], ['drop-newest', [1, 2]]]) {
    const { stream } = newStream({ overflow });
    [1, 2, 3, 4].forEach((message) => stream.push(message));
    stream.close();
    assert.equal(stream.dropped, 2);
    assert.deepEqual(await all(stream), expected);
  }
});

test('the limit is a whole number from one up, the overflow a known one', () => {
  assert.throws(() => newStream({ limit: 0 }), TypeError);
  assert.throws(() => newStream({ limit: 1.5 }), TypeError);
  assert.throws(() => newStream({ overflow: 'explode' }), TypeError);
  assert.ok(newStream({ limit: 1 }));
});

async function iterating(options) {
  const set = await connected();
  const stream = set.client.messages('/a', options);
  await settle();
  await set.transport.answer(SUBSCRIBE);
  return { ...set, stream };
}

test('a subscription can be iterated over; leaving the loop ends it', async () => {
  const { transport, stream } = await iterating();
  await transport.receive({ channel: '/a', data: 1 }, { channel: '/a', data: 2 });
  const heard = [];
  for await (const { data } of stream) {
    heard.push(data);
    if (data === 2) {
      break;
    }
  }
  await settle();
  assert.deepEqual(heard, [1, 2]);
  assert.equal(transport.unanswered('/meta/unsubscribe').length, 1);
});

test('a signal ends the iteration at once, with its reason', async () => {
  const controller = new AbortController();
  const { transport, stream } = await iterating({ signal: controller.signal });
  await transport.receive({ channel: '/a', data: 1 });
  controller.abort(new Error('enough'));
  await assert.rejects(stream.next(), { message: 'enough' });
  await settle();
  assert.equal(transport.unanswered('/meta/unsubscribe').length, 1);
  const set = await connected();
  const late = set.client.messages('/a', { signal: AbortSignal.abort(new Error('before')) });
  await assert.rejects(late.next(), { message: 'before' });
});

test('the server\'s refusal is what the iteration rejects with', async () => {
  const { client, transport } = await connected();
  const next = assert.rejects(client.messages('/a').next(), { code: 403 });
  await settle();
  await transport.answer(SUBSCRIBE, { successful: false, error: '403::subscribe_denied' });
  await next;
});

test('disconnecting ends the iteration; when the server ends the session it rejects', async () => {
  const wished = await iterating();
  const ended = wished.stream.next();
  void wished.client.disconnect();
  await settle();
  await wished.transport.answer('/meta/disconnect');
  assert.deepEqual(await ended, { done: true, value: undefined });
  const refused = await iterating();
  const rejected = assert.rejects(refused.stream.next(), { name: 'ClosedError' });
  await refused.transport.receive({ channel: '/meta/disconnect', successful: true });
  await rejected;
});

test('the iteration goes on over a new session', async () => {
  const { transport, stream } = await iterating();
  await transport.answer(CONNECT, { successful: false, error: '402::session_unknown' });
  await transport.answer('/meta/handshake', { clientId: 'two' });
  await transport.answer(SUBSCRIBE);
  await transport.receive({ channel: '/a', data: 'after' });
  assert.equal((await stream.next()).value.data, 'after');
});
