/** Timers that ring late, since the program was busy, are no time-outs; and no timer outlives the client. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { deadline } from '../../../../webapp/halley/deadline.js';
import '../../../../webapp/halley/history.js';
import '../../../../webapp/halley/presence.js';
import { Client, State, TransportError } from '../../../../webapp/halley/halley.js';
import { FakeEnvironment, FakeTransport, settle } from './fake-environment.mjs';
import { FakeServer } from './fake-server.mjs';
import { CONNECT, connected, SUBSCRIBE } from './play.mjs';

const GRACE = 1_000;

/** How late the timer rings: so much, and no more. */
async function ringing(...late) {
  const environment = new FakeEnvironment();
  let rang = false;
  deadline(environment, 500, () => { rang = true; });
  const outcomes = [];
  for (const ms of late) {
    const [wait] = environment.pending;
    environment.block(wait + ms);
    await environment.advance(0);
    outcomes.push(rang);
  }
  return outcomes;
}

test('a timer may be 100 ms late and counts; one that is later leaves a second, until it is in time, five times at most', async () => {
  assert.deepEqual(await ringing(0), [true]);
  assert.deepEqual(await ringing(100), [true]);
  assert.deepEqual(await ringing(101, 100), [false, true]);
  assert.deepEqual(await ringing(101, 101, 101, 101, 101, 101), [false, false, false, false, false, true]);
});

test('a deadline that is cancelled does not come, though it was late before', async () => {
  const environment = new FakeEnvironment();
  const cancel = deadline(environment, 500, () => assert.fail('it was cancelled'));
  environment.block(1_000);
  await environment.advance(0);
  assert.deepEqual(environment.pending, [GRACE]);
  cancel();
  assert.deepEqual(environment.pending, []);
});

test('what was answered while the program was busy is answered', async () => {
  const { client, environment, transport, log } = await connected();
  const publishing = client.publish('/a', 1);
  const calling = client.call('sum', [1, 2]);
  await settle();
  environment.block(30_000);
  await environment.advance(0);
  await transport.answer('/a');
  await transport.receive({ channel: '/service/sum', id: transport.last('/service/sum').id, data: 3 });
  assert.equal((await publishing).successful, true);
  assert.equal(await calling, 3);
  await transport.answer(CONNECT);
  assert.equal(client.state, State.CONNECTED);
  assert.deepEqual(log.slice(4), []);
});

test('what was not answered by then is given up a second later', async () => {
  const { client, environment } = await connected();
  const outcomes = [];
  const keep = (error) => outcomes.push(error.name);
  client.publish('/a', 1).catch(keep);
  client.call('sum', [1, 2]).catch(keep);
  await settle();
  environment.block(30_000);
  await environment.advance(GRACE - 1);
  assert.deepEqual(outcomes, []);
  await environment.advance(1);
  assert.deepEqual(outcomes, ['TimeoutError', 'TimeoutError']);
});

test('a connect with a timeout is not given up for a connection that stood meanwhile', async () => {
  const transport = new FakeTransport();
  const environment = new FakeEnvironment();
  const client = new Client({ url: '/cometd', transports: [transport.factory], environment });
  const connecting = client.connect({ timeout: 5_000 });
  await settle();
  environment.block(9_000);
  await environment.advance(0);
  await transport.answer('/meta/handshake', { clientId: 'one', supportedConnectionTypes: ['websocket'], advice: { timeout: 30_000 } });
  await transport.answer(CONNECT);
  await connecting;
});

