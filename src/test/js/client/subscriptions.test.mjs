import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Emitter } from '../../../../webapp/halley/emitter.js';
import { BayeuxError } from '../../../../webapp/halley/halley.js';
import { Subscriptions } from '../../../../webapp/halley/subscriptions.js';
import { settle } from './fake-environment.mjs';
import { connected } from './play.mjs';

function setUp() {
  const requests = [];
  const refused = [];
  const events = new Emitter();
  events.on('unsubscribed', (detail) => refused.push(detail));
  const subscriptions = new Subscriptions(
    { held: false, offer: (request) => requests.push(request) },
    events,
  );
  return { subscriptions, requests, refused };
}

test('a late refusal of what has been asked again meanwhile means nothing', async () => {
  const { subscriptions, requests, refused } = setUp();
  const heard = [];
  const { confirmed } = subscriptions.add('/a', ({ data }) => heard.push(data));
  subscriptions.renew();
  const [first, second] = requests;
  first.resolve({ channel: '/meta/subscribe', successful: false, error: '403::subscribe_denied' });
  await settle();
  subscriptions.deliver({ channel: '/a', data: 1 });
  assert.deepEqual(heard, [1]);
  second.resolve({ channel: '/meta/subscribe', successful: true });
  await confirmed;
  assert.deepEqual(refused, []);
});

test('a late confirmation of what has been asked again meanwhile does not count', async () => {
  const { subscriptions, requests } = setUp();
  const { confirmed } = subscriptions.add('/a', () => {});
  subscriptions.renew();
  const [first, second] = requests;
  first.resolve({ channel: '/meta/subscribe', successful: true });
  await settle();
  second.resolve({ channel: '/meta/subscribe', successful: false, error: '403::subscribe_denied' });
  await assert.rejects(confirmed, BayeuxError);
});

test('further fields go with the request, and again with each new session', async () => {
  const { client, transport } = await connected();
  void client.subscribe('/a', () => {}, { fields: { ext: { replay: 7 }, subscription: '/b' } }).catch(() => {});
  await settle();
  const { ext, subscription } = transport.last('/meta/subscribe');
  assert.deepEqual([ext, subscription], [{ replay: 7 }, '/a']);
});

test('a remote call that was given up is forgotten: what comes later with its id is for those who subscribed', async () => {
  const { client, transport, environment } = await connected();
  const heard = [];
  void client.subscribe('/service/x', ({ data }) => heard.push(data)).catch(() => {});
  const late = assert.rejects(client.call('x', 1, { timeout: 100 }), { name: 'TimeoutError' });
  await environment.advance(100);
  await late;
  const { id } = transport.last('/service/x');
  await transport.receive({ channel: '/service/x', id, successful: true });
  await transport.receive({ channel: '/service/x', id, data: 'late' });
  assert.deepEqual(heard, ['late']);
});
