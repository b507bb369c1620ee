/** What docs/javascript.md and docs/streaming.md show of the client, as they show it. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { AckExtension } from '../../../../webapp/halley/extension-ack.js';
import { Client } from '../../../../webapp/halley/halley.js';
// What the client loads later is there at once.
import '../../../../webapp/halley/history.js';
import '../../../../webapp/halley/presence.js';
import { settle } from './fake-environment.mjs';
import { FakeServer } from './fake-server.mjs';
import { CONNECT, connected, HANDSHAKE, SUBSCRIBE } from './play.mjs';

const scenario = (name, body) => test(name, { timeout: 20_000 }, body);

let server;
let shown;
const show = (...what) => shown.push(what);

beforeEach(async () => {
  shown = [];
  server = await new FakeServer().start();
  globalThis.location = { href: new URL('/page.html', server.url).href }; // what URLs of the page are relative to
});

afterEach(async () => {
  delete globalThis.location;
  await server.stop();
});

/** Runs it with a client that is connected, and ends that. */
async function withClient(run) {
  const client = new Client({ url: server.url, transports: ['long-polling'] });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.disconnect();
  }
}

scenario('a client connects in time', async () => {
  const client = new Client({ url: server.url, transports: ['long-polling'] });
  await client.connect({ timeout: 30_000 }); // milliseconds, at most 2,147,483,647; 0, the default, for none
  assert.equal(client.state, 'connected');
  await client.disconnect();
});

scenario('each handshake has a fresh token', async () => {
  let tokens = 0;
  const freshToken = async () => `token ${tokens += 1}`;

  const client = new Client({
    url: 'cometd',
    handshake: async () => ({ ext: { token: await freshToken() } }),
  });

  await client.connect();
  await client.disconnect();
  const handshakes = server.received.filter(({ channel }) => channel === HANDSHAKE);
  assert.deepEqual(handshakes.map(({ ext }) => ext.token), handshakes.map((_, at) => `token ${at + 1}`));
});

scenario('a subscription hears until it ends', () => withClient(async (client) => {
  const subscription = await client.subscribe('/news/**', ({ channel, data }) => show(channel, data));
  await client.publish('/news/sports', 'chess');
  await subscription.unsubscribe();

  await client.publish('/news/sports', 'golf');
  assert.deepEqual(shown, [['/news/sports', 'chess']]);
}));

scenario('a loop takes messages until its signal comes', () => withClient(async (client) => {
  const controller = new AbortController();
  const { signal } = controller;
  const store = async (data) => {
    show(data);
    controller.abort();
  };
  const asked = server.next(({ channel }) => channel === SUBSCRIBE);
  const loop = (async () => {
    for await (const { data } of client.messages('/news/**', { signal, limit: 500 })) {
      await store(data);
    }
  })();
  await asked;
  await client.publish('/news/sports', 'chess');
  await loop.catch((error) => assert.equal(error.name, 'AbortError'));
  assert.deepEqual(shown, [['chess']]);
}));

scenario('a client publishes, calls, and sends a batch', () => withClient(async (client) => {
  const { signal } = new AbortController();

  const reply = await client.publish('/news', { text: 'hello' });
  const sum = await client.call('sum', [1, 2, 3], { timeout: 5_000, signal });
  await Promise.all(client.batch(() => [client.publish('/a', 1), client.publish('/b', 2)]));

  assert.equal(reply.successful, true);
  assert.equal(sum, 6);
  assert.deepEqual(server.received.map(({ channel }) => channel).slice(-2), ['/a', '/b']);
}));

