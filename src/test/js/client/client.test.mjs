import assert from 'node:assert/strict';
import { test } from 'node:test';
import { State, TransportError } from '../../../../webapp/halley/halley.js';
import { FakeTransport, settle } from './fake-environment.mjs';
import { CONNECT, connected, HANDSHAKE, handshaken, setUp, SUBSCRIBE } from './play.mjs';

test('it handshakes, connects to be answered at once, then holds', async () => {
  const { transport, log } = await connected();
  const [handshake, first, held] = transport.sends.flat();
  assert.deepEqual(handshake, {
    channel: HANDSHAKE, id: '1', version: '1.0', minimumVersion: '1.0', supportedConnectionTypes: ['websocket'],
    ext: { history: true },
  });
  assert.deepEqual(first,
    { channel: CONNECT, id: '2', clientId: 'one', connectionType: 'websocket', advice: { timeout: 0 } });
  assert.deepEqual(held, { channel: CONNECT, id: '3', clientId: 'one', connectionType: 'websocket' });
  assert.deepEqual(log, ['handshaking', 'connecting', 'session', 'connected']);
});

test('it waits the advised interval between connects', async () => {
  const { transport, environment } = await connected();
  await transport.answer(CONNECT, { advice: { interval: 2000, 'multiple-clients': true } });
  await environment.advance(1999);
  assert.equal(transport.unanswered(CONNECT).length, 0);
  await environment.advance(1);
  assert.equal(transport.unanswered(CONNECT).length, 1);
});

test('it tells of the advice', async () => {
  const { client, transport } = await connected();
  await transport.answer(CONNECT, { advice: { interval: 2000, 'multiple-clients': true } });
  assert.equal(client.advice.multipleClients, true);
});

test('advice handshake brings a new session, with the subscriptions first', async () => {
  const { client, transport, log } = await connected();
  const subscribed = client.subscribe('/a', () => {});
  await transport.answer(SUBSCRIBE);
  await subscribed;
  client.on('session', () => void client.publish('/joined', 1).catch(() => {}));
  await transport.answer(CONNECT,
    { successful: false, error: '402::session_unknown', advice: { reconnect: 'handshake' } });
  assert.equal(client.state, State.REHANDSHAKING);
  assert.equal(client.clientId, undefined);
  const waiting = client.publish('/waited', 2);
  await handshaken(transport, 'two');
  assert.deepEqual(transport.sends.at(-2).map(({ channel, clientId }) => `${channel} ${clientId}`),
    ['/meta/subscribe two', '/joined two', '/waited two']);
  await transport.answer('/waited');
  assert.equal((await waiting).successful, true);
  await transport.answer(CONNECT);
  assert.deepEqual(log.slice(4), ['rehandshaking', 'connecting', 'renewed', 'connected']);
});

test('the interval of advice handshake is honoured', async () => {
  const { environment, transport } = await connected();
  await transport.answer(CONNECT,
    { successful: false, error: '402::x', advice: { reconnect: 'handshake', interval: 500 } });
  await environment.advance(499);
  assert.equal(transport.unanswered(HANDSHAKE).length, 0);
  await environment.advance(1);
  assert.equal(transport.unanswered(HANDSHAKE).length, 1);
});

test('a 402 without advice, on any message, brings a new session; the message is not sent again', async () => {
  const { client, transport } = await connected();
  const published = assert.rejects(client.publish('/a', 1), { code: 402 });
  await settle();
  await transport.answer('/a', { successful: false, error: '402::session_unknown' });
  await published;
  assert.equal(transport.opened, 2, 'the connection with the held connect is given up');
  await handshaken(transport, 'two');
  assert.equal(client.clientId, 'two');
  assert.equal(transport.unanswered('/a').length, 0);
});

test('advice none ends it, and says why', async () => {
  const { client, transport } = await connected();
  const changes = [];
  client.on('state', (change) => changes.push(change));
  await transport.answer(CONNECT, { successful: false, error: '403::go_away', advice: { reconnect: 'none' } });
  assert.equal(client.state, State.DISCONNECTED);
  assert.equal(changes[0].error.code, 403);
});

