/** Faye's client in Chromium over its event source, which it takes where it may use no WebSocket. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { NodeActor, Stage } from './actor.mjs';
import { PageHost } from './page-host.mjs';
import { refusals, talk } from './scenario.mjs';

const halley = process.env.TEST_URL;
/** Milliseconds that the server is told for its timeout: so often a client connects. */
const TIMEOUT = Number(process.env.TEST_TIMEOUT);
const url = new URL('cometd', halley).href;
const TEXT = 'one\ntwo\rthree\r\nfour\u2028five\u2029six\n\ndata: seven';
let stage;
let host;

before(async () => {
  [stage, host] = await Promise.all([Stage.open(), new PageHost(halley).start()]);
});

after(async () => {
  await Promise.all([stage?.close(), host?.stop()]);
});

const start = (name) => stage.start(name, `${host.origin}/pages/faye.html`, {
  url: `${host.origin}/cometd`, transport: 'eventsource',
});
const scenario = { name: 'Faye in Chromium, eventsource', transport: 'eventsource', start };
talk(scenario);
refusals(scenario);

/** A client whose events come over its stream, and one of Node's that talks to it. */
async function couple(run) {
  const [alice, bob] = await Promise.all([
    start('alice'), NodeActor.start('bob', 'faye', { url, transport: 'long-polling' })]);
  try {
    await Promise.all([alice.connect(), bob.connect()]);
    await alice.until('connect over eventsource', (event) => event.transport === 'eventsource');
    await run(alice, bob);
    assert.deepEqual(alice.events.filter(({ kind }) => kind === 'crash'), []);
  } finally {
    await Promise.all([alice.stop(), bob.stop()]);
  }
}

test('Faye hears 200 messages in order, with line breaks of all kinds in them', () => couple(async (alice, bob) => {
  await alice.subscribe('/event-source/many');
  const said = Array.from({ length: 200 }, (_, at) => ({ at, text: TEXT }));
  await Promise.all(said.map((data) => bob.publish('/event-source/many', data)));
  const heard = await alice.hears('/event-source/many', said.length);
  assert.deepEqual(heard.sort((one, other) => one.at - other.at), said);
  for (const data of said) {
    await bob.publish('/event-source/many', data);
  }
  assert.deepEqual((await alice.hears('/event-source/many', 2 * said.length)).slice(said.length), said);
}));

test('Faye\'s events come over the stream, and it connects only now and then', () => couple(async (alice, bob) => {
  await alice.subscribe('/event-source/idle');
  // Its first connects are sent before it knows of its stream.
  const isConnect = ({ kind, advice }) => kind === 'connect' && advice?.interval === TIMEOUT;
  const before = alice.events.filter(isConnect).length;
  await alice.until('connect', isConnect, before + 1);
  const { posts, gets } = host.traffic;
  const began = Date.now();
  const connects = await alice.until('connect', isConnect, before + 5);
  const passed = Date.now() - began;
  // Faye's client connects at once when it subscribes between two connects, and goes on with both cycles.
  assert.ok(passed >= 1.5 * TIMEOUT, `four connects within ${passed} ms`);
  assert.ok(host.traffic.posts - posts <= 5, `${host.traffic.posts - posts} requests`);
  assert.deepEqual(host.traffic.gets - gets, 0);
  assert.deepEqual(connects.at(-1).advice, { reconnect: 'retry', interval: TIMEOUT, timeout: 0 });
  await bob.publish('/event-source/idle', 'at once');
  assert.deepEqual(await alice.hears('/event-source/idle'), ['at once']);
}));

test('Faye gets what waited while its stream was cut, over the next one', () => couple(async (alice, bob) => {
  await alice.subscribe('/event-source/cut');
  const { clientId } = await alice.state();
  const { gets } = host.traffic;
  assert.equal(host.cutStreams(), 1);
  // What the server writes before it knows of the cut is lost; from then on nothing is.
  let said = 0;
  const say = async () => {
    await bob.publish('/event-source/cut', said);
    said += 1;
  };
  const hears = alice.hears('/event-source/cut');
  let isWaiting = true;
  hears.catch(() => {}).finally(() => { isWaiting = false; });
  while (isWaiting) {
    await say();
  }
  await hears;
  for (let n = 0; n < 10; n += 1) {
    await say();
  }
  await alice.until('the last message', ({ kind, data }) => kind === 'message' && data === said - 1);
  const [first, ...others] = alice.heard('/event-source/cut');
  assert.deepEqual(others, Array.from({ length: said - 1 - first }, (_, at) => first + 1 + at));
  assert.equal(host.traffic.gets, gets + 1);
  assert.equal((await alice.state()).clientId, clientId);
}));

test('Faye comes back with a new session and its subscriptions when the old one has expired', () => couple(async (alice, bob) => {
  await bob.subscribe('/presence/event-source/expired');
  assert.deepEqual((await bob.hears('/presence/event-source/expired'))[0].members, []);
  await alice.subscribe('/event-source/expired');
  const told = (what) => ({ kind, data }) => kind === 'message' && data[what];
  await bob.until('alice on the channel', told('join'));
  const { clientId } = await alice.state();
  const seen = alice.events.length;
  host.reachable = false;
  host.tear();
  await bob.until('alice gone', told('leave'));
  host.reachable = true;
  await alice.returns(seen);
  assert.notEqual((await alice.state()).clientId, clientId);
  const connects = (event) => event.transport === 'eventsource' && alice.events.indexOf(event) >= seen;
  await alice.until('connect beside a new stream', connects);
  await bob.until('alice back', told('join'), 2);
  await bob.publish('/event-source/expired', 'back');
  assert.deepEqual(await alice.hears('/event-source/expired'), ['back']);
}));
