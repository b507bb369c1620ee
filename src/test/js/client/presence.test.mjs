/** Who is there: the rules of docs/client-recovery.md, row by row. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TransportError } from '../../../../webapp/halley/halley.js';
// What the client loads later is there at once.
import '../../../../webapp/halley/presence.js';
import { settle } from './fake-environment.mjs';
import { CONNECT, connected, handshaken, SUBSCRIBE } from './play.mjs';

const ann = { id: 'ann', sessions: 1 };
const bob = { id: 'bob', sessions: 1 };

async function watching(options) {
  const set = await connected({ backoff: { min: 100, max: 100 }, ...options });
  set.told = [];
  const tell = (what) => ({ id, sessions }) => set.told.push(`${what} ${id} ${sessions}`);
  const presence = set.client.presence('/chat/42', {
    join: tell('join'), leave: tell('leave'), update: tell('update'),
    change: ({ members, counts }) => set.told.push(counts ?? [...members.keys()].join()),
  });
  await settle();
  set.channel = set.transport.last(SUBSCRIBE).subscription;
  await set.transport.answer(SUBSCRIBE);
  set.presence = await presence;
  set.show = (data) => set.transport.receive({ channel: set.channel, data });
  return set;
}

test('the members are seen below the prefix', async () => {
  assert.equal((await watching()).channel, '/presence/chat/42');
  assert.equal((await watching({ presencePrefix: '/who' })).channel, '/who/chat/42');
});

test('a snapshot, then changes; callbacks for true changes only', async () => {
  const { presence, show, told } = await watching();
  await show({ version: 7, members: [ann] });
  await show({ version: 8, join: [bob], leave: ['nobody'] });
  await show({ version: 9, join: [{ ...ann, sessions: 2 }] });
  await show({ version: 10, join: [bob], leave: ['ann'] });
  assert.deepEqual(told, ['ann', 'join bob 1', 'ann,bob', 'update ann 2', 'ann,bob', 'leave ann 2', 'bob']);
  assert.deepEqual([...presence.members.values()], [bob]);
  assert.equal(presence.channel, '/chat/42');
});

test('a change before the snapshot belongs to none; one that has been is dropped', async () => {
  const { show, told, transport, environment } = await watching();
  await show({ version: 6, join: [bob] });
  await show({ version: 7, members: [ann] });
  await show({ version: 7, leave: ['ann'] });
  await environment.advance(20_000);
  assert.deepEqual(told, ['ann']);
  assert.equal(transport.unanswered(SUBSCRIBE).length, 0);
});

test('a version that is not the next one: subscribed again, and the snapshot tells what differs', async () => {
  const { show, told, transport, environment } = await watching();
  await show({ version: 7, members: [ann] });
  await show({ version: 9, join: [{ id: 'cid', sessions: 1 }] });
  await show({ version: 10, leave: ['ann'] });
  await environment.advance(0);
  assert.equal(transport.unanswered(SUBSCRIBE).length, 1);
  await transport.answer(SUBSCRIBE);
  await show({ version: 11, members: [bob, { id: 'cid', sessions: 1 }] });
  assert.deepEqual(told, ['ann', 'leave ann 1', 'join bob 1', 'join cid 1', 'bob,cid']);
});

test('versions that go wrong again and again are asked about with a back-off', async () => {
  const { show, transport, environment } = await watching();
  for (let version = 1; version < 200; version += 10) {
    await show({ version, members: [ann] });
    await show({ version: version + 5, join: [bob] });
    await environment.advance(500);
    while (transport.unanswered(SUBSCRIBE).length > 0) {
      await transport.answer(SUBSCRIBE);
    }
  }
  const asked = transport.sends.flat().filter(({ channel }) => channel === SUBSCRIBE).length;
  assert.ok(asked > 2 && asked < 9, `${asked} subscribes`);
});

test('a new session and its snapshot: nobody has left who is there', async () => {
  const { environment, show, told, transport } = await watching();
  await show({ version: 7, members: [ann, bob] });
  transport.cut(new TransportError('cut'));
  transport.sends = [];
  await environment.advance(100);
  await transport.answer(CONNECT, { successful: false, error: '402::session_unknown', advice: { reconnect: 'handshake' } });
  await environment.advance(1_000);
  await handshaken(transport, 'two');
  await transport.answer(SUBSCRIBE);
  await show({ version: 3, members: [bob] });
  assert.deepEqual(told, ['ann,bob', 'leave ann 1', 'bob']);
});

test('after a cut another snapshot is asked for: the last change may be lost', async () => {
  const { environment, show, told, transport } = await watching();
  await show({ version: 7, members: [ann] });
  transport.cut(new TransportError('cut'));
  transport.sends = [];
  await environment.advance(100);
  await transport.answer(CONNECT);
  await environment.advance(0);
  assert.equal(transport.unanswered(SUBSCRIBE).length, 1);
  await show({ version: 8, members: [ann] });
  assert.deepEqual(told, ['ann', 'ann']);
});

test('where the server only counts, there are counts, and nobody has left; then members again, and nobody has come', async () => {
  const { presence, show, told } = await watching();
  await show({ version: 7, members: [ann] });
  await show({ version: 8, count: 20_000 });
  assert.deepEqual([told.at(-1), presence.members.size], [{ count: 20_000 }, 0]);
  await show({ version: 9, members: [bob] });
  assert.deepEqual([told.length, told.at(-1), presence.counts], [3, 'bob', undefined]);
});

test('ids are keys of a map, whatever they are', async () => {
  const { presence, show } = await watching();
  await show({ version: 1, members: [{ id: '__proto__', sessions: 1 }, { id: 'constructor', sessions: 1 }] });
  await show({ version: 2, leave: ['toString', '__proto__'] });
  assert.deepEqual([...presence.members.keys()], ['constructor']);
});

test('what is no message of the server is ignored', async () => {
  const { show, told } = await watching();
  await show(null);
  await show('text');
  await show({ join: [bob] });
  assert.deepEqual(told, []);
});

test('a callback that throws is reported, and the others are called', async () => {
  const { client, transport } = await connected();
  const errors = [];
  client.on('error', ({ message }) => errors.push(message));
  let changes = 0;
  void client.presence('/a', { join: () => { throw new Error('mine'); }, change: () => { changes += 1; } });
  await settle();
  await transport.answer(SUBSCRIBE);
  await transport.receive({ channel: '/presence/a', data: { version: 1, members: [] } },
    { channel: '/presence/a', data: { version: 2, join: [ann] } });
  assert.deepEqual([errors, changes], [['mine'], 2]);
});

test('a refusal rejects; unsubscribing ends it', async () => {
  const { client, transport } = await connected();
  const refused = assert.rejects(client.presence('/a'), { code: 403 });
  await settle();
  await transport.answer(SUBSCRIBE, { successful: false, error: '403::subscribe_denied' });
  await refused;
  const { presence, environment, transport: other } = await watching();
  void presence.unsubscribe();
  await settle();
  assert.equal(other.last('/meta/unsubscribe').subscription, '/presence/chat/42');
  other.cut(new TransportError('cut'));
  other.sends = [];
  await environment.advance(100);
  await other.answer(CONNECT);
  assert.equal(other.unanswered(SUBSCRIBE).length, 0);
});
