import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, State } from '../../../../webapp/halley/halley.js';
import { FakeEnvironment, settle } from './fake-environment.mjs';
import { CONNECT, connected, HANDSHAKE, handshaken, setUp, SUBSCRIBE } from './play.mjs';

test('fields for the handshake are asked for again at each, and may take their time', async () => {
  let count = 0;
  const { client, transport } = setUp({
    handshake: async () => { count += 1; return { ext: { token: count }, channel: '/evil', clientId: undefined }; },
  });
  void client.connect();
  await handshaken(transport);
  assert.equal(transport.last(HANDSHAKE).ext.token, 1);
  await transport.answer(CONNECT);
  await transport.answer(CONNECT, { successful: false, error: '402::session_unknown' });
  await handshaken(transport, 'two');
  assert.equal(transport.last(HANDSHAKE).ext.token, 2);
});

test('fields that cannot be had are asked for again after a wait; nothing is sent without them', async () => {
  const answers = [Promise.reject(new Error('the token service is down')), { ext: { token: 'fresh' } }];
  const { client, transport, environment } = setUp({ handshake: () => answers.shift(), backoff: { min: 100, max: 100 } });
  const failures = [];
  client.on('failure', ({ cause }) => failures.push(cause.message));
  void client.connect();
  await settle();
  assert.deepEqual(failures, ['the token service is down']);
  assert.equal(transport.last(HANDSHAKE), undefined);
  await environment.advance(50);
  assert.deepEqual(transport.last(HANDSHAKE).ext, { history: true, token: 'fresh' });
});

test('a signal ends the wait for a farewell, which goes on', async () => {
  const { client, transport } = await connected();
  const controller = new AbortController();
  const ended = assert.rejects(client.disconnect({ signal: controller.signal }), { message: 'enough' });
  await settle();
  controller.abort(new Error('enough'));
  await ended;
  assert.equal(client.state, State.DISCONNECTING);
  await transport.answer('/meta/disconnect');
  assert.equal(client.state, State.DISCONNECTED);
});

test('a signal ends the wait for the end of a subscription, which ends all the same', async () => {
  const { client, transport } = await connected();
  const subscribed = client.subscribe('/a', () => assert.fail('it is over'));
  await settle();
  await transport.answer(SUBSCRIBE);
  const subscription = await subscribed;
  const controller = new AbortController();
  const ended = assert.rejects(subscription.unsubscribe({ signal: controller.signal }), { message: 'enough' });
  await settle();
  controller.abort(new Error('enough'));
  await ended;
  assert.equal(transport.unanswered('/meta/unsubscribe').length, 1);
  await transport.receive({ channel: '/a', data: 1 });
});

test('a signal ends the wait for an answer and for a switch', async () => {
  const { client } = await connected();
  const signal = AbortSignal.abort(new Error('before'));
  for (const wait of [
    () => client.call('x', 1, { signal }), () => client.publish('/a', 1, { signal }), () => client.connect({ signal }),
    () => client.subscribe('/a', () => {}, { signal }), () => client.useTransports(['websocket'], { signal }),
  ]) {
    await assert.rejects(wait, { message: 'before' });
  }
});

test('numbers are not negative and finite; the URL is one', () => {
  const make = (options) => new Client({ url: '/cometd', environment: new FakeEnvironment(), ...options });
  for (const name of ['maxNetworkDelay', 'openTimeout', 'heartbeat', 'queueLimit', 'maxMessageSize', 'maxUrlLength']) {
    assert.throws(() => make({ [name]: -1 }), new RegExp(name));
    assert.throws(() => make({ [name]: NaN }), new RegExp(name));
    assert.throws(() => make({ [name]: '5' }), new RegExp(name));
  }
  assert.throws(() => make({ backoff: { min: -1 } }), /backoff\.min/);
  assert.throws(() => make({ backoff: { max: Infinity } }), /backoff\.max/);
  assert.throws(() => make({ url: 'http://[' }), TypeError);
});

test('with a queue limit of nothing, what cannot be sent now is refused at once', async () => {
  const { client, transport } = setUp({ queueLimit: 0 });
  void client.connect();
  await assert.rejects(client.publish('/a', 1), { name: 'ClosedError', outcomeUnknown: false });
  await handshaken(transport);
  void client.publish('/a', 2).catch(() => {});
  await settle();
  assert.equal(transport.last('/a').data, 2);
});
