/** Recovery as a client does it: what it sends and when, by the rules of docs/client-recovery.md. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TransportError } from '../../../../webapp/halley/halley.js';
import { ReloadExtension } from '../../../../webapp/halley/extension-reload.js';
// What the client loads later is there at once.
import '../../../../webapp/halley/history.js';
import { FakeTransport, settle } from './fake-environment.mjs';
import { CONNECT, HANDSHAKE, connected, handshaken, setUp, SUBSCRIBE } from './play.mjs';

const GRANTED = { ext: { history: true, keyTtl: 60_000 } };
const at = (offset, epoch = 'e') => ({ epoch, offset });
const live = (channel, offset, more) => ({ channel, data: offset, ext: { history: { offset, ...more } } });
const entry = (channel, place, more) => ({ ext: { history: { [channel]: { ...place, ...more } } } });

/** A connected client that hears /a, where it is at position 10. */
async function following(options = {}) {
  const set = await connected({ handshake: GRANTED, backoff: { min: 100, max: 100 }, ...options });
  set.heard = [];
  set.told = [];
  set.client.on('recovered', ({ channel, count }) => set.told.push(`${channel} recovered ${count}`));
  set.client.on('lost', ({ channel, reason }) => set.told.push(`${channel} lost ${reason}`));
  set.hear = (channel, history) => set.client.subscribe(channel, ({ data, position }) => {
    set.heard.push(data);
    set.position = position;
  }, { history });
  set.subscription = set.hear('/a', options.wish);
  await settle();
  await set.transport.answer(SUBSCRIBE, entry('/a', at(10)));
  set.subscription = await set.subscription;
  return set;
}

const asked = (transport) => transport.unanswered(SUBSCRIBE).map(({ subscription, ext }) => [subscription, ext?.history]);

/** The connection is cut and made again, with the same session. */
async function reconnect({ transport, environment }) {
  transport.cut(new TransportError('cut'));
  transport.sends = [];
  await environment.advance(100);
  await transport.answer(CONNECT);
}

/** The connection is cut and the session is gone; another one begins. */
async function renew({ transport, environment }, fields) {
  transport.cut(new TransportError('cut'));
  transport.sends = [];
  await environment.advance(100);
  await transport.answer(CONNECT, { successful: false, error: '402::session_unknown', advice: { reconnect: 'handshake' } });
  await environment.advance(1_000);
  await handshaken(transport, 'two', fields);
}

test('a handshake asks for history, beside what the application says there; it can be switched off', async () => {
  for (const [options, ext] of [
    [{}, { history: true }],
    [{ handshake: { ext: { token: 'x' } } }, { history: true, token: 'x' }],
    [{ history: false }, undefined],
  ]) {
    const { client, transport } = setUp(options);
    void client.connect();
    await settle();
    assert.deepEqual(transport.last(HANDSHAKE).ext, ext);
  }
});

test('to a server without history nothing is said of it, and nothing comes differently', async () => {
  const { client, transport } = await connected();
  const heard = [];
  void client.subscribe('/a', ({ data }) => heard.push(data), { history: { last: 50 } });
  await settle();
  assert.deepEqual(asked(transport), [['/a', undefined]]);
  await transport.receive(live('/a', 7), live('/a', 9));
  assert.deepEqual(heard, [7, 9], 'also before the reply, and whatever an ext.history there means');
  void client.publish('/a', 1);
  await settle();
  assert.equal(transport.last('/a').ext, undefined);
});

test('the first subscribe says what the application asks for, the next ones where it is', async () => {
  for (const [wish, first] of [
    [undefined, undefined], [{ last: 50 }, { last: 50 }], [{ all: true }, { all: true }], [{ from: at(3) }, at(3)],
    [{ orLast: 7 }, { last: 7 }],
  ]) {
    const set = await connected({ handshake: GRANTED, backoff: { min: 100, max: 100 } });
    void set.client.subscribe('/a', () => {}, { history: wish });
    await settle();
    assert.deepEqual(asked(set.transport), [['/a', first && { '/a': first }]]);
    await set.transport.answer(SUBSCRIBE, entry('/a', at(10), wish && { recovered: wish.from && true, count: 1 }));
    await set.transport.receive(live('/a', 11, wish?.from && { after: 3 }));
    await reconnect(set);
    assert.deepEqual(asked(set.transport),
      [['/a', { '/a': { ...at(11), ...(wish?.orLast && { orLast: 7 }) } }]]);
  }
});