test('a real process that was busy gets the answer of a real server that came meanwhile', { timeout: 30_000 }, async () => {
  const server = new Worker(`
    const { FakeServer } = await import(${JSON.stringify(new URL('./fake-server.mjs', import.meta.url).href)});
    const { parentPort } = await import('node:worker_threads');
    const server = await new FakeServer().start();
    const sent = new Int32Array(new SharedArrayBuffer(4));
    parentPort.postMessage({ url: server.url, sent });
    void server.next(({ channel }) => channel === '/a').then(() => { sent[0] = 1; });
  `, { eval: true });
  const { url, sent } = await new Promise((resolve) => { server.once('message', resolve); });
  const client = new Client({ url, transports: ['long-polling'], maxNetworkDelay: 100 });
  try {
    await client.connect();
    await client.subscribe('/b', () => {}); // its connection is kept alive: the next request goes out at once
    const publishing = client.publish('/a', 1);
    while (sent[0] === 0) {
      await new Promise((resolve) => { setImmediate(resolve); });
    }
    const until = performance.now() + 500;
    while (performance.now() < until) {
      // busy
    }
    assert.equal((await publishing).successful, true);
  } finally {
    await client.disconnect();
    await server.terminate();
  }
});

const pair = () => [new FakeTransport('websocket'), new FakeTransport('long-polling')];

/** @param {Awaited<ReturnType<typeof connected>>} set */
async function leave({ client, environment, transports }) {
  const leaving = client.disconnect();
  await settle();
  for (const transport of transports) {
    if (transport.unanswered('/meta/disconnect').length > 0) {
      await transport.answer('/meta/disconnect');
    }
  }
  await leaving;
  await settle();
  return environment.pending;
}

test('after disconnect no timer waits: after a change of transports', async () => {
  const set = await connected({ transports: pair() });
  const switched = set.client.useTransports([set.transports[1].factory]);
  await settle();
  await set.transports[1].answer(CONNECT);
  await switched;
  assert.ok(set.environment.pending.includes(10_000));
  assert.deepEqual(await leave(set), []);
});

test('after disconnect no timer waits: with much under way', async () => {
  const set = await connected({ heartbeat: 5_000 });
  const { client, environment } = set;
  const ignore = () => {};
  [client.publish('/a', 1), client.call('a', 1), client.subscribe('/a', ignore), client.connect({ timeout: 5_000 })]
    .forEach((promise) => promise.catch(ignore));
  await environment.advance(5_000); // a heartbeat replaces the held connect
  assert.deepEqual(await leave(set), []);
});

test('after disconnect no timer waits: while nobody can be reached', async () => {
  const set = await connected({ transports: pair() });
  set.transport.works = false;
  set.transport.cut(new TransportError('cut'));
  await settle();
  assert.deepEqual(await leave(set), []);
});

test('after disconnect no timer waits: while members are asked for anew', async () => {
  const set = await connected();
  const watching = set.client.presence('/room');
  await settle();
  await set.transport.answer(SUBSCRIBE);
  await watching;
  await set.transport.receive({ channel: '/presence/room', data: { version: 1, members: [] } });
  await set.transport.receive({ channel: '/presence/room', data: { version: 3, join: [{ id: 'b' }] } });
  await set.environment.advance(0);
  await set.transport.receive({ channel: '/presence/room', data: { version: 1, members: [] } });
  await set.transport.receive({ channel: '/presence/room', data: { version: 3, join: [{ id: 'b' }] } });
  assert.deepEqual(await leave(set), []);
});

test('a process whose client has disconnected has no timer of it, and ends', { timeout: 30_000 }, async () => {
  const server = await new FakeServer().start();
  server.connectionTypes = ['long-polling', 'streaming'];
  server.knowsBrowsers = false;
  const program = `
    import { Client } from ${JSON.stringify(new URL('../../../../webapp/halley/halley.js', import.meta.url).href)};
    const client = new Client({ url: ${JSON.stringify(server.url)}, transports: ['long-polling'], heartbeat: 20_000 });
    await client.connect({ timeout: 20_000 });
    await client.call('echo', 1, { timeout: 20_000 });
    await client.useTransports(['streaming']);
    await client.disconnect();
    console.log(process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [said, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await server.stop();
  assert.deepEqual([said.trim(), complaints], ['0', '']);
});
