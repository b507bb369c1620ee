/** Our client in pages of headless Chromium. Which server it talks to, TEST_SERVER says. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage } from '../interop/actor.mjs';
import { PageHost } from '../interop/page-host.mjs';
import { survival, talk } from '../interop/scenario.mjs';
import { PlainBrowser } from './plain-browser.mjs';
import { FALLBACK, canReadArraysInArrays, isTransportFree, KIND, PACKAGE, Place, standsHaste, TITLE } from './servers.mjs';

const TRANSPORTS = ['websocket', 'long-polling', 'callback-polling'];

let place;
let stage;
/** Pages of another origin. */
let stranger;

before(async () => {
  stranger = await new PageHost(undefined, { halley: PACKAGE }).start();
  const settings = KIND === 'halley' ? { allowedOrigins: stranger.origin } : {};
  [place, stage] = await Promise.all([Place.open(settings), Stage.open()]);
});

after(async () => {
  await stage?.close();
  await Promise.all([place?.close(), stranger?.stop()]);
});

/** Callback-polling is for pages of another origin, and is tried from there. */
const start = (name, options = {}) => stage.start(
  name,
  options.transport === 'callback-polling' ? `${stranger.origin}/pages/halley.html` : place.page,
  { url: place.url, ...options },
);

const NAMES = ['alice', 'bob', 'carol'];

/** A test with pages in it. */
function scene(name, people, run) {
  test(`${TITLE}, Chromium: ${name}`, async () => {
    place.line.open();
    place.line.upgradable = true;
    const actors = await Promise.all(people.map((options, at) => start(NAMES[at], options)));
    try {
      await run(...actors);
      assert.deepEqual(actors.flatMap(({ events }) => events.filter(({ kind }) => kind === 'crash')), []);
    } finally {
      place.line.open();
      await Promise.all(actors.map((actor) => actor.stop()));
    }
  });
}

const session = ({ kind }) => kind === 'session';
const turnedTo = (wanted) => ({ kind, state }) => kind === 'state' && state === wanted;

survival(TRANSPORTS.map((transport) => ({
  name: `${TITLE}, Chromium, ${transport}`, transport, start: (name) => start(name, { transport }),
})), {
  stop: () => place.stopServer(), start: () => place.startServer(),
});

for (const transport of TRANSPORTS) {
  talk({
    name: `${TITLE}, Chromium, ${transport}`,
    transport,
    calls: true,
    arraysInArrays: canReadArraysInArrays(transport),
    concurrent: standsHaste(transport),
    start: (name) => start(name, { transport }),
  });

  scene(`${transport}: the network goes and comes back: the session lives, and what waited is sent`,
    [{ transport, ack: true }, { transport }], async (alice, bob) => {
      const channel = `/e2e/network/${transport}`;
      const { clientId } = await alice.connect();
      await alice.subscribe(channel);
      const { length } = alice.events;
      await alice.page.context().setOffline(true);
      try {
        place.line.cut();
        await alice.until('it', (event) => turnedTo('unconnected')(event) && alice.events.indexOf(event) >= length);
        // He comes now: the cut would have been his, too, and might have taken what he publishes.
        await bob.connect();
        await bob.subscribe(`${channel}/back`);
        await bob.publish(channel, 'while she was away');
        const waited = alice.publish(`${channel}/back`, 'waited');
        await alice.page.context().setOffline(false);
        await waited;
      } finally {
        await alice.page.context().setOffline(false);
      }
      assert.deepEqual(await bob.hears(`${channel}/back`), ['waited']);
      assert.deepEqual(await alice.hears(channel), ['while she was away']);
      assert.deepEqual(await alice.state(), { clientId, transport, status: 'connected' });
    });
}

scene('three pages hear each other, two of them tabs of one browser', [{}, {}], async (alice, bob) => {
  const channel = '/e2e/three';
  const tab = await stage.startTab('alice', place.page, { url: place.url });
  const all = [alice, bob, tab];
  try {
    await Promise.all(all.map((one) => one.connect()));
    await Promise.all(all.map((one) => one.subscribe(channel)));
    for (const one of all) {
      await one.publish(channel, one.name);
    }
    for (const one of all) {
      assert.deepEqual(await one.hears(channel, 3), all.map(({ name }) => name));
    }
  } finally {
    await tab.stop();
  }
});

scene('where a proxy lets no WebSocket through it polls', [{}], async (alice) => {
  place.line.upgradable = false;
  const { upgrades } = place.line;
  assert.equal((await alice.connect()).transport, FALLBACK);
  assert.ok(place.line.upgrades > upgrades, 'it has not tried');
  await alice.subscribe('/e2e/barred');
  await alice.publish('/e2e/barred', 1);
  assert.deepEqual(await alice.hears('/e2e/barred'), [1]);
});

for (const [what, make] of Object.entries({
  'whose constructor throws': () => {
    globalThis.WebSocket = class { constructor() { throw new DOMException('forbidden', 'SecurityError'); } };
  },
  'that opens and never says anything': () => {
    globalThis.WebSocket = class {
      OPEN = 1;
      readyState = 1;
      constructor() { queueMicrotask(() => this.onopen?.({})); }
      send() {}
      close() {}
    };
  },
})) {
  scene(`with a WebSocket ${what} it polls`, [{ maxNetworkDelay: 3_000 }], async (alice) => {
    await alice.page.evaluate(make);
    await alice.page.evaluate((url) => {
      globalThis.client = globalThis.actor({ url, maxNetworkDelay: 3_000 });
    }, place.url);
    assert.equal((await alice.connect()).transport, FALLBACK);
    await alice.subscribe('/e2e/broken');
    await alice.publish('/e2e/broken', what);
    assert.deepEqual(await alice.hears('/e2e/broken'), [what]);
  });
}

