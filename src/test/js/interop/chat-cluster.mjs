/** The chat page at a cluster of three nodes, of which the one that serves a page is killed while people write. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launchChromium } from '../chromium.mjs';
import { Person } from './chat-person.mjs';
import { freePorts } from './free-ports.mjs';
import { Halley } from './halley.mjs';
import { NodeBalancer } from './node-balancer.mjs';

/** What the browser itself reports of a node that is gone. */
const GONE = /ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|WebSocket connection to .* failed/;

/** How many messages one says at a time. */
const WORDS = 6;

/** Who comes over which transport. */
const WAYS = { Anna: 'websocket', Bert: 'long-polling' };

let browser;
/** @type {Halley[]} */
let nodes = [];
let balancer;

before(async () => {
  const ports = await freePorts(3);
  const members = ports.map((port) => `127.0.0.1:${port}`).join();
  const starting = ports.map((port, at) => Halley.start({
    'cluster.name': 'chat', 'cluster.node': `n${at}`, 'cluster.bind': `127.0.0.1:${port}`, 'cluster.members': members,
    'cluster.expected': 3,
  }));
  const started = await Promise.allSettled(starting);
  nodes = started.filter(({ status }) => status === 'fulfilled').map(({ value }) => value);
  started.filter(({ status }) => status === 'rejected').forEach(({ reason }) => { throw reason; });
  browser = await launchChromium();
  balancer = await new NodeBalancer(nodes.map(({ port }) => port)).start();
});

after(async () => {
  await browser?.close();
  await balancer?.stop();
  await Promise.all(nodes.map((node) => node.kill()));
});

test('no page loses or doubles a word when its node is killed, and all show them in one order', async () => {
  const people = await Promise.all(Object.entries(WAYS).map(([who, transport]) => Person.arrive(
    browser, who, `${balancer.origin}/chat/?room=kept&transport=${transport}`,
  )));
  const [anna] = people;
  const said = people.map(() => []);
  /** Both say so much more, as fast as they can type. */
  const talk = () => Promise.all(people.map(async (one, at) => {
    for (let word = 0; word < WORDS; word += 1) {
      const text = `${one.name} ${said[at].length}.`;
      said[at].push(text);
      await one.says(text);
    }
  }));
  const allSeeAll = () => Promise.all(people.map((one) => one.seesAll(said.flat())));
  try {
    await Promise.all(people.map((one) => one.joins()));
    await Promise.all(people.map((one) => one.seesMembers('Anna', 'Bert')));
    await talk();
    await allSeeAll();

    const killed = await anna.node();
    await Promise.all([talk(), nodes[Number(killed.slice(1))].kill()]);
    await anna.sees('Disconnected');
    await talk();
    await anna.sees('Reconnected');
    await talk();
    await allSeeAll();
    await Promise.all(people.map((one) => one.page.locator('#log .state:not(.sent)').first().waitFor({ state: 'detached' })));

    const shown = await Promise.all(people.map((one) => one.said()));
    assert.deepEqual(shown[1], shown[0]);
    assert.equal(shown[0].length, said.flat().length);
    people.forEach(({ name }, at) => assert.deepEqual(shown[0].filter((text) => text.startsWith(name)), said[at]));
    await anna.page.locator('#node-name').filter({ hasNotText: killed }).waitFor();
    await Promise.all(people.map((one) => one.seesMembers('Anna', 'Bert')));
    people.forEach((one) => one.hasNothingToComplainOf(GONE));
  } finally {
    await Promise.all(people.map((one) => one.goesHome()));
  }
});