test('the server may end the session by itself', async () => {
  const { client, transport } = await connected();
  await transport.receive({ channel: '/meta/disconnect', successful: true });
  assert.equal(client.state, State.DISCONNECTED);
});

test('a refused handshake rejects connect', async () => {
  const { client, transport, environment } = setUp();
  const refused = assert.rejects(client.connect(), { code: 403, text: 'handshake_denied' });
  await settle();
  await transport.answer(HANDSHAKE, { successful: false, error: '403::handshake_denied' });
  await refused;
  assert.equal(client.state, State.DISCONNECTED);
  assert.deepEqual(environment.pending, []);
});

test('a handshake that may be tried again is, after its interval', async () => {
  const { client, transport, environment } = setUp({ backoff: { min: 100 } });
  const done = client.connect();
  await settle();
  await transport.answer(HANDSHAKE,
    { successful: false, error: '403::later', advice: { reconnect: 'handshake', interval: 700 } });
  await environment.advance(699);
  assert.equal(transport.unanswered(HANDSHAKE).length, 0);
  await environment.advance(1);
  await handshaken(transport);
  await transport.answer(CONNECT);
  await done;
});

test('a cut connection is made again after a growing wait, with the same session', async () => {
  const { client, transport, environment, log } = await connected({ backoff: { min: 100, max: 1000 } });
  transport.works = false;
  transport.cut(new TransportError('cut'));
  await settle();
  assert.equal(client.state, State.UNCONNECTED);
  const opened = transport.opened;
  await environment.advance(50); // half of 100: the fake random
  await environment.advance(100);
  await environment.advance(199);
  assert.equal(transport.opened, opened + 2);
  transport.works = true;
  await environment.advance(1);
  assert.deepEqual(transport.last(CONNECT).advice, { timeout: 0 });
  assert.equal(transport.last(CONNECT).clientId, 'one');
  await transport.answer(CONNECT).catch(() => {});
  await transport.answer(CONNECT);
  assert.deepEqual(log.slice(4), ['unconnected', 'connected']);
});

test('a successful connect makes the waits short again', async () => {
  const { client, transport, environment } = await connected({ backoff: { min: 100, max: 1000 } });
  transport.works = false;
  transport.cut(new TransportError('cut'));
  await environment.advance(50 + 100 + 200 - 1);
  transport.works = true;
  await environment.advance(1);
  await transport.receive({ channel: CONNECT, id: transport.last(CONNECT).id, successful: true });
  assert.equal(client.state, State.CONNECTED);
  transport.cut(new TransportError('cut again'));
  const { opened } = transport;
  await environment.advance(50);
  assert.equal(transport.opened, opened + 1);
});

test('what waited is sent after the reconnection, after subscriptions that got no reply', async () => {
  const { client, transport, environment } = await connected();
  const subscribed = client.subscribe('/s', () => {});
  await settle();
  transport.cut(new TransportError('cut'));
  await settle();
  const published = client.publish('/a', 1);
  await environment.advance(10_000);
  const before = transport.sends.length;
  await transport.receive({ channel: CONNECT, id: transport.last(CONNECT).id, successful: true });
  const [batch] = transport.sends.slice(before).filter(([{ channel }]) => channel !== CONNECT);
  assert.deepEqual(batch.map(({ channel }) => channel), [SUBSCRIBE, '/a']);
  await transport.receive(...batch.map(({ channel, id }) => ({ channel, id, successful: true })));
  await Promise.all([subscribed, published]);
});

test('a publish cut off under way has an unknown outcome and is not sent again', async () => {
  const { client, transport, environment } = await connected();
  const published = assert.rejects(client.publish('/a', 1), { name: 'TransportError', outcomeUnknown: true });
  await settle();
  transport.cut(new TransportError('cut'));
  await published;
  await environment.advance(10_000);
  assert.equal(transport.sends.flat().filter(({ channel }) => channel === '/a').length, 1);
});

test('a remote call whose publish was confirmed survives a cut', async () => {
  const { client, transport } = await connected();
  const answer = client.call('x', 1);
  await settle();
  await transport.answer('/service/x');
  transport.cut(new TransportError('cut'));
  await settle();
  await transport.receive(
    { channel: '/service/x', id: transport.last('/service/x').id, successful: true, data: 'late' },
  );
  assert.equal(await answer, 'late');
});

