import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Endpoint } from '../../../../webapp/halley/endpoint.js';
import { LongPollingTransport } from '../../../../webapp/halley/transport-long-polling.js';
import { Transports } from '../../../../webapp/halley/transport.js';
import { WebSocketTransport } from '../../../../webapp/halley/transport-websocket.js';
import { FakeEnvironment, settle } from './fake-environment.mjs';

const forEver = () => new AbortController().signal;

function contextOf(more) {
  const context = {
    endpoint: new Endpoint(new URL('https://example.com/app/cometd')),
    maxMessageSize: 1000,
    maxUrlLength: 400,
    protocols: undefined,
    headers: { 'X-Test': 'yes' },
    environment: new FakeEnvironment(),
    openTimeout: 5000,
    received: [],
    losses: [],
    receive: (messages) => context.received.push(...messages),
    lost: (error) => context.losses.push(error),
    ...more,
  };
  return context;
}

/** A WebSocket whose other end is the test. */
class FakeSocket {
  static all = [];
  OPEN = 1;
  readyState = 0;
  sent = [];
  closed = false;

  constructor(url, protocols) {
    this.url = url;
    this.protocols = protocols;
    FakeSocket.all.push(this);
  }

  static get last() {
    return FakeSocket.all.at(-1);
  }

  open() {
    this.readyState = 1;
    this.onopen();
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.readyState = 3;
    this.closed = true;
  }

  end(code, reason = '') {
    this.readyState = 3;
    this.onclose({ code, reason });
  }
}

function webSocket() {
  const context = contextOf();
  context.environment.WebSocket = FakeSocket;
  return { context, transport: new WebSocketTransport(context) };
}

async function openWebSocket() {
  const { context, transport } = webSocket();
  const opened = transport.open(forEver());
  FakeSocket.last.open();
  await opened;
  return { context, transport, socket: FakeSocket.last };
}

test('websocket: opens at the same place by wss, once', async () => {
  const { transport, context } = webSocket();
  const before = FakeSocket.all.length;
  const opened = [transport.open(forEver()), transport.open(forEver())];
  FakeSocket.last.open();
  await Promise.all(opened);
  await transport.open(forEver());
  assert.equal(FakeSocket.all.length, before + 1);
  assert.equal(FakeSocket.last.url, 'wss://example.com/app/cometd');
  assert.deepEqual(context.environment.pending, []);
});

test('websocket: sends an array and hands on what comes', async () => {
  const { transport, context, socket } = await openWebSocket();
  assert.equal(await transport.send([{ channel: '/a' }, { channel: '/b' }], { signal: forEver() }), false);
  assert.deepEqual(socket.sent, [[{ channel: '/a' }, { channel: '/b' }]]);
  socket.onmessage({ data: '[{"channel":"/c"}]' });
  assert.deepEqual(context.received, [{ channel: '/c' }]);
});

test('websocket: that it does not open is an error with a known outcome, and no loss', async () => {
  const { transport, context } = webSocket();
  const opened = transport.open(forEver());
  FakeSocket.last.end(1006);
  await assert.rejects(opened, { name: 'TransportError', status: 1006, outcomeUnknown: false });
  assert.deepEqual(context.losses, []);
});

test('websocket: one that the browser does not even let us make is an error with a known outcome', async () => {
  const forbidden = new Error('forbidden');
  const environment = new FakeEnvironment();
  let attempts = 0;
  environment.WebSocket = class {
    constructor() {
      attempts += 1;
      throw forbidden;
    }
  };
  const transport = new WebSocketTransport(contextOf({ environment }));
  const isRight = { name: 'TransportError', outcomeUnknown: false, cause: forbidden };
  await assert.rejects(transport.open(forEver()), isRight);
  await assert.rejects(transport.open(forEver()), isRight);
  assert.equal(attempts, 2);
  assert.deepEqual(environment.pending, []);
});

