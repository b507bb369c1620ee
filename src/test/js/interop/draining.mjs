/**
 * Our client with two servers, the first of which drains and names the second. TEST_PLACES has the URLs of both, as JSON, for each
 * transport; a message on /service/drain makes the first drain, and the second publishes on /news to who subscribes there.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from '../../../../webapp/halley/halley.js';
import { within } from './actor.mjs';

globalThis.WebSocket ??= (await import('ws')).WebSocket; // Node has one only from 22 on

for (const [transport, { first, second }] of Object.entries(JSON.parse(process.env.TEST_PLACES))) {
  test(`over ${transport} the client goes to the server that is named, and its subscriptions are there`, async (t) => {
    const client = new Client({ url: first, transports: [transport] });
    t.after(() => client.disconnect());
    const states = [];
    client.on('state', ({ state }) => states.push(state));
    await client.connect();
    const news = new Promise((resolve) => { void client.subscribe('/news', ({ data }) => resolve(data)); });
    // Where it polls, what tells it to go may come before the reply, which is on another connection.
    client.publish('/service/drain', {}).catch(() => {});
    assert.equal(await within(news, () => `news of ${second}; states were ${states}`), second);
  });

  test(`over ${transport} a client that comes to a server that drains goes to the one that is named`, async (t) => {
    const client = new Client({ url: first, transports: [transport], backoff: { min: 1, max: 1 } });
    t.after(() => client.disconnect());
    await client.connect();
    const news = new Promise((resolve) => { void client.subscribe('/news', ({ data }) => resolve(data)); });
    assert.equal(await within(news, () => `news of ${second}`), second);
  });
}