test('the answer of a remote call that was given up goes to nobody', async () => {
  const { client, transport, environment } = await connected();
  const heard = [];
  client.on('error', (error) => heard.push(error));
  const late = assert.rejects(client.call('x', 1, { timeout: 100 }), { name: 'TimeoutError' });
  await environment.advance(100);
  await late;
  const { id } = transport.last('/service/x');
  await transport.receive({ channel: '/service/x', id, successful: true });
  await transport.receive({ channel: '/service/x', id, successful: true, data: 'late' });
  await environment.advance(20_000);
  assert.equal(client.state, State.CONNECTED);
  assert.deepEqual(heard, []);
});

test('an answered remote call leaves no timer behind', async () => {
  const { client, transport, environment } = await connected();
  const before = environment.pending;
  const answer = client.call('x', 1, { timeout: 100 });
  await settle();
  await transport.answer('/service/x', { data: 'early' });
  assert.equal(await answer, 'early');
  assert.deepEqual(environment.pending, before);
});

test('a subscription that is given up before the server heard of it is never sent', async () => {
  const { client, transport } = setUp();
  const controller = new AbortController();
  const subscribed = assert.rejects(client.subscribe('/a', () => {}, { signal: controller.signal }));
  controller.abort();
  await subscribed;
  void client.connect();
  await handshaken(transport);
  await transport.answer(CONNECT);
  assert.deepEqual([...new Set(transport.sends.flat().map(({ channel }) => channel))], [HANDSHAKE, CONNECT]);
});

test('an unsubscribe that was under way when the connection was cut is sent again', async () => {
  const { client, transport, environment } = await connected();
  const subscribed = client.subscribe('/a', () => {});
  await settle();
  await transport.answer(SUBSCRIBE);
  const subscription = await subscribed;
  const gone = subscription.unsubscribe();
  await settle();
  transport.cut(new TransportError('cut'));
  await gone;
  await environment.advance(10_000);
  await transport.receive({ channel: CONNECT, id: transport.last(CONNECT).id, successful: true });
  assert.equal(transport.sends.flat().filter(({ channel }) => channel === '/meta/unsubscribe').length, 2);
  assert.equal(transport.unanswered(SUBSCRIBE).length, 0);
});

test('what waits for a connection is refused when the client is disconnected', async () => {
  const { client } = setUp();
  const connecting = assert.rejects(client.connect(), { name: 'ClosedError' });
  const published = assert.rejects(client.publish('/a', 1), { name: 'ClosedError', outcomeUnknown: false });
  const subscribed = assert.rejects(client.subscribe('/a', () => {}), { name: 'ClosedError' });
  await client.disconnect();
  await Promise.all([connecting, published, subscribed]);
});

test('a session that is surely gone is not tried again', async () => {
  const { client, transport, environment } = setUp({ backoff: { min: 100, max: 400 } });
  void client.connect();
  await handshaken(transport, 'one', { advice: { timeout: 1000, maxInterval: 500 } });
  await transport.answer(CONNECT);
  transport.works = false;
  transport.cut(new TransportError('cut'));
  await environment.advance(1400);
  assert.equal(client.state, State.UNCONNECTED);
  await environment.advance(400);
  assert.equal(client.state, State.REHANDSHAKING);
});

test('a connect that nobody answers within timeout and network delay counts as a cut', async () => {
  const { client, environment } = await connected({ maxNetworkDelay: 5000 });
  await environment.advance(34_999);
  assert.equal(client.state, State.CONNECTED);
  await environment.advance(1);
  assert.equal(client.state, State.UNCONNECTED);
});

test('when the first transport does not open, the next is used, and the first is not tried again', async () => {
  const [socket, polling] = [new FakeTransport('websocket'), new FakeTransport('long-polling')];
  socket.works = false;
  const { client, environment } = setUp({ transports: [socket, polling] });
  void client.connect();
  await handshaken(polling);
  await polling.answer(CONNECT);
  assert.equal(client.transport, 'long-polling');
  assert.equal(polling.last(CONNECT).connectionType, 'long-polling');
  socket.works = true;
  await polling.answer(CONNECT, { successful: false, error: '402::x' });
  await handshaken(polling, 'two');
  assert.equal(socket.opened, 1);
  assert.equal(client.clientId, 'two');
  void environment;
});

