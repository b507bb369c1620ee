/** The order in which the client calls what an application gave it. It is a promise: docs/javascript.md says it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle } from './fake-environment.mjs';
import { CONNECT, handshaken, setUp } from './play.mjs';

function extension(name, log) {
  return {
    attached: () => log.push(`${name} attached`),
    detached: () => log.push(`${name} detached`),
    outgoing: (message) => { log.push(`${name} > ${message.channel}`); return message; },
    received: (messages) => { log.push(`${name} got ${messages.length}`); return messages; },
    incoming: (message) => { log.push(`${name} < ${message.channel}`); return message; },
  };
}

test('extensions, listeners of the client, listeners of channels, promises', async () => {
  const log = [];
  const { client, transport } = setUp();
  const away = client.extend(extension('first', log));
  client.extend(extension('second', log));
  client.on('state', ({ state }) => log.push(`state ${state}`));
  client.on('session', () => log.push('session'));
  client.on('transport', ({ transport: name }) => log.push(`transport ${name}`));
  for (const pattern of ['/**', '/a/**', '/a/*', '/a/b', '/a/b']) {
    client.subscribe(pattern, () => log.push(`hears ${pattern}`)).then(() => log.push(`confirmed ${pattern}`));
  }
  client.connect().then(() => log.push('connect resolved'));
  await handshaken(transport);
  await transport.answer(CONNECT);
  const take = () => log.splice(0);
  assert.deepEqual(take(), [
    'first attached', 'second attached',
    'state handshaking',
    'second > /meta/handshake', 'first > /meta/handshake',
    'first got 1', 'second got 1', 'first < /meta/handshake', 'second < /meta/handshake',
    'state connecting', 'session',
    ...Array(4).fill(['second > /meta/subscribe', 'first > /meta/subscribe']).flat(),
    'second > /meta/connect', 'first > /meta/connect',
    'first got 1', 'second got 1', 'first < /meta/connect', 'second < /meta/connect',
    'state connected', 'transport websocket',
    'connect resolved',
    'second > /meta/connect', 'first > /meta/connect',
  ]);
  for (let count = 0; count < 4; count += 1) {
    await transport.answer('/meta/subscribe');
  }
  assert.deepEqual(take().filter((line) => line.startsWith('confirmed')),
    ['/**', '/a/**', '/a/*', '/a/b', '/a/b'].map((pattern) => `confirmed ${pattern}`));
  client.publish('/a/b', 1).then(() => log.push('publish resolved'));
  await settle();
  const { id } = transport.last('/a/b');
  await transport.receive({ channel: '/a/b', data: 1 }, { channel: '/a/b', id, successful: true });
  assert.deepEqual(take(), [
    'second > /a/b', 'first > /a/b',
    'first got 2', 'second got 2',
    'first < /a/b', 'second < /a/b',
    'hears /a/b', 'hears /a/b', 'hears /a/*', 'hears /a/**', 'hears /**',
    'first < /a/b', 'second < /a/b',
    'publish resolved',
  ]);
  away();
  assert.deepEqual(take(), ['first detached']);
});
