/** What every client does with Halley, whatever its transport. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

/** Data of all the shapes that JSON knows. */
const ALL_SHAPES = {
  text: 'Grüße, 世界, 🚀\u2028\u2029 "quoted" \\ </script> \u0001 é e\u0301',
  numbers: [0, -1, 1.5e-7, 9007199254740991, 1e21],
  nested: { list: [[1, [2, []]], {}, { a: { b: { c: [null] } } }], yes: true, no: false, nothing: null, empty: '' },
};

/**
 * @typedef {object} Scenario
 * @property {string} name of the tests
 * @property {string} transport that the clients end up with
 * @property {(name: string) => Promise<import('./actor.mjs').Actor>} start
 * @property {boolean} [calls] whether the client knows remote calls
 * @property {boolean} [nulls] whether the client hands on data that is null
 * @property {boolean} [concurrent] whether the server stands messages that come while it is busy with those before:
 *   CometD 9's now and then closes a WebSocket ("Demand already fulfilled") when they do
 * @property {boolean} [arraysInArrays] whether the server can read them: CometD 9's cannot by HTTP
 */

/** Declares the tests, all with the same two clients. @param {Scenario} scenario */
export function talk({
  name, transport, start, calls = false, nulls = true, arraysInArrays = true, concurrent = true,
}) {
  const nested = arraysInArrays ? ALL_SHAPES : { ...ALL_SHAPES, nested: { ...ALL_SHAPES.nested, list: [{}] } };
  /** @type {import('./actor.mjs').Actor[]} */
  const actors = [];
  let number = 0;

  /** A test with two clients that are connected, and a room of its own. */
  function pair(behaviour, run) {
    number += 1;
    const room = `/interop/${name.replaceAll(/[^A-Za-z0-9]+/g, '-')}/${number}`;
    test(`${name}: ${behaviour}`, async () => {
      const [alice, bob] = actors;
      await run({ alice, bob, room });
      assert.deepEqual([alice, bob].flatMap(({ events }) => events.filter(({ kind }) => kind === 'crash')), []);
    });
  }

  describe(name, () => {
    before(async () => {
      actors.push(...await Promise.all([start('alice'), start('bob')]));
      await Promise.all(actors.map((actor) => actor.connect()));
    });

    after(() => Promise.all(actors.map((actor) => actor.stop())));

    pair('two sessions are made, on the transport that is wanted', async ({ alice, bob, room }) => {
      await Promise.all([alice, bob].map((actor) => actor.subscribe(room)));
      await bob.publish(room, 'hello');
      await Promise.all([alice, bob].map((actor) => actor.hears(room)));
      // Faye's client begins with another one while it tries the WebSocket; what it hears ends the connect that is held there.
      await Promise.all([alice, bob].map((actor) => actor.until(
        `connect over ${transport}`, (event) => event.transport === transport)));
      const states = [await alice.state(), await bob.state()];
      assert.deepEqual(states.map((state) => state.transport), [transport, transport]);
      assert.notEqual(states[0].clientId, states[1].clientId);
      assert.match(states[0].clientId, /^[A-Za-z0-9]{20,}$/);
    });

    pair('a client hears its own messages and those of others, in order and unchanged', async ({ alice, bob, room }) => {
      await Promise.all([alice.subscribe(room), bob.subscribe(room)]);
      const said = [nested, 'text', 42, true, [1, { two: [3] }], { last: 'one' }];
      for (const data of said) {
        await alice.publish(room, data);
      }
      assert.deepEqual(await bob.hears(room, said.length), said);
      assert.deepEqual(await alice.hears(room, said.length), said);
      await bob.publish(room, 'and back');
      assert.deepEqual((await alice.hears(room, said.length + 1)).at(-1), 'and back');
    });

    if (nulls) {
      pair('null is data', async ({ alice, bob, room }) => {
        await bob.subscribe(room);
        await alice.publish(room, null);
        await alice.publish(room, [null]);
        assert.deepEqual(await bob.hears(room, 2), [null, [null]]);
      });
    }

    pair('a client that waits hears at once, again and again', async ({ alice, bob, room }) => {
      await Promise.all([alice.subscribe(`${room}/ping`), bob.subscribe(`${room}/pong`)]);
      for (let round = 1; round <= 10; round += 1) {
        await bob.publish(`${room}/ping`, round);
        assert.equal((await alice.hears(`${room}/ping`, round)).at(-1), round);
        await alice.publish(`${room}/pong`, round);
        assert.equal((await bob.hears(`${room}/pong`, round)).at(-1), round);
      }
    });

    pair('a star subscribes to a level, two stars to all below', async ({ alice, bob, room }) => {
      await Promise.all([alice.subscribe(`${room}/*`), bob.subscribe(`${room}/**`)]);
      await alice.publish(`${room}/a`, 1);
      await alice.publish(`${room}/a/b`, 2);
      await alice.publish(`${room}/c`, 3);
      assert.deepEqual(await bob.hears(`${room}/c`), [3]);
      assert.deepEqual([bob.heard(`${room}/a`), bob.heard(`${room}/a/b`)], [[1], [2]]);
      assert.deepEqual(await alice.hears(`${room}/c`), [3]);
      assert.deepEqual([alice.heard(`${room}/a`), alice.heard(`${room}/a/b`)], [[1], []]);
    });

    pair('a batch is done in order', async ({ alice, bob, room }) => {
      await bob.subscribe(`${room}/**`);
      await alice.batch(
        ['publish', `${room}/x`, 'before'],
        ['subscribe', `${room}/x`],
        ...Array.from({ length: 8 }, (_, at) => ['publish', `${room}/x`, { at }]),
      );
      const eight = Array.from({ length: 8 }, (_, at) => ({ at }));
      assert.deepEqual(await bob.hears(`${room}/x`, 9), ['before', ...eight]);
      assert.deepEqual(await alice.hears(`${room}/x`, 8), eight);
    });

    pair('who has unsubscribed hears no more', async ({ alice, bob, room }) => {
      await Promise.all([alice.subscribe(`${room}/quiet`), alice.subscribe(`${room}/end`)]);
      await bob.publish(`${room}/quiet`, 'one');
      await alice.hears(`${room}/quiet`);
      await alice.unsubscribe(`${room}/quiet`);
      await bob.publish(`${room}/quiet`, 'two');
      await bob.publish(`${room}/end`, 'end');
      await alice.hears(`${room}/end`);
      assert.deepEqual(alice.heard(`${room}/quiet`), ['one']);
      await alice.subscribe(`${room}/quiet`);
      await bob.publish(`${room}/quiet`, 'three');
      assert.deepEqual(await alice.hears(`${room}/quiet`, 2), ['one', 'three']);
    });

    if (calls) {
      pair('a remote call is answered', async ({ alice, bob }) => {
        assert.deepEqual(await alice.remoteCall('echo', nested), { successful: true, data: nested });
        const calls = concurrent ? [1, 2, 3] : [1];
        const answers = await Promise.all(calls.map((n) => bob.remoteCall('echo', { n })));
        assert.deepEqual(answers, calls.map((n) => ({ successful: true, data: { n } })));
      });
    }

    pair('who disconnects is gone, and the other goes on', async ({ alice, bob, room }) => {
      await Promise.all([alice.subscribe(room), bob.subscribe(room)]);
      await bob.disconnect();
      await alice.publish(room, 'still here');
      assert.deepEqual(await alice.hears(room), ['still here']);
      assert.deepEqual(bob.heard(room), []);
    });
  });
}

