import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import { BayeuxError, Client, ClosedError, State, TransportError } from '../../../../webapp/halley/halley.js';
import { FakeServer } from './fake-server.mjs';

const clients = [];
let server;

/** A test that fails, rather than waits for ever, when what it waits for does not come. */
const scenario = (name, body) => test(name, { timeout: 20_000 }, body);

beforeEach(async () => {
  server = await new FakeServer().start();
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.disconnect()));
  await server.stop();
});

function newClient(options) {
  const client = new Client({
    url: server.url, transports: ['long-polling'], backoff: { min: 10, max: 50 }, ...options,
  });
  clients.push(client);
  return client;
}

/** The next detail of an event that fits. */
function next(client, event, fits = () => true) {
  return new Promise((resolve) => {
    const off = client.on(event, (detail) => {
      if (fits(detail)) {
        off();
        resolve(detail);
      }
    });
  });
}

/** A listener that gathers, with a promise for the message that makes it so many. */
function gather() {
  const messages = [];
  const waiting = [];
  const listener = (message) => {
    messages.push(message);
    waiting.filter(({ count }) => count === messages.length).forEach(({ resolve }) => resolve(messages));
  };
  const reach = (count) => (messages.length >= count
    ? Promise.resolve(messages)
    : new Promise((resolve) => waiting.push({ count, resolve })));
  return { listener, messages, reach };
}

scenario('two clients talk', async () => {
  const [anna, bert] = [newClient(), newClient()];
  await Promise.all([anna.connect(), bert.connect()]);
  const heard = gather();
  await bert.subscribe('/talk', heard.listener);
  const reply = await anna.publish('/talk', { text: 'grüß dich' });
  assert.equal(reply.successful, true);
  const [message] = await heard.reach(1);
  assert.deepEqual(message.data, { text: 'grüß dich' });
  assert.equal('id' in message, false);
});

scenario('publishes arrive in the order in which they were made', async () => {
  const client = newClient();
  await client.connect();
  const heard = gather();
  await client.subscribe('/numbers', heard.listener);
  await Promise.all(Array.from({ length: 50 }, (_, number) => client.publish('/numbers', number)));
  const messages = await heard.reach(50);
  assert.deepEqual(messages.map(({ data }) => data), Array.from({ length: 50 }, (_, number) => number));
});

scenario('a pattern hears the channels below it until it is unsubscribed', async () => {
  const client = newClient();
  await client.connect();
  const heard = gather();
  const subscription = await client.subscribe('/news/**', heard.listener);
  await client.publish('/news/sports/chess', 1);
  await heard.reach(1);
  await subscription.unsubscribe();
  await client.publish('/news/sports/chess', 2);
  assert.equal(heard.messages.length, 1);
  assert.equal(server.received.filter(({ channel }) => channel === '/meta/unsubscribe').length, 1);
});

scenario('a remote call resolves with the data of its answer', async () => {
  const client = newClient();
  await client.connect();
  assert.deepEqual(await client.call('echo', { deep: [1, null] }), { deep: [1, null] });
});

scenario('a remote call rejects with the failure that the service returned', async () => {
  const client = newClient();
  await client.connect();
  await assert.rejects(client.call('failing', 1), (error) => {
    assert(error instanceof BayeuxError);
    assert.equal(error.code, 500);
    assert.deepEqual(error.args, ['17']);
    assert.deepEqual(error.reply.data, { reason: 'full' });
    return true;
  });
});

scenario('a remote call that nobody answers ends with its timeout', async () => {
  const client = newClient();
  await client.connect();
  await assert.rejects(client.call('nobody', 1, { timeout: 20 }), { name: 'TimeoutError', code: 406 });
  await client.publish('/still/alive', 1);
});

scenario('refusals carry the server\'s code', async () => {
  const client = newClient();
  await client.connect();
  await assert.rejects(client.publish('/forbidden/a', 1), { name: 'BayeuxError', code: 403, text: 'publish_denied' });
  await assert.rejects(client.subscribe('/forbidden/a', () => {}), { code: 403, text: 'subscribe_denied' });
});

scenario('a batch goes in one request, in order', async () => {
  const client = newClient();
  await client.connect();
  const heard = gather();
  await Promise.all(client.batch(() => [client.subscribe('/room', heard.listener), client.publish('/room', 'hello')]));
  const [message] = await heard.reach(1);
  assert.equal(message.data, 'hello');
});

scenario('an expired session is replaced and its subscriptions are made again', async () => {
  const client = newClient();
  await client.connect();
  const heard = gather();
  await client.subscribe('/talk', heard.listener);
  const former = client.clientId;
  const renewed = next(client, 'session');
  const subscribed = server.next(({ channel }) => channel === '/meta/subscribe');
  server.expireSessions();
  assert.equal((await renewed).renewed, true);
  assert.notEqual(client.clientId, former);
  assert.equal((await subscribed).clientId, client.clientId);
  await client.publish('/talk', 'again');
  assert.equal((await heard.reach(1))[0].data, 'again');
});

scenario('a session that only a publish finds gone is replaced, though its connect is held', async () => {
  const client = newClient();
  const held = server.next(({ channel, advice }) => channel === '/meta/connect' && advice === undefined);
  await client.connect();
  const former = (await held).clientId;
  server.expireSessions({ tell: false });
  const renewed = next(client, 'session');
  await assert.rejects(client.publish('/talk', 1), { code: 402 });
  await renewed;
  await client.publish('/talk', 2);
  assert.notEqual(client.clientId, former);
});

scenario('after a server restart the client comes back by itself and sends what waited', async () => {
  const client = newClient();
  await client.connect();
  const heard = gather();
  await client.subscribe('/talk', heard.listener);
  const cut = next(client, 'state', ({ state }) => state === State.UNCONNECTED);
  await server.stop();
  await cut;
  const waiting = client.publish('/talk', 'meanwhile');
  const back = next(client, 'state', ({ state }) => state === State.CONNECTED);
  await server.start();
  await Promise.all([waiting, back]);
  assert.equal((await heard.reach(1))[0].data, 'meanwhile');
});

scenario('a client that starts before the server connects when there is one', async () => {
  await server.stop();
  const client = newClient();
  const failed = next(client, 'failure');
  const connected = client.connect();
  assert(await failed instanceof TransportError);
  await server.start();
  await connected;
  assert.equal(client.state, State.CONNECTED);
});

scenario('connect gives up when its signal says so', async () => {
  await server.stop();
  const client = newClient();
  const controller = new AbortController();
  const connected = client.connect({ signal: controller.signal });
  await next(client, 'failure');
  controller.abort(new Error('enough'));
  await assert.rejects(connected, { message: 'enough' });
  assert.equal(client.state, State.DISCONNECTED);
  await server.start();
});

scenario('disconnect ends the session on the server, and nothing can be published any more', async () => {
  const client = newClient();
  await client.connect();
  await client.disconnect();
  assert.equal(client.state, State.DISCONNECTED);
  assert.deepEqual(server.sessions, []);
  await assert.rejects(client.publish('/talk', 1), ClosedError);
});

scenario('a client can connect again after disconnect', async () => {
  const client = newClient();
  await client.connect();
  await client.disconnect();
  await client.connect();
  await client.publish('/talk', 1);
  assert.equal(server.sessions.length, 1);
});

after(() => assert.deepEqual(clients, []));
