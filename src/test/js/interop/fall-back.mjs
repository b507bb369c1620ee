/** Networks that let no WebSocket through, lose it later, or bring the page from elsewhere. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { NodeActor, Stage, within } from './actor.mjs';
import { Halley } from './halley.mjs';
import { PageHost } from './page-host.mjs';

let halley;
/** Halley behind a web server. */
let host;
/** Pages of another origin, from which Halley may be used. */
let friend;
/** Pages of another origin, from which Halley may not be used. */
let stranger;
let stage;

before(async () => {
  friend = await new PageHost().start();
  stranger = await new PageHost().start();
  [halley, stage] = await Promise.all([Halley.start({ allowedOrigins: friend.origin }), Stage.open()]);
  host = await new PageHost(halley.address).start();
});

after(async () => {
  await Promise.all([stage?.close(), host?.stop(), friend?.stop(), stranger?.stop(), halley?.stop()]);
});

const CLIENTS = {
  'cometd in Node': (name) => NodeActor.start(name, 'cometd', { url: `${host.origin}/cometd` }),
  'faye in Node': (name) => NodeActor.start(name, 'faye', { url: `${host.origin}/cometd` }),
  'cometd in Chromium': (name) => stage.start(
    name, `${host.origin}/pages/cometd.html`, { url: `${host.origin}/cometd` }),
  'faye in Chromium': (name) => stage.start(name, `${host.origin}/pages/faye.html`, { url: `${host.origin}/cometd` }),
};

/** One client on a channel of its own. */
function single(name, start, run) {
  test(name, async () => {
    host.upgradable = true;
    const channel = `/interop/${name.replaceAll(/[^A-Za-z0-9]+/g, '-')}`;
    const actor = await start('alice');
    try {
      await run(actor, channel);
    } finally {
      await actor.stop();
    }
  });
}

async function hearsItself(actor, channel, data) {
  await actor.publish(channel, data);
  await actor.until(`its message ${data}`, ({ kind, data: heard }) => kind === 'message' && heard === data);
}

for (const [client, start] of Object.entries(CLIENTS)) {
  single(`${client}: where no WebSocket gets through it polls`, start, async (actor, channel) => {
    host.upgradable = false;
    const { upgrades } = host.traffic;
    await actor.connect();
    await actor.subscribe(channel);
    await hearsItself(actor, channel, 'polled');
    assert.equal((await actor.state()).transport, 'long-polling');
    assert.ok(host.traffic.upgrades > upgrades, 'it has not tried');
  });

  single(`${client}: when it has lost its WebSocket it goes on with its session`, start, async (actor, channel) => {
    await actor.connect();
    await actor.subscribe(channel);
    await hearsItself(actor, channel, 'before');
    assert.equal((await actor.state()).transport, 'websocket');
    const upgrade = host.nextUpgrade();
    host.cut();
    await within(upgrade, () => `${client} to come back`);
    await hearsItself(actor, channel, 'after');
    const sessions = actor.events.filter(({ kind }) => kind === 'session');
    assert.equal(sessions.length, 1, 'it has had to shake hands again');
  });
}

test('cometd in Node: when WebSockets do not get through any more it polls', async () => {
  // Only with this advice does the client ever give up a WebSocket that has worked once.
  const impatient = await Halley.start({ handshakeReconnect: true, timeout: 1_000, maxInterval: 1_000 });
  const proxy = await new PageHost(impatient.address).start();
  const actor = await NodeActor.start('alice', 'cometd', { url: `${proxy.origin}/cometd`, stickyReconnect: false });
  try {
    await actor.connect();
    await actor.subscribe('/interop/lost');
    assert.equal((await actor.state()).transport, 'websocket');
    proxy.upgradable = false;
    const returned = actor.returns();
    proxy.cut();
    await returned;
    assert.equal((await actor.state()).transport, 'long-polling');
    await actor.subscribe('/interop/lost/again');
    await hearsItself(actor, '/interop/lost', 'polled');
  } finally {
    await Promise.all([actor.stop(), proxy.stop(), impatient.stop()]);
  }
});

