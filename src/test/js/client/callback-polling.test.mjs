import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Endpoint } from '../../../../webapp/halley/endpoint.js';
import { CallbackPollingTransport } from '../../../../webapp/halley/transport-callback-polling.js';
import { FakeEnvironment, settle } from './fake-environment.mjs';

const forEver = () => new AbortController().signal;

function setUp(more) {
  const scripts = [];
  const fetched = [];
  const document = {
    createElement: () => ({ isThere: false, remove() { this.isThere = false; } }),
    head: { append: (script) => { script.isThere = true; scripts.push(script); } },
  };
  const environment = Object.assign(new FakeEnvironment(), {
    document, fetch: async (url, init) => void fetched.push({ url, init }),
  });
  const received = [];
  const context = {
    endpoint: new Endpoint(new URL('https://example.com/cometd')),
    environment,
    maxUrlLength: 400,
    receive: (messages) => received.push(...messages),
    ...more,
  };
  const sent = () => scripts.map(({ src }) => JSON.parse(new URL(src).searchParams.get('message')));
  const callback = (script) => globalThis[new URL(script.src).searchParams.get('jsonp')];
  return { transport: new CallbackPollingTransport(context), scripts, fetched, received, sent, callback };
}

test('messages go in the URL of a script, which calls back with the answer', async () => {
  const { transport, scripts, sent, received, callback } = setUp();
  const answered = transport.send([{ channel: '/a', data: 'ä&b' }], { signal: forEver() });
  assert.deepEqual(sent(), [[{ channel: '/a', data: 'ä&b' }]]);
  const [script] = scripts;
  assert.match(script.src, /^https:\/\/example\.com\/cometd\?jsonp=_halley_\d+&message=%5B/);
  const call = callback(script);
  call([{ channel: '/a', successful: true }]);
  assert.equal(await answered, true);
  assert.deepEqual(received, [{ channel: '/a', successful: true }]);
  assert.equal(script.isThere, false);
  assert.equal(callback(script), undefined);
});

test('a URL that has a query already gets some more of it', async () => {
  const { transport, scripts } = setUp({ endpoint: new Endpoint(new URL('https://example.com/cometd?a=b')) });
  void transport.send([{ channel: '/a' }], { signal: forEver() });
  assert.match(scripts[0].src, /cometd\?a=b&jsonp=/);
});

test('what does not fit into one URL is parted, in order, one request at a time', async () => {
  const { transport, scripts, sent, callback } = setUp();
  const messages = [1, 2, 3].map((number) => ({ channel: '/a', data: 'x'.repeat(170) + number }));
  const answered = transport.send(messages, { signal: forEver() });
  for (let request = 0; request < 3; request += 1) {
    assert.equal(scripts.length, request + 1);
    assert.ok(scripts[request].src.length <= 400, `${scripts[request].src.length}`);
    callback(scripts[request])([]);
    await settle();
  }
  assert.equal(await answered, true);
  assert.deepEqual(sent().flat(), messages);
});

test('a connect passes the queue', async () => {
  const { transport, scripts } = setUp();
  void transport.send([{ channel: '/a' }], { signal: forEver() });
  void transport.send([{ channel: '/meta/connect' }], { signal: forEver() });
  assert.equal(scripts.length, 2);
});

test('a message is refused when it is one character too long for a URL, before anything is sent', async () => {
  const fits = async (length) => {
    const { transport, scripts } = setUp();
    transport.send([{ channel: '/b' }, { channel: '/a', data: 'x'.repeat(length) }], { signal: forEver() })
      .catch(() => {});
    await settle();
    return scripts.length > 0;
  };
  let length = 0;
  while (await fits(length)) {
    length += 1;
  }
  assert.ok(length > 100 && length < 400, `${length}`);
  const { transport, scripts } = setUp();
  await assert.rejects(transport.send([{ channel: '/a', data: 'x'.repeat(length) }], { signal: forEver() }),
    { name: 'TransportError', outcomeUnknown: false });
  assert.deepEqual(scripts, []);
});

test('a script that does not load is an error, and so is an answer that is none', async () => {
  const { transport, scripts, callback } = setUp();
  const first = assert.rejects(transport.send([{ channel: '/a' }], { signal: forEver() }),
    { name: 'TransportError', outcomeUnknown: true });
  scripts[0].onerror();
  await first;
  assert.equal(callback(scripts[0]), undefined);
  const second = assert.rejects(transport.send([{ channel: '/a' }], { signal: forEver() }), { name: 'TransportError' });
  callback(scripts[1])([{ no: 'channel' }]);
  await second;
});

test('what is given up is taken away, and its late answer goes to nobody', async () => {
  const { transport, scripts, received, callback } = setUp();
  const controller = new AbortController();
  const given = assert.rejects(transport.send([{ channel: '/meta/connect' }], { signal: controller.signal }),
    { message: 'enough' });
  controller.abort(new Error('enough'));
  await given;
  assert.equal(scripts[0].isThere, false);
  callback(scripts[0])([{ channel: '/late', data: 1 }]);
  assert.deepEqual(received, []);
  assert.equal(callback(scripts[0]), undefined);
  const closed = assert.rejects(transport.send([{ channel: '/meta/connect' }], { signal: forEver() }),
    { name: 'TransportError' });
  transport.close();
  await closed;
});

test('when the page ends the farewell goes by fetch, which outlives the page', async () => {
  const { transport, fetched, scripts } = setUp();
  void transport.send([{ channel: '/meta/disconnect' }], { signal: forEver(), leaving: true });
  await settle();
  assert.equal(scripts.length, 0);
  assert.equal(fetched[0].init.keepalive, true);
  assert.deepEqual(JSON.parse(new URL(fetched[0].url).searchParams.get('message')), [{ channel: '/meta/disconnect' }]);
});

test('it is there where there are documents', () => {
  assert.equal(setUp().transport.available, true);
  const environment = Object.assign(new FakeEnvironment(), { document: undefined });
  assert.equal(new CallbackPollingTransport({ environment }).available, false);
});