test('websocket: opening takes openTimeout at most, and can be tried again', async () => {
  const { transport, context } = webSocket();
  const opened = assert.rejects(transport.open(forEver()), { name: 'TimeoutError' });
  const first = FakeSocket.last;
  await context.environment.advance(5000);
  await opened;
  assert.equal(first.closed, true);
  const again = transport.open(forEver());
  FakeSocket.last.open();
  await again;
  assert.notEqual(FakeSocket.last, first);
});

test('websocket: a close is a loss, told once', async () => {
  const { context, socket } = await openWebSocket();
  socket.end(1001, 'going away');
  socket.end(1001, 'going away');
  assert.deepEqual(context.losses.map(({ message, status }) => [message, status]),
    [['The WebSocket was closed (1001 going away).', 1001]]);
});

test('websocket: what cannot be read is a loss', async () => {
  const { context, socket } = await openWebSocket();
  socket.onmessage({ data: 'hello' });
  assert.equal(context.losses.length, 1);
  assert.equal(socket.closed, true);
});

test('websocket: a send that is given up ends the connection', async () => {
  const { transport, context, socket } = await openWebSocket();
  const controller = new AbortController();
  await transport.send([{ channel: '/a' }], { signal: controller.signal });
  controller.abort(new Error('too late'));
  assert.equal(socket.closed, true);
  assert.deepEqual(context.losses.map(({ message }) => message), ['too late']);
});

test('websocket: a closed one says nothing more and sends nothing', async () => {
  const { transport, context, socket } = await openWebSocket();
  transport.close();
  socket.onmessage({ data: '[{"channel":"/late"}]' });
  socket.end(1000);
  assert.deepEqual([context.received, context.losses], [[], []]);
  await assert.rejects(transport.send([], { signal: forEver() }), { outcomeUnknown: false });
});

test('websocket: one closed while opening does not open any more', async () => {
  const { transport } = webSocket();
  const opened = assert.rejects(transport.open(forEver()), { outcomeUnknown: false });
  const socket = FakeSocket.last;
  transport.close();
  socket.open();
  await opened;
});

/** A fetch whose server is the test. */
function longPolling(more) {
  const context = contextOf(more);
  const requests = [];
  context.environment.fetch = (url, init) => new Promise((resolve, reject) => {
    init.signal.addEventListener('abort', () => reject(init.signal.reason), { once: true });
    requests.push({
      url: url.href,
      init,
      messages: JSON.parse(init.body),
      answer: async (text = '[]', status = 200, headers = []) => {
        resolve(new Response(text, { status, headers }));
        await settle();
      },
      fail: async (error) => {
        reject(error);
        await settle();
      },
    });
  });
  return { context, transport: new LongPollingTransport(context), requests };
}

test('long-polling: posts JSON with credentials, headers and cookies', async () => {
  const { transport, context, requests } = longPolling();
  const sent = transport.send([{ channel: '/a' }], { signal: forEver() });
  const [{ url, init, messages, answer }] = requests;
  assert.equal(url, 'https://example.com/app/cometd');
  assert.deepEqual(messages, [{ channel: '/a' }]);
  assert.equal(init.method, 'POST');
  assert.equal(init.credentials, 'include');
  assert.deepEqual(init.headers, { 'Content-Type': 'application/json;charset=UTF-8', 'X-Test': 'yes' });
  await answer('[{"channel":"/a","successful":true}]', 200, [['set-cookie', 'BAYEUX_BROWSER=x1; HttpOnly']]);
  assert.equal(await sent, true);
  assert.equal(context.received.length, 1);
  void transport.send([{ channel: '/b' }], { signal: forEver() });
  assert.equal(requests[1].init.headers.cookie, 'BAYEUX_BROWSER=x1');
});

test('long-polling: one request at a time, what gathers goes together; the connect goes by itself', async () => {
  const { transport, requests } = longPolling();
  const send = (channel) => transport.send([{ channel }], { signal: forEver() });
  const channels = () => requests.map(({ messages }) => messages.map(({ channel }) => channel).join());
  const sends = ['/a', '/b', '/meta/connect', '/c'].map(send);
  assert.deepEqual(channels(), ['/a', '/meta/connect']);
  await requests[0].answer();
  assert.deepEqual(channels(), ['/a', '/meta/connect', '/b,/c']);
  await requests[2].answer();
  await requests[1].answer();
  assert.deepEqual(await Promise.all(sends), [true, true, true, true]);
});

