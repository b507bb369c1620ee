import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Endpoint } from '../../../../webapp/halley/endpoint.js';
import { placeOf } from '../../../../webapp/halley/place.js';
import { TransportError } from '../../../../webapp/halley/halley.js';
import { settle } from './fake-environment.mjs';
import { CONNECT, connected, HANDSHAKE, handshaken } from './play.mjs';

const URL_ = new URL('https://one.example:8443/app/cometd');
const meta = (name) => [{ channel: `/meta/${name}` }];

test('all transports have the URL, but those with one of their own', () => {
  const endpoint = new Endpoint(URL_, { websocket: new URL('wss://other.example/ws') });
  assert.equal(endpoint.of('long-polling').href, URL_.href);
  assert.equal(endpoint.of('websocket').href, 'wss://other.example/ws');
  assert.equal(endpoint.of('callback-polling').href, URL_.href);
});

test('on wish a handshake, connect or disconnect that goes alone has a place of its own', () => {
  const place = (url, messages) => placeOf({ endpoint: new Endpoint(url), appendType: true }, 'long-polling', messages);
  const path = (...messages) => place(URL_, messages).pathname;
  assert.deepEqual(['handshake', 'connect', 'disconnect', 'subscribe'].map((name) => path(...meta(name))),
    ['/app/cometd/handshake', '/app/cometd/connect', '/app/cometd/disconnect', '/app/cometd']);
  assert.equal(path(...meta('connect'), ...meta('connect')), '/app/cometd');
  const of = (url) => place(new URL(url), meta('connect')).href;
  assert.equal(of('https://a.example/cometd/'), 'https://a.example/cometd/connect');
  assert.equal(of('https://a.example/cometd?x=1'), 'https://a.example/cometd?x=1');
  assert.equal(of('https://a.example/cometd.php'), 'https://a.example/cometd.php');
  assert.equal(of('https://a.example/v1.0/cometd'), 'https://a.example/v1.0/cometd/connect');
});

test('advised hosts are gone through in turn, the first one among them', () => {
  const endpoint = new Endpoint(URL_);
  assert.equal(endpoint.move(), false);
  endpoint.advise(['two.example', '[::1]:9000', 7, 'http://evil/', 'a/b', '']);
  assert.equal(endpoint.of('x').href, URL_.href);
  const seen = [1, 2, 3].map(() => endpoint.move() && endpoint.of('x').href);
  assert.deepEqual(seen,
    ['https://two.example/app/cometd', 'https://[::1]:9000/app/cometd', 'https://one.example:8443/app/cometd']);
  endpoint.advise([]);
  assert.equal(endpoint.move(), true);
});

test('a session that the server ends with other hosts in its advice goes on at the first of them', async () => {
  const { client, transport } = await connected();
  const { endpoint } = transport.context;
  await transport.answer(CONNECT, {
    successful: false, error: '402::session_unknown', advice: { reconnect: 'handshake', hosts: ['two.example'] },
  });
  assert.equal(endpoint.of('websocket').host, 'two.example');
  await handshaken(transport, 'two');
  assert.equal(client.clientId, 'two');
});

test('when nobody answers at one host, the next is tried', async () => {
  const { environment, transport } = await connected({
    handshake: { advice: { hosts: ['two.example'], timeout: 0, maxInterval: 1 } }, backoff: { min: 100, max: 100 },
  });
  const { endpoint } = transport.context;
  const host = () => endpoint.of('websocket').host;
  assert.equal(host(), 'localhost');
  await transport.answer(CONNECT, { successful: false, error: '402::x' });
  assert.equal(host(), 'localhost');
  transport.works = false;
  transport.cut(new TransportError('cut'));
  await environment.advance(1);
  const seen = new Set();
  for (let time = 0; time < 6; time += 1) {
    await environment.advance(50);
    seen.add(host());
  }
  assert.deepEqual([...seen].sort(), ['localhost', 'two.example']);
  await settle();
  assert.ok(transport.last(HANDSHAKE));
});
