/** Our client on servers that know neither history nor presence: it works as it would if it did not know them either. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../../../../webapp/halley/halley.js';
import { within } from '../interop/actor.mjs';
import { Place, TITLE } from './servers.mjs';

globalThis.WebSocket ??= (await import('ws')).WebSocket; // Node has one only from 22 on

let place;
const clients = [];

before(async () => {
  place = await Place.open();
});

after(async () => {
  place?.line.open();
  await Promise.all(clients.map((client) => client.disconnect()));
  await place?.close();
});

function newClient(transport) {
  const client = new Client({ url: place.url, transports: [transport], backoff: { min: 1, max: 20 } });
  clients.push(client);
  return client;
}

/** Resolves with the next message on the channel. */
const next = (client, channel) => within(new Promise((resolve) => {
  const remove = client.extend({
    incoming: (message) => {
      if (message.channel === channel && 'data' in message) {
        remove();
        resolve(message);
      }
      return message;
    },
  });
}), () => `a message on ${channel}`);

for (const transport of ['websocket', 'long-polling']) {
  test(`${TITLE}, ${transport}: what asks for history is heard from now on, and nothing is told to be lost`, async () => {
    const channel = `/orders/${transport}`;
    const client = newClient(transport);
    const told = [];
    const heard = [];
    client.on('lost', (loss) => told.push(loss));
    client.on('recovered', (recovery) => told.push(recovery));
    await client.connect();
    await client.publish(channel, 'before');
    await client.subscribe(channel, (message) => heard.push(message), { history: { last: 50 } });
    let message = next(client, channel);
    const reply = await client.publish(channel, 1, { key: 'order-1' });
    await message;
    assert.deepEqual([reply.successful, reply.position], [true, undefined]);

    const back = new Promise((resolve) => { client.on('connect', resolve); });
    place.line.cut();
    await within(back, () => 'the client to be back');
    message = next(client, channel);
    await client.publish(channel, 2);
    await message;
    assert.deepEqual(heard.map(({ data, position }) => [data, position]), [[1, undefined], [2, undefined]]);
    assert.deepEqual(told, []);
  });

  test(`${TITLE}, ${transport}: nobody is shown to be there, and all else goes on`, async () => {
    const client = newClient(transport);
    const told = [];
    const note = (what) => told.push(what);
    await client.connect();
    const presence = await client.presence(`/room/${transport}`, { join: note, leave: note, update: note, change: note });
    await client.subscribe(`/room/${transport}`, () => {});
    const message = next(client, `/room/${transport}`);
    await client.publish(`/room/${transport}`, 'hello');
    await message;
    assert.deepEqual([...presence.members], []);
    assert.deepEqual(told, []);
    await presence.unsubscribe();
  });
}
