/** Seven tabs of one browser have one connection, in a SharedWorker: the code that docs/streaming.md shows. */
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '../chromium.mjs';
import { Client } from '../../../../webapp/halley/halley.js';
import { within } from './actor.mjs';
import { Halley } from './halley.mjs';
import { PageHost } from './page-host.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const RECIPE = join(HERE, 'shared-worker');

/** One more than a browser has connections for one host. */
const TABS = 7;

const WAYS = { streaming: {}, 'long-polling': { allowedTransports: 'long-polling' } };

let browser;
/** @type {Record<string, Halley>} by transport */
const servers = {};

before(async () => {
  const starting = Object.entries(WAYS).map(async ([transport, settings]) => {
    servers[transport] = await Halley.start({ history: '/tabs=100/10m', ...settings });
  });
  [browser] = await Promise.all([launchChromium(), ...starting]);
});

after(async () => {
  await browser?.close();
  await Promise.all(Object.values(servers).map((halley) => halley.stop()));
});

/** A browser of its own. @param {string} transport @param {(site: {halley: Halley, host: PageHost, open: () => Promise<any>}) => Promise<void>} run */
async function withTabs(transport, run) {
  const halley = servers[transport];
  const host = await new PageHost(halley.address, { app: RECIPE }).start();
  const context = await browser.newContext();
  try {
    await run({ halley, host, open: () => openTab(context, host) });
  } finally {
    await context.close();
    await host.stop();
  }
}

async function openTab(context, host) {
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error.stack)));
  await page.goto(`${host.origin}/app/index.html`);
  await page.waitForFunction(() => globalThis.hear !== undefined);
  return page;
}

const hear = (page, channel) => page.evaluate((name) => globalThis.hear(name).then(() => {}), channel);
const publish = (page, channel, data) => page.evaluate(([name, what]) => globalThis.connection.publish(name, what), [channel, data]);

/** Waits until the tab has heard so many. @returns {Promise<any[]>} what */
async function heard(page, count) {
  await page.waitForFunction((number) => globalThis.heard.length >= number, count, { polling: 50 });
  return page.evaluate(() => globalThis.heard);
}

/** How Halley confirms that nobody of the browser is subscribed any more. @param {string} channel */
const goneFrom = (channel) => new RegExp(`"channel":"/meta/unsubscribe"[^}]*"subscription":"${channel}"`);

/** How often Halley has said this to the browser. @param {PageHost} host @param {string} text */
const times = (host, text) => Buffer.concat(host.said).toString('latin1').split(text).length - 1;

for (const transport of Object.keys(WAYS)) {
  test(`over ${transport}: ${TABS} tabs publish and hear over one connection, which is cut and loses nothing`, async () => {
    await withTabs(transport, async ({ halley, host, open }) => {
      const tabs = [];
      for (let at = 0; at < TABS; at += 1) {
        tabs.push(await open());
      }
      await Promise.all(tabs.map((tab) => hear(tab, '/tabs')));
      await Promise.all(tabs.map((tab, at) => publish(tab, '/tabs', `from ${at}`)));
      const first = await heard(tabs[0], TABS);
      assert.deepEqual([...first].sort(), tabs.map((_, at) => `from ${at}`));
      assert.deepEqual(await Promise.all(tabs.map((tab) => heard(tab, TABS))), Array(TABS).fill(first));

      const other = new Client({ url: halley.url, transports: ['long-polling'] });
      await other.connect();
      const release = host.hold();
      host.tear();
      for (let word = 0; word < 5; word += 1) {
        await other.publish('/tabs', `meanwhile ${word}`);
      }
      release();
      await other.publish('/tabs', 'after');
      await other.disconnect();
      const all = [...first, ...[0, 1, 2, 3, 4].map((word) => `meanwhile ${word}`), 'after'];
      assert.deepEqual(await Promise.all(tabs.map((tab) => heard(tab, all.length))), Array(TABS).fill(all));

      assert.equal(times(host, '"channel":"/meta/handshake"'), 1, 'all tabs have one session');
      assert.equal(times(host, '"multiple-clients":true'), 0);
      assert.equal(times(host, ': open\n\n') > 0, transport === 'streaming');
      assert.deepEqual(tabs.flatMap(({ problems }) => problems), []);
    });
  });
}

test('a tab that is closed, or goes elsewhere, lets go what it alone has subscribed to; the others hear on', async () => {
  await withTabs('streaming', async ({ host, open }) => {
    const [closed, left, stays] = [await open(), await open(), await open()];
    await Promise.all([closed, left, stays].map((tab) => hear(tab, '/tabs')));
    await hear(closed, '/own/closed');
    await hear(left, '/own/left');
    await closed.close();
    await within(host.says(goneFrom('/own/closed')), () => 'the unsubscribe of the closed tab');
    await left.goto('about:blank');
    await within(host.says(goneFrom('/own/left')), () => 'the unsubscribe of the tab that went elsewhere');
    await publish(stays, '/tabs', 'still here');
    assert.deepEqual(await heard(stays, 1), ['still here']);
    assert.equal(times(host, '"channel":"/meta/unsubscribe"'), 2, 'nobody unsubscribes from what others hear');
  });
});

test('what the server refuses is refused in the tab that has asked', async () => {
  await withTabs('streaming', async ({ open }) => {
    const tab = await open();
    const refused = await tab.evaluate(() => globalThis.connection.call('nobody/serves', 1).catch(({ message, code }) => ({ message, code })));
    assert.equal(refused.code, 404);
    assert.match(refused.message, /service_unknown/);
    const invalid = await tab.evaluate(() => globalThis.connection.subscribe('/meta/connect', () => {}).catch(({ message }) => message));
    assert.match(invalid, /\/meta\/connect/);
    const answer = await tab.evaluate(() => globalThis.connection.call('echo', { a: 1 }));
    assert.deepEqual(answer, { a: 1 });
  });
});

test('a tab subscribes, publishes, calls, and unsubscribes', async () => {
  await withTabs('streaming', async ({ open }) => {
    const tab = await open();
    const news = await tab.evaluate(async () => {
      const { answer, shown, unsubscribe } = await import('/app/news.js');
      const first = await shown;
      await unsubscribe();
      return { answer, first };
    });
    assert.deepEqual(news, { answer: [1, 2, 3], first: { text: 'hello' } });
  });
});

test('a tab can unsubscribe while others hear on', async () => {
  await withTabs('streaming', async ({ open }) => {
    const [one, other] = [await open(), await open()];
    await one.evaluate(async () => { globalThis.stop = await globalThis.hear('/tabs'); });
    await hear(other, '/tabs');
    await publish(one, '/tabs', 1);
    await Promise.all([heard(one, 1), heard(other, 1)]);
    await one.evaluate(() => globalThis.stop());
    await publish(one, '/tabs', 2);
    assert.deepEqual(await heard(other, 2), [1, 2]);
    assert.deepEqual(await heard(one, 1), [1]);
  });
});