test('what waits for messages can ask for history, too', async () => {
  const { client, transport } = await connected({ handshake: GRANTED });
  const stream = client.messages('/a', { history: { last: 2 } });
  await settle();
  await transport.answer(SUBSCRIBE, entry('/a', at(10), { count: 2 }));
  await transport.receive(live('/a', 9), live('/a', 10));
  assert.deepEqual((await stream.next()).value.position, at(9));
  assert.deepEqual((await stream.next()).value.position, at(10));
});

test('a message has its position', async () => {
  const set = await following();
  await set.transport.receive(live('/a', 11));
  assert.deepEqual(set.position, at(11));
  await set.transport.receive(live('/a', 12, { epoch: 'f' }));
  assert.deepEqual(set.position, at(12, 'f'));
});

test('after a cut all channels with history are subscribed again in one batch, before what waits', async () => {
  const set = await following();
  void set.hear('/b');
  void set.hear('/plain');
  await settle();
  await set.transport.answer(SUBSCRIBE, entry('/b', at(20)));
  await set.transport.answer(SUBSCRIBE);
  set.transport.cut(new TransportError('cut'));
  await settle();
  void set.client.publish('/plain', 'waits');
  set.transport.sends = [];
  await set.environment.advance(100);
  await set.transport.answer(CONNECT);
  const batch = set.transport.sends.find((sent) => sent.some(({ channel }) => channel === SUBSCRIBE));
  assert.deepEqual(batch.map(({ channel, subscription, ext }) => [channel, subscription, ext?.history]), [
    [SUBSCRIBE, '/a', { '/a': at(10) }], [SUBSCRIBE, '/b', { '/b': at(20) }], ['/plain', undefined, undefined],
  ]);
});

test('what is missed is recovered; the application is told before the first message', async () => {
  const set = await following();
  set.client.on('recovered', () => set.heard.push('recovered'));
  await reconnect(set);
  await set.transport.receive(live('/a', 11), { channel: '/plain', data: 1 });
  assert.deepEqual(set.heard, [], 'held while there is no reply');
  const [{ id }] = set.transport.unanswered(SUBSCRIBE);
  await set.transport.receive(
    { channel: SUBSCRIBE, id, subscription: '/a', successful: true, ...entry('/a', at(13), { recovered: true, count: 3 }) },
    live('/a', 11), live('/a', 12), live('/a', 13), live('/a', 14),
  );
  assert.deepEqual(set.heard, ['recovered', 11, 12, 13, 14]);
  assert.deepEqual(set.told, ['/a recovered 3']);
});

test('what another connection has brought before the reply comes behind what the reply has with it', async () => {
  for (const [wish, first, told] of [[{ last: 50 }, 8, []], [{ all: true }, 8, []], [undefined, 11, ['/b recovered 3']]]) {
    const set = await following();
    const subscribed = set.hear('/b', wish ?? { from: at(10) });
    await settle();
    await set.transport.receive(live('/b', first + 2), live('/b', first + 3));
    const [{ id }] = set.transport.unanswered(SUBSCRIBE);
    await set.transport.receive(
      { channel: SUBSCRIBE, id, subscription: '/b', successful: true, ...entry('/b', at(first + 2), { recovered: !wish || undefined, count: 3 }) },
      live('/b', first), live('/b', first + 1),
    );
    await subscribed;
    await set.transport.receive(live('/b', first + 4));
    assert.deepEqual(set.heard, [0, 1, 2, 3, 4].map((more) => first + more));
    assert.deepEqual(set.told, told);
  }
});

test('after a new handshake the positions go on', async () => {
  const set = await following();
  await set.transport.receive(live('/a', 11));
  await renew(set, GRANTED);
  assert.deepEqual(asked(set.transport), [['/a', { '/a': at(11) }]]);
  await set.transport.answer(SUBSCRIBE, entry('/a', at(90), { recovered: false, reason: 'evicted' }));
  assert.deepEqual(set.told, ['/a lost evicted']);
});