/** Declares the tests of what is refused. The client must live on afterwards. @param {Scenario} scenario */
export function refusals({ name, start }) {
  test(`${name}: what is refused is said, and all else goes on`, async () => {
    const alice = await start('alice');
    try {
      await alice.connect();
      await assert.rejects(alice.publish('/interop/*', 1), /405.*channel_invalid/);
      await assert.rejects(alice.subscribe('/meta/*'), /403.*subscribe_denied/);
      await alice.subscribe('/interop/refusals');
      await alice.publish('/interop/refusals', 'well');
      assert.deepEqual(await alice.hears('/interop/refusals'), ['well']);
    } finally {
      await alice.stop();
    }
  });
}

/** Publishes every second until all who listen have heard of it. */
async function publishUntilHeard(speaker, listeners, channel) {
  const isAfter = ({ kind, channel: source, data }) => kind === 'message' && source === channel && data === 'after';
  let heard = false;
  const all = Promise.all(listeners.map((listener) => listener.until(`"after" on ${channel}`, isAfter)))
    .finally(() => { heard = true; });
  while (!heard) {
    await speaker.publish(channel, 'after');
    await Promise.race([all, new Promise((resolve) => { setTimeout(resolve, 1_000); })]);
  }
  await all;
}

/**
 * Declares the test of a server that goes and comes back: clients come back by themselves.
 *
 * @param {Scenario[]} scenarios that share the server
 * @param {{stop: () => Promise<void>, start: () => Promise<void>}} server
 */
export function survival(scenarios, server) {
  test(`${scenarios.map(({ name }) => name).join('; ')}: clients come back by themselves when the server does`, async () => {
    const actors = [];
    const all = (step) => Promise.all(actors.map(step));
    const channelOf = (at) => `/interop/survival/${at >> 1}`;
    try {
      actors.push(...await Promise.all(scenarios.flatMap(({ name, start }) => [start(`${name} alice`), start(`${name} bob`)])));
      await all((actor) => actor.connect());
      await all((actor, at) => actor.subscribe(channelOf(at)));
      await all((actor, at) => at % 2 === 0 && actor.publish(channelOf(at), 'before'));
      await all((actor, at) => actor.hears(channelOf(at)));

      const seen = actors.map(({ events }) => events.length);
      await server.stop();
      await server.start();
      await all((actor, at) => actor.returns(seen[at]));
      await all((actor, at) => actor.subscribe(`${channelOf(at)}/again`));
      // A client asks for its old subscription by itself, over whichever connection it has then: nobody else can tell when it is answered.
      await Promise.all(scenarios.map((_, at) => {
        const pair = actors.slice(2 * at, 2 * at + 2);
        return publishUntilHeard(pair[1], pair, channelOf(2 * at));
      }));
    } finally {
      await all((actor) => actor.stop());
    }
  });
}