test('long-polling: what gathers is parted at 32,768 characters', async () => {
  const { transport, requests } = longPolling();
  const textOf = (length) => ({ channel: '/x', data: 'x'.repeat(length - '{"channel":"/x","data":""}'.length) });
  const send = (...messages) => void transport.send(messages, { signal: forEver() });
  send(textOf(100));
  send(textOf(16_384));
  send(textOf(16_384));
  send(textOf(100));
  await requests[0].answer();
  assert.equal(requests[1].messages.length, 2);
  await requests[1].answer();
  assert.equal(requests[2].messages.length, 1);
});

test('long-polling: one send is never parted', async () => {
  const { transport, requests } = longPolling();
  void transport.send([1, 2, 3].map(() => ({ channel: '/x', data: 'x'.repeat(40_000) })), { signal: forEver() });
  assert.equal(requests[0].messages.length, 3);
});

test('long-polling: a failed request fails only what was in it', async () => {
  const { transport, requests } = longPolling();
  const first = assert.rejects(transport.send([{ channel: '/a' }], { signal: forEver() }),
    { name: 'TransportError', outcomeUnknown: true });
  const second = transport.send([{ channel: '/b' }], { signal: forEver() });
  await requests[0].fail(new TypeError('network'));
  await first;
  await requests[1].answer();
  assert.equal(await second, true);
});

test('long-polling: an HTTP status that is no success is an error that has it', async () => {
  const { transport, requests } = longPolling();
  const failed = assert.rejects(transport.send([{ channel: '/a' }], { signal: forEver() }), { status: 503 });
  await requests[0].answer('<h1>busy</h1>', 503);
  await failed;
});

test('long-polling: what a server that takes no new clients says with status 503 is a reply', async () => {
  const { transport, context, requests } = longPolling();
  const sent = transport.send([{ channel: '/meta/handshake' }], { signal: forEver() });
  const reply = { channel: '/meta/handshake', successful: false, error: '503::server_draining' };
  await requests[0].answer(JSON.stringify([reply]), 503);
  assert.equal(await sent, true);
  assert.deepEqual(context.received, [reply]);
});

test('long-polling: what somebody else says with status 503 is none', async () => {
  for (const text of ['', '{"error":"busy"}', '<h1>busy</h1>']) {
    const { transport, requests } = longPolling();
    const failed = assert.rejects(transport.send([{ channel: '/meta/handshake' }], { signal: forEver() }),
      { name: 'TransportError', status: 503 });
    await requests[0].answer(text, 503);
    await failed;
  }
});

test('long-polling: an answer that is no JSON is an error', async () => {
  const { transport, requests } = longPolling();
  const failed = assert.rejects(transport.send([{ channel: '/a' }], { signal: forEver() }), { name: 'TransportError' });
  await requests[0].answer('<h1>Please log in</h1>');
  await failed;
});

test('long-polling: a signal gives the request up, or takes it from the queue', async () => {
  const { transport, requests } = longPolling();
  const [running, waiting] = [new AbortController(), new AbortController()];
  const both = [running, waiting].map(({ signal }) =>
    assert.rejects(transport.send([{ channel: '/a' }], { signal }), { message: 'enough' }));
  waiting.abort(new Error('enough'));
  running.abort(new Error('enough'));
  await Promise.all(both);
  assert.equal(requests.length, 1);
});

test('long-polling: close gives all requests up, and the transport works again after it', async () => {
  const { transport, requests } = longPolling();
  const given = ['/a', '/meta/connect'].map((channel) =>
    assert.rejects(transport.send([{ channel }], { signal: forEver() }), { name: 'TransportError' }));
  transport.close();
  await Promise.all(given);
  const sent = transport.send([{ channel: '/b' }], { signal: forEver() });
  await requests[2].answer();
  assert.equal(await sent, true);
});

