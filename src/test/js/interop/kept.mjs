/**
 * The clients of others on channels that keep history and show their members: what they get is plain Bayeux, byte for byte, and they see
 * members by subscribing to where these are shown.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { NodeActor, Stage } from './actor.mjs';
import { PageHost } from './page-host.mjs';

const halley = process.env.TEST_URL;
/** What a publisher may not tell subscribers, and one field that it may. */
const FORGED = {
  history: { epoch: 'forged', offset: 7 }, publishKey: 'forged', presence: { info: 1 }, flow: { paused: true }, mine: 1,
};

let stage;
let host;
/** Publishes without anybody between. */
let bob;

before(async () => {
  [stage, host, bob] = await Promise.all([
    Stage.open(), new PageHost(halley).start(),
    NodeActor.start('bob', 'cometd', { url: new URL('cometd', halley).href, transport: 'websocket' }),
  ]);
  await bob.connect();
});

after(async () => {
  await bob?.stop();
  await Promise.all([stage?.close(), host?.stop()]);
});

const inNode = (library, transport) => (name) => NodeActor.start(name, library, { url: `${host.origin}/cometd`, transport });

const CLIENTS = {
  'cometd-websocket': inNode('cometd', 'websocket'),
  'cometd-long-polling': inNode('cometd', 'long-polling'),
  'faye-websocket': inNode('faye', 'websocket'),
  'faye-long-polling': inNode('faye', 'long-polling'),
  dojox: (name) => stage.start(
    name, `${host.origin}/pages/dojox.html`, { url: `${host.origin}/cometd`, modules: ['dojox.cometd'] }),
};

/** The texts of all messages that Halley has sent with this channel in them, but for what differs each time. */
function textsOf(channel) {
  const text = Buffer.concat(host.said).toString('utf8');
  const replies = text.match(/\{[^{}]*"channel":"\/meta\/(un)?subscribe"[^{}]*/g) ?? [];
  const about = [...replies, ...text.match(new RegExp(`\\{"channel":"${channel}".*?\\}(?=[,\\]])`, 'g')) ?? []];
  return about.filter((each) => each.includes(`"${channel}"`))
    .map((each) => each.replaceAll(channel, '/x').replaceAll(/"(id|clientId)":"[^"]*"/g, '"$1":"…"'));
}

/** Subscribes, hears others and itself, unsubscribes; returns what Halley has said of it. */
async function talkOn(alice, channel) {
  host.forget();
  await alice.subscribe(channel);
  await bob.publish(channel, 'one', { ext: FORGED });
  await alice.hears(channel);
  await alice.publish(channel, 'two');
  await bob.publish(channel, 'three');
  await alice.hears(channel, 3);
  await alice.unsubscribe(channel);
  return textsOf(channel);
}

for (const [name, start] of Object.entries(CLIENTS)) {
  test(`${name}: a channel with history and members looks like any other, byte for byte`, async () => {
    const alice = await start('alice');
    try {
      await alice.connect();
      const plain = await talkOn(alice, `/interop/plain/${name}`);
      const kept = await talkOn(alice, `/interop/kept/${name}`);
      assert.deepEqual(kept.toSorted(), plain.toSorted());
      assert.ok(plain.includes('{"channel":"/x","data":"one","ext":{"mine":1}}'), plain.join('\n'));
      assert.ok(plain.length >= 6, plain.join('\n'));
    } finally {
      await alice.stop();
    }
  });

  test(`${name}: members are listed and told of, and nobody else's are`, async () => {
    const room = `/interop/kept/room/${name}`;
    const alice = await start('alice');
    try {
      await alice.connect();
      await alice.subscribe(`/presence${room}`);
      assert.deepEqual(await alice.hears(`/presence${room}`), [{ version: 0, members: [] }]);
      await bob.subscribe(room);
      const [, joined] = await alice.hears(`/presence${room}`, 2);
      assert.deepEqual(joined, { version: 1, join: [{ id: joined.join[0].id, sessions: 1 }] });
      assert.match(joined.join[0].id, /^#/);
      await bob.unsubscribe(room);
      const [, , left] = await alice.hears(`/presence${room}`, 3);
      assert.deepEqual(left, { version: 2, leave: [joined.join[0].id] });

      await alice.subscribe(room);
      await bob.publish(room, 'hello');
      assert.deepEqual(await alice.hears(room), ['hello']);
      await assert.rejects(alice.publish(`/presence${room}`, { members: [] }), /403.*denied/);
      // At last: dojox leaves its session then.
      await assert.rejects(alice.subscribe('/presence/interop/plain/room'), /403.*denied/);
    } finally {
      await alice.stop();
    }
  });
}

for (const [name, start] of Object.entries({ ...CLIENTS, halley: inNode('halley', 'websocket') })) {
  test(`${name}: what it forges reaches nobody`, async () => {
    const channel = `/interop/kept/forged/${name}`;
    const alice = await start('alice');
    try {
      await alice.connect();
      await bob.subscribe(channel);
      await alice.publish(channel, 'forged', { ext: FORGED });
      await bob.hears(channel);
      const { fields } = bob.events.find((event) => event.kind === 'message' && event.channel === channel);
      assert.deepEqual(fields, { ext: { mine: 1 } });
    } finally {
      await alice.stop();
    }
  });
}