test('when a socket opens but no handshake comes back, the next transport is used', async () => {
  const [socket, polling] = [new FakeTransport('websocket'), new FakeTransport('long-polling')];
  const { client, environment } = setUp({ transports: [socket, polling], maxNetworkDelay: 3000 });
  void client.connect();
  await environment.advance(3000);
  await handshaken(polling);
  assert.equal(client.transport, 'long-polling');
  assert.equal(socket.isOpen, false);
});

test('a transport that worked gives way to the next after three handshakes that it did not get through', async () => {
  const [socket, polling] = [new FakeTransport('websocket'), new FakeTransport('long-polling')];
  const { client, environment } = setUp({ transports: [socket, polling], backoff: { min: 100, max: 100 } });
  void client.connect();
  await handshaken(socket);
  await socket.answer(CONNECT);
  socket.works = false;
  await socket.answer(CONNECT, { successful: false, error: '402::x' });
  socket.cut(new TransportError('cut'));
  socket.isOpen = false;
  await environment.advance(10_000); // the first handshake was sent before the cut
  assert.equal(client.state, State.REHANDSHAKING);
  assert.equal(polling.unanswered(HANDSHAKE).length, 1);
  await handshaken(polling, 'two');
  assert.equal(client.transport, 'long-polling');
});

test('messages cannot be published when there is no connection, nor more than the limit wait for one', async () => {
  const { client, transport } = setUp({ queueLimit: 1 });
  await assert.rejects(client.publish('/a', 1), { name: 'ClosedError', outcomeUnknown: false });
  void client.connect();
  const first = client.publish('/a', 1);
  await assert.rejects(client.publish('/a', 2), { name: 'ClosedError', outcomeUnknown: false });
  await handshaken(transport);
  await transport.answer('/a');
  await first;
});

test('a batch is one send', async () => {
  const { client, transport } = await connected();
  const both = client.batch(() => [client.publish('/a', 1), client.subscribe('/b', () => {})]);
  await settle();
  assert.deepEqual(transport.sends.at(-1).map(({ channel }) => channel), ['/a', SUBSCRIBE]);
  await transport.answer('/a');
  await transport.answer(SUBSCRIBE);
  await Promise.all(both);
});

test('two listeners of a channel are one subscription; the last to go ends it', async () => {
  const { client, transport } = await connected();
  const heard = [];
  const both = [client.subscribe('/a', () => heard.push(1)), client.subscribe('/a', () => heard.push(2))];
  await settle();
  assert.equal(transport.unanswered(SUBSCRIBE).length, 1);
  await transport.answer(SUBSCRIBE);
  const [first, second] = await Promise.all(both);
  await transport.receive({ channel: '/a', data: 0 });
  await first.unsubscribe();
  await transport.receive({ channel: '/a', data: 0 });
  assert.deepEqual(heard, [1, 2, 2]);
  const gone = second.unsubscribe();
  await settle();
  await transport.answer('/meta/unsubscribe');
  await gone;
});

test('a listener that throws is reported and disturbs nobody', async () => {
  const { client, transport } = await connected();
  const heard = [];
  client.on('error', (error) => heard.push(error.message));
  void client.subscribe('/a', () => { throw new Error('mine'); });
  void client.subscribe('/*', ({ data }) => heard.push(data));
  await transport.receive({ channel: '/a', data: 1 });
  assert.deepEqual(heard, ['mine', 1]);
});

test('a subscription that a new session refuses is told of', async () => {
  const { client, transport } = await connected();
  const subscribed = client.subscribe('/a', () => {});
  await settle();
  await transport.answer(SUBSCRIBE);
  await subscribed;
  const lost = [];
  client.on('unsubscribed', ({ channel, error }) => lost.push(`${channel} ${error.code}`));
  await transport.answer(CONNECT, { successful: false, error: '402::x' });
  await handshaken(transport, 'two');
  await transport.answer(SUBSCRIBE, { successful: false, error: '403::subscribe_denied' });
  assert.deepEqual(lost, ['/a 403']);
});

