/** A server that sends its clients away: they go to the host that it names, or come again over another connection. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { State } from '../../../../webapp/halley/halley.js';
import { settle } from './fake-environment.mjs';
import { CONNECT, connected, HANDSHAKE, handshaken, setUp, SUBSCRIBE } from './play.mjs';

const GO = { reconnect: 'handshake', interval: 700 };
const GO_TO_ANOTHER = { ...GO, hosts: ['two.example:8443', 'three.example'] };
const hostOf = (transport) => transport.context.endpoint.of('websocket').host;

test('a client that is sent away closes its connection, and shakes hands after the interval', async () => {
  const { client, environment, transport } = await connected();
  await transport.answer(CONNECT, { successful: false, error: '503::server_draining', advice: GO });
  assert.equal(transport.isOpen, false);
  assert.equal(client.state, State.REHANDSHAKING);
  await environment.advance(699);
  assert.equal(transport.unanswered(HANDSHAKE).length, 0);
  await environment.advance(1);
  assert.equal(transport.unanswered(HANDSHAKE).length, 1);
  assert.equal(hostOf(transport), 'localhost');
});

test('a client that is sent to another server goes there, and its subscriptions are there again', async () => {
  const { client, environment, transport } = await connected();
  const received = [];
  const subscribed = client.subscribe('/news', ({ data }) => received.push(data));
  await settle();
  await transport.answer(SUBSCRIBE);
  await subscribed;
  await transport.answer(CONNECT, { successful: false, error: '503::server_draining', advice: GO_TO_ANOTHER });
  await environment.advance(700);
  assert.equal(hostOf(transport), 'two.example:8443');
  await handshaken(transport, 'two');
  await transport.answer(CONNECT);
  await transport.answer(SUBSCRIBE);
  await transport.receive({ channel: '/news', data: 1 });
  assert.deepEqual(received, [1]);
  assert.equal(client.state, State.CONNECTED);
});

test('a handshake that is turned away goes on at the host that is named', async () => {
  const { client, environment, transport } = setUp({ backoff: { min: 100, max: 100 } });
  const connecting = client.connect();
  await settle();
  await transport.answer(HANDSHAKE, { successful: false, error: '503::server_draining', advice: GO_TO_ANOTHER });
  await environment.advance(800);
  assert.equal(hostOf(transport), 'two.example:8443');
  await handshaken(transport, 'two');
  await transport.answer(CONNECT);
  await connecting;
});

test('a handshake that is turned away without another host comes again at the same', async () => {
  const { client, environment, transport } = setUp({ backoff: { min: 100, max: 100 } });
  void client.connect();
  await settle();
  await transport.answer(HANDSHAKE, { successful: false, error: '503::server_draining', advice: GO });
  await environment.advance(800);
  assert.equal(hostOf(transport), 'localhost');
  assert.equal(transport.unanswered(HANDSHAKE).length, 1);
});
