/** What only our adapter does, and what needs a network or a clock that a test moves. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CometD, LongPollingTransport, ReloadExtension } from '../../../../webapp/halley/cometd.js';
import { FakeEnvironment, settle } from './fake-environment.mjs';

/** A fetch whose server is the test; everything that was sent is in `requests`. */
function setUp({ storage, ...configuration } = {}) {
  const requests = [];
  const environment = Object.assign(new FakeEnvironment(), {
    fetch: (url, { body, signal }) => new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      requests.push({
        url: url.href,
        messages: JSON.parse(body),
        signal,
        async answer(...replies) {
          resolve(new Response(JSON.stringify(replies)));
          await settle();
        },
        async fail() {
          reject(new TypeError('the network is gone'));
          await settle();
        },
      });
    }),
  });
  const cometd = new CometD();
  if (storage) {
    cometd.registerExtension('reload', new ReloadExtension({ storage }));
  }
  cometd.configure({
    url: 'http://localhost/cometd', logLevel: 'error', maxNetworkDelay: 1000, backoffIncrement: 100, environment,
    ...configuration,
  });
  const log = [];
  for (const channel of ['handshake', 'connect', 'publish', 'unsuccessful']) {
    cometd.addListener(`/meta/${channel}`, ({ successful, failure, error }) => {
      log.push([channel, successful, failure?.reason ?? error].join(' ').trim());
    });
  }
  return { cometd, environment, requests, log };
}

/** Answers the request that came last, each message of it. */
async function answerLast({ requests }, fields = {}) {
  const request = requests.at(-1);
  await request.answer(...request.messages.map(({ channel, id }) => ({ channel, id, successful: true, ...fields })));
}

async function connected(options) {
  const set = setUp(options);
  set.cometd.handshake();
  await settle();
  await answerLast(set, {
    clientId: 'one', supportedConnectionTypes: ['long-polling'], advice: { reconnect: 'retry', timeout: 5000 },
  });
  await answerLast(set);
  return set;
}

test('meta messages go to places of their own, unless configured otherwise', async () => {
  const { requests } = await connected();
  assert.deepEqual(requests.map(({ url }) => new URL(url).pathname),
    ['/cometd/handshake', '/cometd/connect', '/cometd/connect']);
  const plain = await connected({ appendMessageTypeToURL: false });
  assert.equal(new URL(plain.requests[0].url).pathname, '/cometd');
});

test('listeners hear what fails, and that it works again; subscriptions outlive it', async () => {
  const set = await connected();
  const { cometd, environment, requests, log } = set;
  const heard = [];
  cometd.subscribe('/a', ({ data }) => heard.push(data));
  await settle();
  await answerLast(set, { subscription: '/a' });
  const held = requests.find(({ messages: [{ channel, advice }] }) => channel === '/meta/connect' && !advice);
  log.length = 0;
  await held.fail();
  assert.deepEqual(log, ['connect false The request failed.', 'unsuccessful false The request failed.']);
  assert.equal(cometd.getStatus(), 'connecting');
  await environment.advance(100);
  await answerLast(set);
  assert.equal(log.at(-1), 'connect true');
  assert.equal(cometd.getStatus(), 'connected');
  const { messages: [{ id }] } = requests.at(-1);
  await requests.at(-1).answer({ channel: '/a', data: 1 }, { channel: '/meta/connect', id, successful: true });
  assert.deepEqual(heard, [1]);
});

test('a publish that nobody answers fails with its message and why', async () => {
  const { cometd, environment, log } = await connected();
  const replies = [];
  cometd.publish('/a', 1, (reply) => replies.push(reply));
  await environment.advance(1000);
  const [{ successful, channel, failure }] = replies;
  assert.deepEqual([successful, channel, failure.message.data, failure.connectionType],
    [false, '/a', 1, 'long-polling']);
  assert.equal(log.filter((line) => line.startsWith('publish false')).length, 1);
});

test('a listener of timeouts may grant more time', async () => {
  const { cometd, environment } = await connected();
  const asked = [];
  cometd.addTransportListener('timeout', (messages) => {
    asked.push(messages[0].channel);
    return asked.length === 1 ? 500 : 0;
  });
  const replies = [];
  cometd.publish('/a', 1, ({ successful }) => replies.push(successful));
  await environment.advance(1499);
  assert.deepEqual([asked, replies], [['/a'], []]);
  await environment.advance(1);
  assert.deepEqual([asked, replies], [['/a', '/a'], [false]]);
});

test('reload keeps the session for the next page, which is told so', async () => {
  const entries = new Map();
  const storage = {
    getItem: (name) => entries.get(name) ?? null,
    setItem: (name, text) => void entries.set(name, text),
    removeItem: (name) => void entries.delete(name),
  };
  const first = await connected({ storage });
  first.cometd.reload();
  assert.deepEqual([...entries.keys()], ['org.cometd.reload']);
  const next = setUp({ storage });
  const replies = [];
  next.cometd.handshake((reply) => replies.push(reply));
  await settle();
  assert.deepEqual(next.requests.map(({ messages: [{ channel, clientId }] }) => [channel, clientId]),
    [['/meta/connect', 'one']]);
  await answerLast(next);
  assert.deepEqual(replies.map(({ successful, ext, clientId }) => [successful, ext.reload, clientId]),
    [[true, true, 'one']]);
  next.cometd.unregisterExtension('reload');
  assert.equal(next.cometd.reload, undefined);
});

test('without the field, or the transport, there are no WebSockets', async () => {
  const sockets = [];
  class Socket {
    constructor() { sockets.push(this); }
    close() {}
  }
  const { cometd, environment } = setUp();
  environment.WebSocket = Socket;
  cometd.websocketEnabled = false;
  cometd.handshake();
  await settle();
  assert.deepEqual(sockets, []);
  cometd.disconnect();
  await settle();
  cometd.websocketEnabled = true;
  cometd.handshake();
  await settle();
  assert.equal(sockets.length, 1);
});

test('when a transport gives way to another, the handler is told', async () => {
  const { cometd, environment, requests } = setUp();
  environment.WebSocket = class {
    constructor() { queueMicrotask(() => this.onclose({ code: 1006, reason: '' })); }
    close() {}
  };
  const told = [];
  cometd.onTransportException = (failure, former, next) => told.push(`${former} ${next}`);
  cometd.handshake();
  await settle();
  await answerLast({ requests }, { clientId: 'one', supportedConnectionTypes: ['websocket', 'long-polling'] });
  await answerLast({ requests });
  assert.deepEqual(told, ['websocket long-polling']);
});

test('only the transports of the module can be registered', () => {
  const { cometd } = setUp();
  assert.throws(() => cometd.registerTransport('pigeon', new LongPollingTransport()), /pigeon/);
  assert.throws(() => cometd.registerTransport('long-polling', {}), /those of this module/);
});