/** A server with history and members, whose part the test plays. */
scenario('a client recovers, learns where its messages stand, and sees who is there', async () => {
  const { client, environment, transport } = await connected({ handshake: { ext: { history: true, keyTtl: 60_000 } } });
  const load = (channel) => show('load', channel);
  const list = (members) => show('there', ...members.keys());
  const join = ({ id }) => show('join', id);
  const leave = ({ id }) => show('leave', id);
  const update = ({ id }) => show('update', id);
  const place = { epoch: 'e', offset: 7 };

  const program = (async () => {
    client.on('lost', ({ channel, reason, position }) => load(channel)); // what was missed after the position is gone
    client.on('recovered', ({ channel, count }) => {}); // what was missed comes now
    await client.subscribe('/chat/42', ({ data, position }) => show(data), { history: { last: 50 } });
    const { position, duplicate } = await client.publish('/chat/42', { text: 'hi' });
    const room = await client.presence('/chat/42', { join, leave, update, change: ({ members }) => list(members) });

    return { position, duplicate, room };
  })();

  await settle();
  assert.deepEqual(transport.last(SUBSCRIBE).ext.history, { '/chat/42': { last: 50 } });
  await transport.answer(SUBSCRIBE, { ext: { history: { '/chat/42': { epoch: 'e', offset: 6, count: 0 } } } });
  await transport.answer('/chat/42', { ext: { history: { ...place, duplicate: true } } });
  await transport.answer(SUBSCRIBE);
  const { position, duplicate, room } = await program;
  await transport.receive({ channel: '/chat/42', data: 'hi', ext: { history: { offset: 7 } } });
  await transport.receive({ channel: '/presence/chat/42', data: { version: 1, members: [{ id: 'ann', sessions: 1 }] } });
  await transport.receive({ channel: '/presence/chat/42', data: { version: 2, join: [{ id: 'bob', sessions: 1 }] } });
  await transport.answer(CONNECT, { ext: { history: { '/chat/42': { lost: true } } } });
  await environment.advance(0);
  await transport.answer(SUBSCRIBE, { ext: { history: { '/chat/42': { epoch: 'e', offset: 90, recovered: false, reason: 'evicted' } } } });

  assert.deepEqual([position, duplicate, [...room.members.keys()]], [place, true, ['ann', 'bob']]);
  assert.deepEqual(shown, [
    ['hi'], ['there', 'ann'], ['join', 'bob'], ['there', 'ann', 'bob'], ['load', '/chat/42'],
  ]);
});

scenario('an extension is added, and removed', () => withClient(async (client) => {
  const remove = client.extend(new AckExtension());

  const acknowledging = server.next(({ channel }) => channel === HANDSHAKE);
  await client.disconnect();
  await client.connect();
  assert.equal((await acknowledging).ext.ack, true);
  remove();
}));

scenario('an extension of the application changes what goes out', () => withClient(async (client) => {
  const id = () => 'trace 1';

  client.extend({
    outgoing(message) { return { ...message, ext: { ...message.ext, trace: id() } }; }, // or null to keep it
    incoming(message) { return message; }, // or null to drop it
    received(messages) { return messages; }, // what came together, before incoming
    attached({ url, environment, on }) {},
    detached() {},
    resume() { return null; }, // or the reply of an earlier handshake
    leave() { return false; }, // or true, when it has kept the session for the next page
  });

  await client.publish('/news', 1);
  assert.equal(server.received.at(-1).ext.trace, 'trace 1');
}));

scenario('a client says over which transport it talks', async () => {
  const said = [];
  const console = { log: (...words) => said.push(words) };

  const client = new Client({ url: '/cometd', transports: ['streaming', 'long-polling'] });
  client.on('transport', ({ transport, reason }) => console.log(transport, reason));

  await client.connect();
  await client.disconnect();
  assert.deepEqual(said, [['long-polling', 'connected']]);
});

scenario('a reader of tokens begins with those that have come', () => withClient(async (client) => {
  const append = (data) => show(data);

  await client.subscribe('/tokens', ({ data }) => append(data), { history: { last: 1_000 } });

  await client.publish('/tokens', 'to');
  assert.deepEqual(shown, [['to']]);
}));