test('a session of a server without history: the application is told, and hears what comes', async () => {
  const set = await following();
  await renew(set);
  assert.deepEqual(set.told, ['/a lost unsupported']);
  assert.deepEqual(asked(set.transport), [['/a', undefined]]);
  await set.transport.receive({ channel: '/a', data: 'plain' });
  assert.deepEqual(set.heard, ['plain']);
});

test('a gap is not handed over: at once one subscribe, then with a back-off', async () => {
  const set = await following();
  await set.transport.receive(live('/a', 12));
  await set.environment.advance(0);
  assert.deepEqual(asked(set.transport), [['/a', { '/a': at(10) }]]);
  await set.transport.answer(SUBSCRIBE, entry('/a', at(12), { recovered: true, count: 2 }));
  await set.transport.receive(live('/a', 11), live('/a', 12), live('/a', 15));
  assert.deepEqual(set.heard, [11, 12]);
  await set.environment.advance(499);
  assert.equal(asked(set.transport).length, 0);
  await set.environment.advance(1);
  assert.deepEqual(asked(set.transport), [['/a', { '/a': at(12) }]]);
});

test('a gap of a channel below a pattern: the pattern is subscribed with the channels that belong to it', async () => {
  const set = await following();
  void set.hear('/b/*');
  await settle();
  await set.transport.answer(SUBSCRIBE);
  await set.transport.receive(live('/b/x', 5, { epoch: 'x' }), live('/b/y', 6, { epoch: 'y' }), live('/b/x', 9));
  await set.environment.advance(0);
  assert.deepEqual(asked(set.transport), [['/b/*', { '/b/x': at(5, 'x'), '/b/y': at(6, 'y') }]]);
  assert.deepEqual(set.heard, [5, 6]);
});

test('a channel is named by its nearest subscription only', async () => {
  const set = await following();
  void set.hear('/**');
  await settle();
  assert.deepEqual(asked(set.transport), [['/**', undefined]]);
  await set.transport.answer(SUBSCRIBE);
  await reconnect(set);
  assert.deepEqual(asked(set.transport), [['/a', { '/a': at(10) }]]);
  await set.transport.answer(SUBSCRIBE, entry('/a', at(10), { recovered: true, count: 0 }));
  void set.subscription.unsubscribe();
  await reconnect(set);
  assert.deepEqual(asked(set.transport), [['/**', { '/a': at(10) }]]);
});

test('a message of a channel that a pattern\'s subscribe did not know waits for its reply', async () => {
  const set = await following();
  void set.hear('/b/*');
  await settle();
  await set.transport.receive(live('/b/x', 5, { epoch: 'x' }));
  assert.deepEqual(set.heard, []);
  await set.transport.answer(SUBSCRIBE);
  assert.deepEqual(set.heard, [5]);
});

test('a pattern cannot ask for the newest', async () => {
  const set = await following();
  const errors = [];
  set.client.on('error', ({ message }) => errors.push(message));
  void set.hear('/b/*', { last: 5 });
  await settle();
  assert.deepEqual(asked(set.transport), [['/b/*', undefined]]);
  assert.match(errors[0], /for a channel, not for a pattern/);
});

test('what an extension drops has been received', async () => {
  const set = await following();
  set.client.extend({ incoming: (message) => (message.data === 11 ? null : message) });
  await set.transport.receive(live('/a', 11), live('/a', 12));
  await set.environment.advance(60_000);
  assert.deepEqual([set.heard, asked(set.transport)], [[12], []]);
});

test('a connect\'s reply that may be older than a subscribe\'s moves no position', async () => {
  const set = await following();
  await set.transport.answer(CONNECT, { ext: { history: { '/a': { offset: 12 } } } });
  await set.transport.receive(live('/a', 11), live('/a', 13, { after: 11 }));
  await set.environment.advance(60_000);
  assert.deepEqual([set.heard, asked(set.transport)], [[11, 13], []]);
});

test('a connect\'s reply counts after the messages that came with it', async () => {
  const set = await following();
  await set.transport.answer(CONNECT); // it was under way when the subscribe was answered
  const [{ id }] = set.transport.unanswered(CONNECT);
  await set.transport.receive(
    { channel: CONNECT, id, successful: true, ext: { history: { '/a': { offset: 12 } } } }, live('/a', 11),
  );
  await set.transport.receive(live('/a', 13));
  await set.environment.advance(60_000);
  assert.deepEqual([set.heard, asked(set.transport)], [[11, 13], []]);
});

