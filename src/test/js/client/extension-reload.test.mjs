import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AckExtension } from '../../../../webapp/halley/extension-ack.js';
import { ReloadExtension } from '../../../../webapp/halley/extension-reload.js';
import { TimesyncExtension } from '../../../../webapp/halley/extension-timesync.js';
import { FakeTransport, settle } from './fake-environment.mjs';
import { CONNECT, connected, HANDSHAKE, handshaken, setUp, SUBSCRIBE } from './play.mjs';

/** What a tab keeps from page to page. */
class Tab {
  #entries = new Map();
  getItem = (name) => this.#entries.get(name) ?? null;
  setItem = (name, text) => void this.#entries.set(name, text);
  removeItem = (name) => void this.#entries.delete(name);
}

const hide = ({ environment }) => environment.page.dispatchEvent(new globalThis.Event('pagehide'));

async function firstPage(options) {
  const tab = new Tab();
  const page = await connected({ extensions: [new ReloadExtension({ storage: tab })], ...options });
  return { ...page, tab };
}

function nextPage(tab, options) {
  const page = setUp({ extensions: [new ReloadExtension({ storage: tab })], ...options });
  page.sessions = [];
  page.client.on('session', (session) => page.sessions.push(session));
  page.connecting = page.client.connect();
  return page;
}

test('the session goes on in the page that comes next, without a handshake and without a farewell', async () => {
  const first = await firstPage();
  const told = [];
  first.client.on('leave', () => told.push('leave'));
  first.client.on('keep', () => told.push('keep'));
  hide(first);
  assert.deepEqual(told, ['keep']);
  assert.equal(first.transport.last('/meta/disconnect'), undefined);
  assert.equal(first.transport.isOpen, false);
  const { client, transport, connecting, sessions, log } = nextPage(first.tab);
  await settle();
  assert.equal(transport.last(HANDSHAKE), undefined);
  assert.equal(transport.last(CONNECT).clientId, 'one');
  assert.deepEqual(transport.last(CONNECT).advice, { timeout: 0 });
  await transport.answer(CONNECT);
  await connecting;
  assert.equal(client.clientId, 'one');
  const [{ reply, ...session }] = sessions;
  assert.deepEqual(session, { clientId: 'one', transport: 'websocket', renewed: false, resumed: true });
  assert.equal(reply.ext.reload, true);
  assert.deepEqual(log, ['handshaking', 'connecting', 'connected', 'session']);
});

test('until the first connect is answered nothing else is sent; then subscriptions go first', async () => {
  const first = await firstPage();
  hide(first);
  const { client, transport } = nextPage(first.tab);
  void client.publish('/a', 1).catch(() => {});
  void client.subscribe('/s', () => {}).catch(() => {});
  await settle();
  assert.deepEqual(transport.sends.flat().map(({ channel }) => channel), [CONNECT]);
  await transport.answer(CONNECT);
  assert.deepEqual(transport.sends[1].map(({ channel }) => channel), [SUBSCRIBE, '/a']);
});

test('other extensions see the handshake that was kept, marked as such, without the time of then', async () => {
  const first = await firstPage({ handshake: { ext: { ack: true, timesync: { tc: 1, ts: 2, p: 0 } } } });
  hide(first);
  const [ack, timesync, seen] = [new AckExtension(), new TimesyncExtension(), []];
  const watch = { incoming: (message) => { seen.push(message.ext); return message; } };
  nextPage(first.tab, { extensions: [new ReloadExtension({ storage: first.tab }), ack, timesync, watch] });
  await settle();
  assert.equal(ack.supported, true);
  assert.equal(timesync.synchronized, false);
  assert.deepEqual(seen, [{ ack: true, reload: true }]);
});

test('what the page before acknowledges the next page does, too, so that nothing comes again', async () => {
  const tab = new Tab();
  const extensions = () => [new ReloadExtension({ storage: tab }), new AckExtension()];
  const first = await connected({ extensions: extensions(), handshake: { ext: { ack: true } } });
  await first.transport.answer(CONNECT, { ext: { ack: 7 } });
  hide(first);
  const second = nextPage(tab, { extensions: extensions() });
  await settle();
  assert.deepEqual(second.transport.last(CONNECT).ext, { ack: 7 });
  await second.transport.answer(CONNECT);
  assert.deepEqual(second.transport.last(CONNECT).ext, { ack: 7 });
  hide(second);
  const third = nextPage(tab, { extensions: extensions() });
  await settle();
  assert.deepEqual(third.transport.last(CONNECT).ext, { ack: 7 }, 'where no number came meanwhile');
});

