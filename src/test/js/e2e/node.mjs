/** Our client in Node, over both of its transports. Which server it talks to, TEST_SERVER says. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { NodeActor, within } from '../interop/actor.mjs';
import { survival, talk } from '../interop/scenario.mjs';
import { canReadArraysInArrays, FALLBACK, isTransportFree, Place, standsHaste, TITLE } from './servers.mjs';

const TRANSPORTS = [...new Set(['websocket', FALLBACK, 'long-polling'])];
const HOUR = 3_600_000;

let place;

before(async () => {
  place = await Place.open();
});

after(() => place?.close());

/** @param {object} [options] of the client */
const start = (name, options) => NodeActor.start(name, 'halley', { url: place.url, ...options });

/** A test with clients in it. */
function scene(name, people, run) {
  test(`${TITLE}, Node: ${name}`, async () => {
    place.line.open();
    place.line.upgradable = true;
    const actors = await Promise.all(people.map((options, at) => start(`actor ${at + 1}`, options)));
    try {
      await run(...actors);
      assert.deepEqual(actors.flatMap(({ events }) => events.filter(({ kind }) => kind === 'crash')), []);
    } finally {
      await Promise.all(actors.map((actor) => actor.stop()));
    }
  });
}

survival(TRANSPORTS.map((transport) => ({
  name: `${TITLE}, Node, ${transport}`, transport, start: (name) => start(name, { transport }),
})), {
  stop: () => place.stopServer(), start: () => place.startServer(),
});

for (const transport of TRANSPORTS) {
  talk({
    name: `${TITLE}, Node, ${transport}`,
    transport,
    calls: true,
    arraysInArrays: canReadArraysInArrays(transport),
    concurrent: standsHaste(transport),
    start: (name) => start(name, { transport }),
  });

  scene(`${transport}: what is refused is said with its code, and all else goes on`, [{ transport }], async (alice) => {
    await alice.connect();
    await assert.rejects(alice.subscribe('/interop/refused'), /403/);
    await alice.subscribe('/interop/refusals');
    await alice.publish('/interop/refusals', 'well');
    assert.deepEqual(await alice.hears('/interop/refusals'), ['well']);
  });

  scene(`${transport}: messages are acknowledged`, [{ transport, ack: true }, { transport }], async (alice, bob) => {
    const channel = `/interop/ack/${transport}`;
    await Promise.all([alice.connect(), bob.connect()]);
    await alice.subscribe(channel);
    await bob.publish(channel, 1);
    await alice.hears(channel);
    const { supported, batch } = await alice.tell('acknowledged');
    assert.equal(supported, true);
    assert.ok(batch > 0, `the number is ${batch}`);
  });

  scene(`${transport}: bytes arrive as bytes`, [{ transport, binary: true }, { transport, binary: true }],
    async (alice, bob) => {
      const channel = `/interop/bytes/${transport}`;
      const bytes = Array.from({ length: 257 }, (_, at) => at % 256);
      await Promise.all([alice.connect(), bob.connect()]);
      await alice.subscribe(channel);
      await bob.tell('publishBytes', channel, bytes);
      assert.deepEqual(await alice.hears(channel), [{ bytes }]);
    });

  scene(`${transport}: a clock that is wrong learns the server's`, [{ transport, timesync: true, skew: 2 * HOUR }],
    async (alice) => {
      await alice.connect();
      const { offset, lag } = await alice.tell('clock');
      assert.ok(Math.abs(offset + 2 * HOUR) < 60_000, `an offset of ${offset} ms`);
      assert.ok(lag >= 0 && lag < 60_000, `a lag of ${lag} ms`);
    });

  scene(`${transport}: a cut connection costs neither the session nor the subscription`, [{ transport }, { transport: 'long-polling' }],
    async (alice, bob) => {
      const channel = `/interop/cut/${transport}`;
      const { clientId } = await alice.connect();
      await bob.connect();
      await alice.subscribe(channel);
      const { length } = alice.events;
      place.line.cut();
      await alice.until('a failure', ({ kind }) => kind === 'failure');
      await alice.until('a connect', (event) => event.kind === 'connect' && alice.events.indexOf(event) > length);
      await bob.until('a connect', ({ kind }) => kind === 'connect', 2); // be it that his poll ends: it may come after the cut
      await bob.publish(channel, 'after');
      assert.deepEqual(await alice.hears(channel), ['after']);
      assert.deepEqual(await alice.state(), { clientId, transport, status: 'connected' });
    });
}

scene('where no WebSocket gets through it polls', [{}], async (alice) => {
  place.line.upgradable = false;
  const { upgrades } = place.line;
  assert.equal((await alice.connect()).transport, FALLBACK);
  assert.ok(place.line.upgrades > upgrades, 'it has not tried');
  await alice.subscribe('/interop/polled');
  await alice.publish('/interop/polled', 1);
  assert.deepEqual(await alice.hears('/interop/polled'), [1]);
});

scene('when WebSockets do not get through any more it polls, with the same session if it may', [{}], async (alice) => {
  const { clientId, transport } = await alice.connect();
  assert.equal(transport, 'websocket');
  await alice.subscribe('/interop/no-more');
  place.line.upgradable = false;
  place.line.cut();
  await alice.until('it', ({ kind, transport: now }) => kind === 'transport' && now === FALLBACK);
  await alice.publish('/interop/no-more', 1);
  assert.deepEqual(await alice.hears('/interop/no-more'), [1]);
  assert.equal((await alice.state()).clientId === clientId, isTransportFree);
});

scene('the transport is chosen anew, and the session goes on if it may', [{}, {}], async (alice, bob) => {
  const channel = '/interop/chosen';
  const { clientId } = await alice.connect();
  await bob.connect();
  await alice.subscribe(channel);
  for (const transport of ['long-polling', 'websocket']) {
    const state = await alice.tell('useTransports', [transport]);
    assert.deepEqual({ transport: state.transport, status: state.status }, { transport, status: 'connected' });
    assert.equal(state.clientId === clientId, isTransportFree);
    await alice.subscribe(`${channel}/${transport}`); // what a new session subscribes to again has gone before
    await bob.publish(channel, transport);
  }
  assert.deepEqual(await alice.hears(channel, 2), ['long-polling', 'websocket']);
});

for (const transport of TRANSPORTS) {
  const impatient = { transport, heartbeat: 300, maxNetworkDelay: 2_000, openTimeout: 2_000 };
  scene(`${transport}: a line that has gone silent is noticed by the heartbeat, and what waited is sent`,
    [impatient, {}], async (alice, bob) => {
      const channel = `/interop/silence/${transport}`;
      await alice.connect();
      await bob.connect();
      await bob.subscribe(channel);
      place.line.silent = true;
      await alice.until('it', ({ kind, state }) => kind === 'state' && state === 'unconnected');
      const publishing = alice.publish(channel, 'waited');
      place.line.silent = false;
      await publishing;
      assert.deepEqual(await bob.hears(channel), ['waited']);
    });
}

scene('a client that starts before its server connects when there is one', [{}], async (alice) => {
  place.line.close();
  const connecting = alice.connect();
  await alice.until('a failure', ({ kind }) => kind === 'failure');
  place.line.open();
  assert.equal((await within(connecting, () => 'the connection')).status, 'connected');
});