test('lost, in a connect\'s reply: subscribed again, and told only if something was', async () => {
  const set = await following();
  await set.transport.answer(CONNECT, { ext: { history: { '/a': { lost: true } } } });
  await set.transport.receive(live('/a', 11));
  assert.deepEqual([set.heard, set.told], [[], []]);
  await set.environment.advance(0);
  assert.deepEqual(asked(set.transport), [['/a', { '/a': at(10) }]]);
  await set.transport.answer(SUBSCRIBE, entry('/a', at(14, 'f'), { recovered: false, reason: 'void' }));
  await set.transport.receive(live('/a', 15));
  assert.deepEqual([set.heard, set.told], [[15], ['/a lost void']]);
});

test('a subscription that ends forgets where it was', async () => {
  const set = await following();
  void set.subscription.unsubscribe();
  await settle();
  void set.hear('/a');
  await settle();
  assert.deepEqual(asked(set.transport), [['/a', undefined]]);
});

test('a subscribe that is refused is not repeated', async () => {
  const set = await following();
  await reconnect(set);
  await set.transport.answer(SUBSCRIBE, { successful: false, error: '403::subscribe_denied' });
  await reconnect(set);
  assert.deepEqual(asked(set.transport), []);
});

test('positions outlive a reload of the page', async () => {
  const items = new Map();
  const storage = {
    getItem: (name) => items.get(name) ?? null, setItem: (name, value) => items.set(name, value),
    removeItem: (name) => items.delete(name),
  };
  const set = await following({ extensions: [new ReloadExtension({ storage })] });
  await set.transport.receive(live('/a', 11));
  set.environment.page.dispatchEvent(new Event('pagehide'));
  const next = setUp({ extensions: [new ReloadExtension({ storage })] });
  void next.client.subscribe('/a', () => {});
  void next.client.connect();
  await settle();
  await next.transport.answer(CONNECT);
  assert.deepEqual(asked(next.transport), [['/a', { '/a': at(11) }]]);
});

test('positions outlive a reload without a session, however often, and give way to what the new page asks for', async () => {
  const items = new Map();
  const storage = {
    getItem: (name) => items.get(name) ?? null, setItem: (name, value) => items.set(name, value),
    removeItem: (name) => items.delete(name),
  };
  const set = await following({ extensions: [new ReloadExtension({ storage })] });
  void set.hear('/b');
  await settle();
  await set.transport.answer(SUBSCRIBE, entry('/b', at(20)));
  set.transport.works = false;
  set.transport.cut(new TransportError('cut'));
  await set.environment.advance(600_000);
  set.environment.page.dispatchEvent(new Event('pagehide'));
  const offline = setUp({ extensions: [new ReloadExtension({ storage })], transports: [new FakeTransport()] });
  offline.transport.works = false;
  void offline.client.connect().catch(() => {});
  await settle();
  offline.environment.page.dispatchEvent(new Event('pagehide'));
  const next = setUp({ extensions: [new ReloadExtension({ storage })] });
  void next.client.subscribe('/a', () => {});
  void next.client.subscribe('/b', () => {}, { history: { last: 5 } });
  void next.client.connect();
  await handshaken(next.transport, 'two', GRANTED);
  assert.deepEqual(asked(next.transport), [['/a', { '/a': at(10) }], ['/b', { '/b': { last: 5 } }]]);
});

test('disconnect forgets the positions', async () => {
  const set = await following();
  const over = set.client.disconnect();
  await set.transport.answer('/meta/disconnect');
  await over;
  void set.hear('/a');
  void set.client.connect();
  await handshaken(set.transport, 'two', GRANTED);
  assert.deepEqual(asked(set.transport), [['/a', undefined]]);
});

const keyOf = ({ ext }) => ext?.publishKey;

/** A publish whose outcome is put into the list. */
function publish(set, data, options) {
  set.outcomes.push('-');
  const index = set.outcomes.length - 1;
  set.client.publish('/a', data, options).then(
    ({ position, duplicate }) => { set.outcomes[index] = `${position?.offset}${duplicate ? ' duplicate' : ''}`; },
    (error) => { set.outcomes[index] = `${error.name} ${error.outcomeUnknown}`; },
  );
  return settle();
}

