/** By HTTP, what rides on the answer to a connect that gives way to another one is not lost. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from '../../../../webapp/halley/halley.js';
import { FakeEnvironment, FakeTransport, settle } from './fake-environment.mjs';

const DELAY = 1_000;

/** A client over real long-polling, whose requests a test answers. */
class Poller extends FakeEnvironment {
  /** Requests that have been neither answered nor given up. */
  open = [];
  heard = [];

  fetch = (url, { body, signal }) => new Promise((resolve, reject) => {
    const request = { messages: JSON.parse(body), resolve };
    const over = () => { this.open = this.open.filter((other) => other !== request); };
    request.end = over;
    signal.addEventListener('abort', () => {
      over();
      reject(signal.reason);
    });
    this.open.push(request);
  });

  static async connected() {
    const poller = new Poller();
    const { setTimeout, clearTimeout, now, random, page, baseUrl, fetch } = poller;
    poller.socket = new FakeTransport('websocket');
    poller.client = new Client({
      url: '/cometd', transports: ['long-polling', poller.socket.factory], maxNetworkDelay: DELAY, heartbeat: 500,
      environment: { setTimeout, clearTimeout, now, random, page, baseUrl, fetch },
    });
    const connected = poller.client.connect();
    await poller.answer({ clientId: 'one' });
    await poller.answer();
    await connected;
    const subscribed = poller.client.subscribe('/a', ({ data }) => poller.heard.push(data));
    await settle();
    await poller.answer({ subscription: '/a' }, poller.open[1]);
    await subscribed;
    return poller;
  }

  /** Answers a request with its replies, and with what comes before them. */
  async answer(fields = {}, request = this.open[0], ...before) {
    await settle();
    const { messages, resolve, end } = request ?? this.open[0];
    const replies = messages.map(({ channel, id }) => ({ channel, id, successful: true, ...fields }));
    end();
    resolve(new Response(JSON.stringify([...before, ...replies])));
    await settle();
  }
}

const message = { channel: '/a', data: 'on its way' };

test('a heartbeat loses nothing that comes with the answer to the connect that it replaces', async () => {
  const poller = await Poller.connected();
  await poller.advance(500);
  const [held, question] = poller.open;
  assert.deepEqual(question.messages[0].advice, { timeout: 0 });
  await poller.answer({}, question);
  await poller.answer({}, held, message);
  assert.deepEqual(poller.heard, ['on its way']);
});

test('the connect that was replaced is waited for no longer than the network may take', async () => {
  const poller = await Poller.connected();
  await poller.advance(500);
  const [held, question] = poller.open;
  await poller.answer({}, question);
  await poller.advance(DELAY - 1 - 500);
  assert.ok(poller.open.includes(held));
  const [, next] = poller.open;
  if (next.messages[0].advice?.timeout === 0) {
    await poller.answer({}, next);
  }
  await poller.advance(501);
  assert.ok(!poller.open.includes(held));
});

test('another transport takes the session over, and what the former one has yet to bring is not lost', async () => {
  const poller = await Poller.connected();
  const [held] = poller.open;
  const switched = poller.client.useTransports([poller.socket.factory]);
  await settle();
  await poller.socket.answer('/meta/connect');
  await switched;
  await poller.answer({}, held, message);
  assert.deepEqual(poller.heard, ['on its way']);
});

test('what the server sends again is not waited for over the transport that is left: it may end with an error', async () => {
  const poller = await Poller.connected();
  poller.client.extend({
    outgoing: (message) => (message.channel === '/meta/connect' ? { ...message, ext: { ack: 1 } } : message),
  });
  const [first] = poller.open;
  await poller.answer({}, first);
  await settle();
  const [held] = poller.open;
  assert.deepEqual(held.messages[0].ext, { ack: 1 });
  const switched = poller.client.useTransports([poller.socket.factory]);
  await settle();
  assert.ok(!poller.open.includes(held), 'it was given up');
  assert.equal(poller.socket.unanswered('/meta/connect').length, 1);
  await poller.socket.answer('/meta/connect');
  await switched;
  assert.equal(poller.client.state, 'connected');
});

test('a new session hears nothing of the former one', async () => {
  const poller = await Poller.connected();
  const [held] = poller.open;
  const switched = poller.client.useTransports([poller.socket.factory]);
  await settle();
  await poller.socket.answer('/meta/connect', { successful: false, error: '402::session_unknown' });
  assert.ok(!poller.open.includes(held));
  await poller.socket.answer('/meta/handshake', { clientId: 'two' });
  await poller.socket.answer('/meta/connect');
  await switched;
  await poller.answer({}, held, message);
  assert.deepEqual(poller.heard, []);
});