test('an event with the id of a running publish is no reply to it', async () => {
  const { client, transport } = await connected();
  const heard = [];
  void client.subscribe('/a', ({ data }) => heard.push(data));
  const published = client.publish('/a', 1);
  await settle();
  const { id } = transport.last('/a');
  await transport.receive({ channel: '/a', id, data: { members: [] } }, { channel: '/a', id, successful: true });
  assert.equal((await published).data, undefined);
  assert.deepEqual(heard, [{ members: [] }]);
});

test('a signal ends the wait for a reply without ending the connection', async () => {
  const { client, transport, environment } = await connected();
  const controller = new AbortController();
  const published = assert.rejects(client.publish('/a', 1, { signal: controller.signal }), { name: 'AbortError' });
  await settle();
  controller.abort();
  await published;
  await transport.answer('/a');
  await environment.advance(20_000);
  assert.equal(client.state, State.CONNECTED);
});

test('an extension may change and keep back what goes out', async () => {
  const { client, transport } = await connected();
  client.extend({ outgoing: (message) => (message.channel === '/no' ? null : { ...message, ext: { a: 1 } }) });
  await assert.rejects(client.publish('/no', 1), { code: 404, text: 'message_deleted' });
  void client.publish('/yes', 1).catch(() => {});
  await settle();
  assert.deepEqual(transport.last('/yes').ext, { a: 1 });
});

test('disconnect ends the session, the timers and what waits', async () => {
  const { client, transport, environment, log } = await connected();
  const lost = assert.rejects(client.publish('/a', 1), { name: 'ClosedError', outcomeUnknown: true });
  const ending = client.disconnect();
  await settle();
  assert.equal(client.state, State.DISCONNECTING);
  await transport.answer('/meta/disconnect');
  await Promise.all([ending, lost]);
  assert.deepEqual(log.slice(4), ['disconnecting', 'disconnected']);
  assert.equal(transport.isOpen, false);
  assert.deepEqual(environment.pending, []);
});

test('disconnect does not wait for ever', async () => {
  const { client, environment } = await connected({ maxNetworkDelay: 1000 });
  const ending = client.disconnect();
  await environment.advance(1000);
  await ending;
  assert.equal(client.state, State.DISCONNECTED);
});

test('when the page ends, last words and farewell go together, at once', async () => {
  const { client, transport, environment } = await connected();
  client.on('leave', () => void client.publish('/bye', 1).catch(() => {}));
  environment.page.dispatchEvent(new globalThis.Event('pagehide'));
  assert.deepEqual(transport.sends.at(-1).map(({ channel }) => channel), ['/bye', '/meta/disconnect']);
  assert.equal(transport.leaving, true);
  assert.equal(client.state, State.DISCONNECTED);
  assert.equal(transport.isOpen, false);
});

test('a page that the browser brings back connects again with its subscriptions', async () => {
  const { client, transport, environment, log } = await connected();
  const subscribed = client.subscribe('/a', () => {});
  await settle();
  await transport.answer(SUBSCRIBE);
  await subscribed;
  environment.page.dispatchEvent(new globalThis.Event('pagehide'));
  environment.page.dispatchEvent(Object.assign(new globalThis.Event('pageshow'), { persisted: true }));
  await handshaken(transport, 'two');
  assert.equal(transport.last(SUBSCRIBE).clientId, 'two');
  assert.deepEqual(log.slice(4), ['disconnecting', 'disconnected', 'handshaking', 'connecting', 'renewed']);
});

test('meta channels and undefined data are refused before anything is sent', async () => {
  const { client } = await connected();
  await assert.rejects(client.publish('/meta/connect', 1), TypeError);
  await assert.rejects(client.publish('/a'), TypeError);
  await assert.rejects(client.publish(/** @type {any} */ (['/a']), 1), TypeError);
  await assert.rejects(client.publish('/a/*', 1), TypeError);
  await assert.rejects(client.subscribe('/meta/connect', () => {}), TypeError);
});