async function publishing(options) {
  const set = await following(options);
  set.outcomes = [];
  return set;
}

test('publishes get keys on a channel of which a position is known, and tell where they went', async () => {
  const set = await publishing();
  await publish(set, 1);
  await publish(set, 2);
  await publish(set, 3, { key: 'mine' });
  const keys = set.transport.unanswered('/a').map(keyOf);
  assert.equal(new Set(keys).size, 3);
  assert.equal(keys[2], 'mine');
  assert.ok(keys.every((key) => /^[\w-]{1,128}$/.test(key)));
  await set.transport.answer('/a', { ext: { history: at(11) } });
  await set.transport.answer('/a', { ext: { history: { ...at(12), duplicate: true } } });
  assert.deepEqual(set.outcomes, ['11', '12 duplicate', '-']);
});

test('a channel that is not subscribed shows with its first reply that it has history', async () => {
  const set = await connected({ handshake: GRANTED });
  const keys = [];
  for (const answer of [{}, { ext: { history: at(5) } }, {}]) {
    void set.client.publish('/other', 1).catch(() => {});
    await settle();
    keys.push(typeof keyOf(set.transport.last('/other')));
    await set.transport.answer('/other', answer);
  }
  assert.deepEqual(keys, ['undefined', 'undefined', 'string']);
});

test('what has no reply is sent again after a cut, with its key, in order, before what has not been sent', async () => {
  const set = await publishing();
  await publish(set, 1);
  await publish(set, 2);
  const keys = set.transport.unanswered('/a').map(keyOf);
  set.transport.cut(new TransportError('cut'));
  await settle();
  await publish(set, 3);
  set.transport.sends = [];
  await set.environment.advance(100);
  await set.transport.answer(CONNECT);
  const sent = set.transport.sends.flat().filter(({ channel }) => channel === '/a');
  assert.deepEqual(sent.map(({ data }) => data), [1, 2, 3]);
  assert.deepEqual(sent.slice(0, 2).map(keyOf), keys);
  await set.transport.answer('/a', { ext: { history: { ...at(11), duplicate: true } } });
  await set.transport.answer('/a', { ext: { history: at(12) } });
  await set.transport.answer('/a', { ext: { history: at(13) } });
  assert.deepEqual(set.outcomes, ['11 duplicate', '12', '13']);
});

test('what has no reply is sent again in the next session', async () => {
  const set = await publishing();
  await publish(set, 1);
  const [key] = set.transport.unanswered('/a').map(keyOf);
  await renew(set, GRANTED);
  assert.deepEqual(set.transport.unanswered('/a').map(keyOf), [key]);
});

test('what is older than the server knows keys fails as unknown; so does what waits when the client is closed', async () => {
  const set = await publishing();
  await publish(set, 1);
  set.transport.works = false;
  set.transport.cut(new TransportError('cut'));
  await set.environment.advance(59_999);
  assert.deepEqual(set.outcomes, ['-']);
  await set.environment.advance(1);
  assert.deepEqual(set.outcomes, ['TransportError true']);
  const other = await publishing();
  await publish(other, 1);
  other.transport.cut(new TransportError('cut'));
  await settle();
  void other.client.disconnect();
  await other.environment.advance(60_000);
  assert.deepEqual(other.outcomes, ['ClosedError true']);
});

test('a subscription that is answered with 503 is asked for again, with a back-off, until it is confirmed or refused', async () => {
  const set = await following();
  const ended = [];
  set.client.on('unsubscribed', ({ channel }) => ended.push(channel));
  await renew(set, GRANTED);
  let late;
  set.hear('/b').then(() => { late = true; });
  await settle();
  for (let i = 0; i < 2; i += 1) {
    assert.deepEqual(asked(set.transport).sort(), [['/a', { '/a': at(10) }], ['/b', undefined]]);
    await set.transport.answer(SUBSCRIBE, { successful: false, error: '503::history_unavailable' });
    await set.transport.answer(SUBSCRIBE, { successful: false, error: '503::history_unavailable' });
    assert.deepEqual(asked(set.transport), []);
    await set.environment.advance(4_000);
  }
  assert.deepEqual(ended, []);
  assert.equal(late, undefined);
  for (const [subscription] of asked(set.transport)) {
    const position = subscription === '/a' ? at(12) : at(3);
    await set.transport.answer(SUBSCRIBE, entry(subscription, position, subscription === '/a' && { recovered: true, count: 2 }));
  }
  await set.transport.receive(live('/a', 11), live('/a', 12), live('/a', 13));
  assert.deepEqual(set.heard, [11, 12, 13]);
  assert.equal(late, true);
});

