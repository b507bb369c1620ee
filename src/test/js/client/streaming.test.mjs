import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Dispatches } from '../../../../webapp/halley/dispatches.js';
import { Endpoint } from '../../../../webapp/halley/endpoint.js';
import { Negotiation } from '../../../../webapp/halley/negotiation.js';
import { StreamingTransport } from '../../../../webapp/halley/transport-streaming.js';
import { FakeEnvironment, settle } from './fake-environment.mjs';

const CONNECT = { channel: '/meta/connect', id: '1', clientId: 'x', connectionType: 'streaming' };

/** A server that answers each request with a response whose body the test writes. */
function setUp({ type = 'text/event-stream;charset=utf-8', maxMessageSize = 1000 } = {}) {
  const encoder = new TextEncoder();
  const set = { requests: [], received: [], alive: 0 };
  const environment = new FakeEnvironment();
  environment.fetch = (url, request) => {
    set.requests.push(request);
    const body = new ReadableStream({ start: (controller) => { set.body = controller; } });
    return new Promise((resolve, reject) => {
      request.signal.addEventListener('abort', () => {
        reject(request.signal.reason);
        set.body.error(request.signal.reason);
      });
      set.answer = () => resolve(new Response(body, { headers: { 'Content-Type': type } }));
    });
  };
  set.environment = environment;
  set.write = async (text) => {
    set.body.enqueue(typeof text === 'string' ? encoder.encode(text) : text);
    await settle();
  };
  set.transport = new StreamingTransport({
    endpoint: new Endpoint(new URL('https://example.com/app/cometd')),
    maxMessageSize,
    headers: {},
    environment,
    openTimeout: 5000,
    receive: (messages) => set.received.push(...messages),
    lost: () => {},
  });
  set.send = (message = CONNECT) => {
    const controller = new AbortController();
    set.sent = set.transport.send([message], { signal: controller.signal, alive: () => { set.alive += 1; } });
    set.sent.catch(() => {});
    return controller;
  };
  return set;
}

test('the response to a held connect is read event by event, and each chunk is a sign of life', async () => {
  const set = setUp();
  set.send();
  assert.equal(set.requests[0].headers.Accept, 'text/event-stream, application/json');
  set.answer();
  await set.write(': open\n\n');
  assert.deepEqual([set.received, set.alive, set.environment.pending], [[], 1, []]);
  await set.write('data: [{"channel":"/a","data":1},{"channel":"/a","data":2}]\n\n');
  assert.deepEqual(set.received.map(({ data }) => data), [1, 2]);
  await set.write(':\n\ndata: [{"channel":"/meta/connect","id":"1","successful":true}]\n\n');
  set.body.close();
  assert.equal(await set.sent, true);
  assert.equal(set.received.length, 3);
  assert.equal(set.alive, 3);
});

test('events and characters may be cut anywhere, and lines may end with CR LF', async () => {
  const bytes = new TextEncoder().encode(': open\r\n\r\ndata: [{"channel":"/a","data":"\u{1f600}é\u2028"}]\r\n\r\n');
  const set = setUp();
  set.send();
  set.answer();
  for (const byte of bytes) {
    await set.write(Uint8Array.of(byte));
  }
  assert.deepEqual(set.received, [{ channel: '/a', data: '\u{1f600}é\u2028' }]);
});

test('a stream of which nothing comes within openTimeout is collected by a proxy', async () => {
  const set = setUp();
  set.send();
  set.answer();
  await set.environment.advance(4999);
  await settle();
  assert.equal(set.requests[0].signal.aborted, false);
  await set.environment.advance(1);
  await assert.rejects(set.sent, { name: 'TransportError', isBuffered: true });
});

test('the same when not even the head of the response comes', async () => {
  const set = setUp();
  set.send();
  await set.environment.advance(5000);
  await assert.rejects(set.sent, { isBuffered: true });
});

test('an answer that is no stream is taken as one of long-polling', async () => {
  const set = setUp({ type: 'application/json' });
  set.send();
  set.answer();
  await set.write('[{"channel":"/meta/connect","id":"1","successful":false}]');
  set.body.close();
  assert.equal(await set.sent, true);
  assert.deepEqual(set.received.map(({ successful }) => successful), [false]);
  assert.deepEqual(set.environment.pending, []);
});

for (const message of [
  { ...CONNECT, advice: { timeout: 0 } }, { channel: '/meta/handshake' }, { channel: '/a', data: 1 },
]) {
  test(`no stream is asked for with ${JSON.stringify(message)}`, async () => {
    const set = setUp({ type: 'application/json' });
    set.send(message);
    await settle();
    assert.equal(set.requests[0].headers.Accept, undefined);
    assert.deepEqual(set.environment.pending, []);
  });
}

test('an event may have as many characters as are allowed, and none more', async () => {
  const event = (length) => `data: [{"channel":"/a","data":"${'x'.repeat(length - 31)}"}]\n\n`;
  const size = event(1000).length - 'data: \n\n'.length;
  for (const [max, isTaken] of [[size, true], [size - 1, false]]) {
    const set = setUp({ maxMessageSize: max });
    set.send();
    set.answer();
    await set.write(event(1000).slice(0, -2));
    await set.write('\n\n');
    assert.equal(set.received.length, isTaken ? 1 : 0);
    if (!isTaken) {
      await assert.rejects(set.sent, { name: 'TransportError' });
    }
  }
});

test('a request that is given up is over', async () => {
  const set = setUp();
  const controller = set.send();
  controller.abort(new Error('enough'));
  await assert.rejects(set.sent, { message: 'enough' });
  assert.deepEqual(set.environment.pending, []);
});

test('a sign of life gives the server its time anew', async () => {
  const environment = new FakeEnvironment();
  const dispatches = new Dispatches({ environment, maxNetworkDelay: 10_000 });
  const request = { patience: 20_000, message: {} };
  const dispatch = dispatches.begin(new Set([request]));
  await environment.advance(29_999);
  dispatches.alive(dispatch);
  await environment.advance(29_999);
  assert.equal(dispatch.controller.signal.aborted, false);
  await environment.advance(1);
  assert.equal(dispatch.controller.signal.aborted, true);
});

const [socket, streaming, polling] = ['websocket', 'streaming', 'long-polling'].map((name) => ({ name }));

test('a transport that a proxy collects is left at once, and the reason says so, once', () => {
  const negotiation = new Negotiation([streaming, polling]);
  negotiation.answered(streaming, ['streaming', 'long-polling']);
  negotiation.cut(streaming, true);
  assert.deepEqual(negotiation.reconnectCandidates(), [polling]);
  assert.equal(negotiation.reason('streaming'), 'buffered');
  assert.equal(negotiation.preferred, streaming);
  assert.equal(negotiation.reason('long-polling'), 'fallback');
});

test('where a server has no streaming, a client goes on from a failed WebSocket to long-polling', () => {
  const negotiation = new Negotiation([socket, streaming, polling]);
  assert.equal(negotiation.answered(streaming, ['websocket', 'long-polling']), polling);
  assert.equal(negotiation.preferred, socket);
});