scene('a WebSocket that is cut in mid-life is made again, and costs neither the session nor a message',
  [{ ack: true, transport: 'websocket' }, { transport: 'websocket' }], async (alice, bob) => {
    const channel = '/e2e/cut';
    const { clientId } = await alice.connect();
    await bob.connect();
    await alice.subscribe(channel);
    const numbers = Array.from({ length: 20 }, (_, number) => number);
    for (const number of numbers) {
      await bob.publish(channel, number);
      if (number % 5 === 4) {
        const upgrade = place.line.nextUpgrade();
        place.line.cut();
        await upgrade;
        await bob.until('it', turnedTo('connected'), 1 + (number + 1) / 5);
      }
    }
    assert.deepEqual(await alice.hears(channel, numbers.length), numbers);
    const state = await alice.state();
    assert.deepEqual([state.clientId, state.transport], [clientId, 'websocket']);
    assert.equal(alice.events.filter(session).length, 1);
  });

scene('when a proxy lets no more WebSockets through it polls, with the same session if it may', [{}], async (alice) => {
  const { clientId, transport } = await alice.connect();
  assert.equal(transport, 'websocket');
  await alice.subscribe('/e2e/no-more');
  place.line.upgradable = false;
  place.line.cut();
  await alice.until('it', ({ kind, transport: now }) => kind === 'transport' && now === FALLBACK);
  await alice.subscribe('/e2e/no-more/again');
  await alice.publish('/e2e/no-more', 1);
  assert.deepEqual(await alice.hears('/e2e/no-more'), [1]);
  assert.equal((await alice.state()).clientId === clientId, isTransportFree);
});

scene('a change of transports writes nothing into the console, and with the ack extension loses nothing', [{ ack: true }, {}],
  async (alice, bob) => {
    const channel = '/e2e/changed';
    await Promise.all([alice.connect(), bob.connect()]);
    await alice.subscribe(channel);
    const ways = ['long-polling', 'websocket', 'long-polling', FALLBACK, 'websocket'];
    for (const [at, way] of ways.entries()) {
      assert.equal((await alice.call('useTransports', [[way]])).transport, way);
      if (!isTransportFree) {
        await alice.subscribe(`${channel}/${at}`); // what a new session subscribes to again has gone before
      }
      await bob.publish(channel, way);
      await alice.hears(channel, at + 1); // the connect that brings it is followed by one that is held
    }
    assert.deepEqual(await alice.hears(channel, ways.length), ways);
    assert.deepEqual(alice.events.filter(({ kind }) => kind === 'console'), []);
  });

for (const transport of ['websocket', 'long-polling']) {
  scene(`${transport}: a reload of the page keeps the session, and what was said meanwhile`,
    [{ transport, reload: true, ack: true }, { transport }], async (alice, bob) => {
      const channel = `/e2e/reload/${transport}`;
      const { clientId } = await alice.connect();
      await bob.connect();
      await alice.subscribe(channel);
      await bob.publish(channel, 'before');
      await alice.hears(channel);
      await alice.page.reload({ waitUntil: 'load' });
      // Between the pages: what a page hears in its last moment it may not get to tell the test.
      await bob.publish(channel, 'meanwhile');
      await alice.page.evaluate((options) => {
        globalThis.client = globalThis.actor(options);
      }, { url: place.url, transport, reload: true, ack: true });
      const returned = alice.until('a resumed session', ({ kind, resumed }) => kind === 'session' && resumed);
      const [, state] = await Promise.all([alice.subscribe(channel), alice.connect()]);
      await returned;
      assert.equal(state.clientId, clientId);
      assert.deepEqual(await alice.hears(channel, 2), ['before', 'meanwhile']);
      await bob.publish(channel, 'after');
      assert.deepEqual(await alice.hears(channel, 3), ['before', 'meanwhile', 'after']);
    });
}

for (const transport of ['websocket', 'long-polling']) {
  test(`${TITLE}, Chromium: ${transport}: in a hidden page, whose timers are slowed down, the heartbeat goes on`, async () => {
    place.line.open();
    const browser = await PlainBrowser.open();
    try {
      const beats = 12;
      const alice = await browser.start('alice', place.page, { url: place.url, transport, heartbeat: 100 });
      await alice.connect();
      await browser.hideFirstTab();
      await alice.page.waitForFunction(() => document.visibilityState === 'hidden', undefined, { polling: 50 });
      await alice.page.evaluate(() => {
        globalThis.ticks = 0;
        const tick = () => {
          globalThis.ticks += 1;
          setTimeout(tick, 100);
        };
        setTimeout(tick, 100);
      });
      const before = alice.events.filter(({ kind }) => kind === 'connect').length;
      await alice.until('an answer to the heartbeat', ({ kind }) => kind === 'connect', before + beats);
      const ticks = await alice.page.evaluate(() => globalThis.ticks);
      assert.ok(ticks < beats, `the page's own timers have rung ${ticks} times, the heartbeat's ${beats} times`);
      assert.equal(await alice.page.evaluate(() => globalThis.document.visibilityState), 'hidden');
      assert.deepEqual(alice.events.filter(({ kind }) => kind === 'failure' || kind === 'crash'), []);
    } finally {
      await browser.close();
    }
  });
}