test('long-polling: the farewell of a page passes the queue, outlives the page and the close', async () => {
  const { transport, requests } = longPolling();
  transport.send([{ channel: '/a' }], { signal: forEver() }).catch(() => {});
  const bye = transport.send([{ channel: '/meta/disconnect' }], { signal: forEver(), leaving: true });
  transport.close();
  assert.equal(requests[1].init.keepalive, true);
  assert.equal(requests[1].init.signal.aborted, false);
  await requests[1].answer();
  assert.equal(await bye, true);
});

test('a message that is no JSON fails alone', async () => {
  const { transport, requests } = longPolling();
  void transport.send([{ channel: '/first' }], { signal: forEver() });
  const good = transport.send([{ channel: '/good' }], { signal: forEver() });
  await assert.rejects(transport.send([{ channel: '/bad', data: 1n }], { signal: forEver() }), TypeError);
  await requests[0].answer();
  await requests[1].answer();
  assert.equal(await good, true);
});

test('transports are made by name or factory, and those that cannot work here are left out', () => {
  const context = contextOf();
  context.environment.fetch = () => {};
  const own = { name: 'own', available: true };
  assert.deepEqual(new Transports({ ...context, url: new URL('https://example.com/cometd') }).pick(['websocket', 'long-polling', () => own]).map(({ name }) => name),
    ['long-polling', 'own']);
  assert.throws(() => new Transports({ ...context, url: new URL('https://example.com/cometd') }).pick(['carrier-pigeon']), /carrier-pigeon/);
  assert.throws(() => new Transports({ ...context, url: new URL('https://example.com/cometd') }).pick(['websocket']), /None of the transports/);
});

test('websocket: subprotocols are offered, and a frame beyond the limit ends the connection', async () => {
  const { context, transport } = webSocket();
  context.protocols = ['bayeux'];
  const opened = transport.open(forEver());
  const socket = FakeSocket.last;
  socket.open();
  await opened;
  assert.deepEqual(socket.protocols, ['bayeux']);
  const text = JSON.stringify([{ channel: '/a', data: '' }]);
  const filled = (length) => JSON.stringify([{ channel: '/a', data: 'x'.repeat(length - text.length) }]);
  socket.onmessage({ data: filled(1000) });
  assert.equal(context.received.length, 1);
  socket.onmessage({ data: filled(1001) });
  assert.equal(context.received.length, 1);
  assert.match(context.losses[0].cause.message, /limit is 1000/);
});

test('long-polling: headers may be asked for before each request, and are remembered for the farewell', async () => {
  let token = 0;
  const { transport, requests } = longPolling({ headers: async () => ({ Authorization: `Bearer ${token += 1}` }) });
  void transport.send([{ channel: '/a' }], { signal: forEver() });
  await settle();
  await requests[0].answer();
  void transport.send([{ channel: '/a' }], { signal: forEver() });
  await settle();
  void transport.send([{ channel: '/bye' }], { signal: forEver(), leaving: true });
  assert.deepEqual(requests.map(({ init }) => init.headers.Authorization), ['Bearer 1', 'Bearer 2', 'Bearer 2']);
});

test('long-polling: headers that cannot be had fail what was to be sent', async () => {
  const { transport } = longPolling({ headers: () => { throw new Error('no token'); } });
  await assert.rejects(transport.send([{ channel: '/a' }], { signal: forEver() }),
    { name: 'TransportError', outcomeUnknown: false });
});

test('long-polling: a connect that nobody waits for any more is ended', async () => {
  const { transport, requests } = longPolling();
  const dropped = new AbortController();
  const held = assert.rejects(
    transport.send([{ channel: '/meta/connect' }], { signal: forEver(), dropped: dropped.signal }));
  await settle();
  dropped.abort();
  await held;
  assert.equal(requests[0].init.signal.aborted, true);
});