test('503 means again, with a back-off and the same key; another refusal is one', async () => {
  const set = await publishing();
  await publish(set, 1);
  const [key] = set.transport.unanswered('/a').map(keyOf);
  await set.transport.answer('/a', { successful: false, error: '503::history_unavailable' });
  assert.deepEqual(set.outcomes, ['-']);
  await set.environment.advance(10_000);
  assert.deepEqual(set.transport.unanswered('/a').map(keyOf), [key]);
  await set.transport.answer('/a', { successful: false, error: '409:publishKey:conflict' });
  assert.deepEqual(set.outcomes, ['BayeuxError false']);
});

test('402 means again in the next session with the same key: an earlier try may have been taken', async () => {
  const set = await publishing();
  await publish(set, 1);
  const [key] = set.transport.unanswered('/a').map(keyOf);
  await set.transport.answer('/a', { successful: false, error: '402::session_unknown', advice: { reconnect: 'handshake' } });
  assert.deepEqual(set.outcomes, ['-']);
  await set.environment.advance(1_000);
  await handshaken(set.transport, 'two', GRANTED);
  await set.environment.advance(4_000);
  assert.deepEqual(set.transport.unanswered('/a').map(keyOf), [key]);
});

test('402 fails a publish with a key of the application on a channel that is not known to keep history', async () => {
  const set = await publishing();
  const outcome = set.client.publish('/plain', 1, { key: 'mine' }).catch((error) => `${error.name} ${error.outcomeUnknown}`);
  await settle();
  await set.transport.answer('/plain', { successful: false, error: '402::session_unknown', advice: { reconnect: 'handshake' } });
  assert.equal(await outcome, 'BayeuxError false');
});

test('503 that does not end fails as unknown when the key is too old', async () => {
  const set = await publishing({ handshake: { ext: { history: true, keyTtl: 20_000 } } });
  await publish(set, 1);
  const { pending: [soonest] } = set.environment;
  assert.ok(soonest > 0);
  for (let waited = 0; waited < 20_000; waited += 1_000) {
    if (set.transport.unanswered('/a').length > 0) {
      await set.transport.answer('/a', { successful: false, error: '503::history_unavailable' });
    }
    await set.environment.advance(1_000);
  }
  assert.deepEqual(set.outcomes, ['TransportError true']);
  const tries = set.transport.sends.flat().filter(({ channel }) => channel === '/a').length;
  assert.ok(tries > 2 && tries < 10, `${tries} tries`);
});

test('a publish that is given up is not sent again, nor one without a key', async () => {
  const set = await publishing();
  const controller = new AbortController();
  await publish(set, 1, { signal: controller.signal });
  void set.client.publish('/plain', 2).catch(({ outcomeUnknown }) => set.outcomes.push(`plain ${outcomeUnknown}`));
  await settle();
  controller.abort();
  await settle();
  await reconnect(set);
  assert.equal(set.transport.sends.flat().filter(({ data }) => data !== undefined).length, 0);
  assert.deepEqual(set.outcomes.map((line) => line.split(' ')[0]), ['AbortError', 'plain']);
});

test('a session without history knows no keys: what waits fails as unknown', async () => {
  const set = await publishing();
  await publish(set, 1);
  await renew(set);
  assert.deepEqual(set.outcomes, ['TransportError true']);
});

test('a publish that an extension keeps from being sent is not sent later', async () => {
  const set = await publishing();
  const away = set.client.extend({ outgoing: (message) => (message.channel === '/a' ? null : message) });
  await publish(set, 1);
  away();
  await reconnect(set);
  assert.deepEqual(set.outcomes, ['BayeuxError false']);
  assert.deepEqual(set.transport.unanswered('/a'), []);
});

test('a client that was closed leaves no timers', async () => {
  const set = await publishing();
  await publish(set, 1);
  await set.transport.receive(live('/a', 12));
  const over = set.client.disconnect();
  await set.transport.answer('/meta/disconnect');
  await over;
  assert.deepEqual(set.environment.pending, []);
});