for (const transport of ['websocket', 'long-polling', 'callback-polling']) {
  single(`cometd in Chromium, ${transport}: a page of an origin that is allowed may use it`,
    (name) => stage.start(name, `${friend.origin}/pages/cometd.html`, { url: halley.url, transport }),
    async (actor, channel) => {
      await actor.connect();
      await actor.subscribe(channel);
      await hearsItself(actor, channel, 'allowed');
      assert.equal((await actor.state()).transport, transport);
    });

  single(`cometd in Chromium, ${transport}: a page of another site may not`,
    // To a browser another name is another site, though it is the same machine.
    (name) => stage.start(name, `http://localhost:${stranger.port}/pages/cometd.html`, { url: halley.url, transport }),
    async (actor) => {
      actor.connect().catch(() => {}); // it never gives up
      await actor.until('handshake that failed', ({ kind }) => kind === 'refused');
      assert.deepEqual(actor.events.filter(({ kind }) => kind === 'session'), []);
    });
}

test('two tabs of one browser both hear, though only one poll is held', async () => {
  const alice = await stage.start('alice', `${host.origin}/pages/cometd.html`, {
    url: `${host.origin}/cometd`, transport: 'long-polling',
  });
  const tab = await stage.startTab('alice', `${host.origin}/pages/cometd.html`, {
    url: `${host.origin}/cometd`, transport: 'long-polling',
  });
  try {
    await alice.connect();
    await tab.connect();
    await Promise.all([alice.subscribe('/interop/tabs'), tab.subscribe('/interop/tabs')]);
    await tab.until('advice on tabs', ({ kind, advice }) => kind === 'connect' && advice?.['multiple-clients'] === true);
    await alice.publish('/interop/tabs', 'to both');
    await Promise.all([alice.hears('/interop/tabs'), tab.hears('/interop/tabs')]);
  } finally {
    await Promise.all([alice.stop(), tab.stop()]);
  }
});

test('seven tabs of one browser, which has six connections to a host, all speak and hear', async () => {
  const page = [`${host.origin}/pages/cometd.html`, { url: `${host.origin}/cometd`, transport: 'long-polling' }];
  const tabs = [await stage.start('alice', ...page)];
  try {
    for (let i = 1; i < 7; i += 1) {
      tabs.push(await stage.startTab('alice', ...page, i));
    }
    for (const tab of tabs) {
      await tab.connect();
      await tab.subscribe('/interop/many-tabs');
    }
    for (const [i, tab] of tabs.entries()) {
      await tab.publish('/interop/many-tabs', i);
    }
    for (const tab of tabs) {
      assert.deepEqual(await tab.hears('/interop/many-tabs', tabs.length), [...tabs.keys()]);
    }
  } finally {
    await Promise.all(tabs.map((tab) => tab.stop()));
  }
});

test('a beacon at the end of a page publishes and disconnects', async () => {
  const url = `${host.origin}/cometd`;
  const channel = '/interop/beacon';
  const alice = await stage.start('alice', `${host.origin}/pages/cometd.html`, { url, transport: 'long-polling' });
  const bob = await NodeActor.start('bob', 'cometd', { url });
  try {
    const { clientId } = await alice.connect();
    await bob.connect();
    await bob.subscribe(channel);
    await alice.page.evaluate(([endpoint, lastWords]) => {
      addEventListener('pagehide', () => navigator.sendBeacon(endpoint, lastWords));
    }, [url, JSON.stringify([{ channel, clientId, data: 'bye' }, { channel: '/meta/disconnect', clientId }])]);
    await alice.page.goto('about:blank');
    assert.deepEqual(await bob.hears(channel), ['bye']);
    // The session ended with it: its browser's cookie is not here, but a session that is gone is gone for everybody.
    const [reply] = await (await fetch(url, {
      method: 'POST', body: JSON.stringify([{ channel: '/meta/disconnect', clientId }]),
    })).json();
    assert.equal(reply.advice?.reconnect, 'handshake');
  } finally {
    await Promise.all([alice.stop(), bob.stop()]);
  }
});