test('what an event says of acknowledgements counts for nothing', async () => {
  const tab = new Tab();
  const extensions = () => [new ReloadExtension({ storage: tab }), new AckExtension()];
  const first = await connected({ extensions: extensions() });
  await first.transport.receive({ channel: '/a', data: 1, ext: { ack: 99 } });
  hide(first);
  const second = nextPage(tab, { extensions: extensions() });
  await settle();
  assert.equal(second.transport.last(CONNECT).ext, undefined);
});

test('the transport is the one that was in use', async () => {
  const both = () => [new FakeTransport('websocket'), new FakeTransport('long-polling')];
  const tab = new Tab();
  const first = setUp({ transports: both(), extensions: [new ReloadExtension({ storage: tab })] });
  first.transports[0].works = false;
  void first.client.connect();
  await handshaken(first.transports[1]);
  await first.transports[1].answer(CONNECT);
  hide(first);
  const next = nextPage(tab, { transports: both() });
  await settle();
  assert.equal(next.transports[0].opened, 0);
  assert.equal(next.transports[1].last(CONNECT).connectionType, 'long-polling');
});

test('a session that the server has forgotten meanwhile gives way to a new one', async () => {
  const first = await firstPage();
  hide(first);
  const { client, transport, connecting } = nextPage(first.tab);
  await settle();
  await transport.answer(CONNECT, { successful: false, error: '402::session_unknown' });
  await handshaken(transport, 'two');
  await transport.answer(CONNECT);
  await connecting;
  assert.equal(client.clientId, 'two');
});

test('what was kept serves once, for the same server, and for transports that the page has', async () => {
  for (const change of [{ url: '/other' }, { transports: [new FakeTransport('long-polling')] }]) {
    const first = await firstPage();
    hide(first);
    const { transport } = nextPage(first.tab, change);
    await settle();
    assert.equal(transport.unanswered(HANDSHAKE).length, 1);
    const again = nextPage(first.tab);
    await settle();
    assert.equal(again.transport.unanswered(HANDSHAKE).length, 1);
  }
});

test('after a farewell, and before there is a session, there is nothing to keep', async () => {
  const first = await firstPage();
  const ended = first.client.disconnect();
  await settle();
  await first.transport.answer('/meta/disconnect');
  await ended;
  const reload = new ReloadExtension({ storage: first.tab });
  assert.equal(reload.leave(), false);
  hide(first);
  assert.equal(first.tab.getItem('halley.reload'), null);
});

test('where the browser allows no storage the page says farewell', async () => {
  const page = await connected({ extensions: [new ReloadExtension()] });
  hide(page);
  assert.ok(page.transport.last('/meta/disconnect'));
});

test('a storage that holds rubbish is reported, and there is a handshake', async () => {
  const tab = new Tab();
  tab.setItem('halley.reload', '{');
  const { client, transport } = setUp({ extensions: [new ReloadExtension({ storage: tab })] });
  const errors = [];
  client.on('error', (error) => errors.push(error.name));
  void client.connect();
  await settle();
  assert.equal(transport.unanswered(HANDSHAKE).length, 1);
  assert.deepEqual(errors, ['SyntaxError']);
});

test('there is nothing to keep before the first connect, nor between the loss of a session and the next', async () => {
  const tab = new Tab();
  const reload = new ReloadExtension({ storage: tab });
  const { client, transport } = setUp({ extensions: [reload] });
  void client.connect();
  assert.equal(reload.leave(), false);
  await handshaken(transport);
  await transport.answer(CONNECT);
  void client.subscribe('/a', () => {}).catch(() => {});
  await settle();
  assert.equal(reload.leave(), true);
  tab.removeItem('halley.reload');
  await transport.answer(CONNECT, { successful: false, error: '402::session_unknown' });
  assert.equal(reload.leave(), false);
  await transport.answer(HANDSHAKE, { successful: false, error: '403::later', advice: { reconnect: 'handshake' } });
  assert.equal(reload.leave(), false);
  const kept = { channel: HANDSHAKE, successful: true, clientId: 'x' };
  reload.incoming(kept);
  assert.equal(reload.leave(), false, 'no transport is known');
});
