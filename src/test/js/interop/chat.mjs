/** The front page and the chat page in browsers that do not know of each other. Leaves screenshots in target/screenshots. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { launchChromium } from '../chromium.mjs';
import { Person } from './chat-person.mjs';
import { writingScenes } from './chat-writing.mjs';
import { freePorts } from './free-ports.mjs';
import { frontScenes } from './front-page.mjs';
import { Halley } from './halley.mjs';
import { PageHost } from './page-host.mjs';

/**
 * What the browser itself reports when nobody is there, or somebody who is going or coming; and of a poll that the one after
 * it has replaced, which the server ends with 500.
 */
const AWAY = new RegExp([
  'ERR_CONNECTION_REFUSED', 'ERR_EMPTY_RESPONSE', 'ERR_CONNECTION_RESET', 'ERR_INTERNET_DISCONNECTED', 'ERR_FAILED',
  'ERR_CONNECTION_CLOSED', 'WebSocket connection to .* failed', 'the server responded with a status of (404|500|502|503)',
].join('|'));

const REFUSED = /WebSocket connection to .* failed/;

/**
 * Ways to the server: what to ask for, which transport it comes to, and whether WebSockets get through. The last one is
 * long-polling once it has been found, and need not show again what that can stand.
 */
const WAYS = [
  { way: 'over WebSocket', query: '?', title: 'WebSocket', upgradable: true },
  { way: 'over long-polling', query: '?transport=long-polling', title: 'Long-polling', upgradable: true },
  { way: 'over callback-polling', query: '?transport=callback-polling', title: 'Callback-polling', upgradable: true },
  { way: 'where no WebSocket gets through', query: '?', title: 'Long-polling', upgradable: false, expected: REFUSED },
];

let browser;
let halley;

before(async () => {
  [browser, halley] = await Promise.all([launchChromium(), Halley.start()]);
});

after(async () => {
  await Promise.all([browser?.close(), halley?.stop()]);
});

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let rooms = 0;

/** Every scene has a room of its own. @param {PageHost} host @param {string} query */
function pageFor(host, query) {
  rooms += 1;
  return `${host.origin}/chat/${query}&room=room-${rooms}`;
}

/** Most of what a scene takes is waiting, so some are played at once: each with a web server and a room of its own. */
const SCENES_AT_ONCE = 2;

/** Whether all scenes are played, as -Psoak does; else what is the same over another way or in another look is played once. */
const SOAK = process.env.TEST_SOAK === 'true';

/** @type {{name: string, play: () => Promise<void>}[]} */
const scenes = [];

/**
 * People come to the page, and in the end go home with nothing to complain of.
 *
 * @param {string} name
 * @param {{people: (string | [string, object])[], query?: string, path?: string, upgradable?: boolean, expected?: RegExp, soak?: boolean}} setting
 *   `path`: of another page than the chat's; `soak`: whether it is played only where all are
 * @param {(...people: [...Person[], PageHost]) => Promise<void>} run is told of the web server last
 */
function scene(name, { people, query = '?', path, upgradable = true, expected, soak = false }, run) {
  if (soak && !SOAK) {
    return;
  }
  const play = async () => {
    const host = await new PageHost(halley.address).start();
    host.upgradable = upgradable;
    const address = path === undefined ? pageFor(host, query) : `${host.origin}${path}`;
    const present = await Promise.all(people.map((person) => {
      const [who, options] = Array.isArray(person) ? person : [person];
      return Person.arrive(browser, who, address, options);
    }));
    try {
      await run(...present, host);
      present.forEach((person) => person.hasNothingToComplainOf(expected));
    } finally {
      await Promise.all(present.map((person) => person.goesHome()));
      await host.stop();
    }
  };
  scenes.push({ name, play });
}

for (const { way, query, title, upgradable, expected } of WAYS) {
  const setting = { query, upgradable, expected };
  const away = { ...setting, expected: AWAY };
  const once = { ...setting, soak: way !== WAYS[0].way };

  scene(`${way}: two people join, talk, see each other, and leave`, { ...setting, people: ['Anna', 'Bert'] },
    async (anna, bert) => {
      await anna.joins();
      await bert.joins();
      assert.deepEqual([await anna.transport(), await bert.transport()], [title, title]);
      await Promise.all([anna.seesMembers('Anna', 'Bert'), bert.seesMembers('Anna', 'Bert')]);
      await anna.sees('Bert has joined');

      await anna.says('Guten Tag, Bert! 世界 🚀');
      await bert.sees('Guten Tag, Bert! 世界 🚀');
      await anna.seesItIs('sent', 'Guten Tag');
      await bert.says('<b>Hello</b> & welcome, Anna');
      await anna.sees('<b>Hello</b> & welcome, Anna');
      assert.equal(await anna.page.locator('#log b').count(), 0, 'markup of others must stay text');

      await bert.leaves();
      await anna.sees('Bert has left');
      await anna.seesMembers('Anna');

      if (upgradable) { // who closes the page has left, too, though not at once: it might be a reload
        await bert.joins();
        await anna.seesMembers('Anna', 'Bert');
        await bert.goesHome();
        await anna.seesMembers('Anna');
      }
    });

  scene(`${way}: who types is told, and a private word goes to one alone`, { ...once, people: ['Anna', 'Bert', 'Cleo'] },
    async (anna, bert, cleo) => {
      await Promise.all([anna.joins(), bert.joins(), cleo.joins()]);
      await anna.seesMembers('Anna', 'Bert', 'Cleo');
      await bert.types('I am thinki');
      await Promise.all([anna.seesAt('#typing', 'Bert is typing'), cleo.seesAt('#typing', 'Bert is typing')]);
      await bert.says('Thought about it.');
      await anna.sees('Thought about it.');
      await anna.page.waitForFunction(() => document.getElementById('typing').textContent === '');

      await anna.turnsTo('Bert');
      await anna.says('For you alone');
      await anna.page.keyboard.press('Escape');
      await anna.seesItIs('sent', 'For you alone');
      await anna.says('For everybody');
      await bert.sees('privately to you');
      await cleo.sees('For everybody');
      assert.equal(await cleo.count('For you alone'), 0);
      assert.equal(await bert.count('For you alone'), 1);

      await bert.leaves();
      await anna.seesMembers('Anna', 'Cleo');
      await bert.joins();
      await anna.seesMembers('Anna', 'Bert', 'Cleo');
      await anna.turnsTo('Bert');
      await bert.leaves();
      await anna.seesMembers('Anna', 'Cleo');
      await anna.says('Still there?');
      await anna.seesItIs('failed', 'Still there?');
      await anna.sees('they are not in this room any more');
      await check(anna, `failed-${title.toLowerCase()}`);
      await bert.joins();
      await anna.seesMembers('Anna', 'Bert', 'Cleo');
      await anna.page.getByRole('button', { name: 'Send again' }).click();
      await anna.seesItIs('sent', 'Still there?');
      await bert.sees('Still there?');
    });

  scene(`${way}: rooms are listed, entered, switched and left; what is unread is counted`,
    { ...once, people: ['Anna', 'Bert'] }, async (anna, bert) => {
      await Promise.all([anna.joins(), bert.joins()]);
      const first = await anna.room();
      const room = `${first}-tails`;
      await bert.goesTo(room);
      await bert.says('Who was here before?');
      await bert.seesItIs('sent', 'Who was here before?');
      await anna.seesAt('#open-rooms', room);
      await anna.goesTo(room);
      await anna.sees('Who was here before?');
      await anna.seesMembers('Anna', 'Bert');

      await anna.goesTo(first);
      await bert.says('one');
      await bert.says('two');
      await anna.seesAt(`[data-room="${room}"] .badge`, '2');
      await anna.seesAt('#announcer', `Bert in ${room}: 2 unread`);
      assert.equal(await anna.page.title(), '(2) Halley chat');
      await check(anna, `unread-${title.toLowerCase()}`);
      assert.equal(await anna.count('two'), 0);
      await anna.goesTo(room);
      await anna.sees('two');
      assert.equal(await anna.page.locator('.entry .badge').count(), 0);

      await anna.page.locator('#leave-room').click();
      await bert.sees('Anna has left');
      await bert.seesMembers('Bert');
      await anna.seesAt('#room-title', first);
    });

  scene(`${way}: a reload of the page keeps what was said, and the session`, { ...once, people: ['Anna', 'Bert'] },
    async (anna, bert) => {
      await anna.joins();
      await bert.joins();
      await anna.seesMembers('Anna', 'Bert');
      const first = await anna.room();
      await anna.goesTo(`${first}-ideas`);
      await anna.says('An idea');
      await anna.goesTo(first);
      await anna.says('before');
      await bert.sees('before');
      await anna.turnsTo('Bert');
      await anna.says('in private');
      await anna.seesItIs('sent', 'in private');
      const before = await anna.lines();
      const alerts = await bert.count('Anna has');

      await anna.page.reload();
      await anna.isConnected();
      assert.deepEqual(await anna.lines(), before);
      await bert.says('while she came back');
      await anna.sees('while she came back');
      await anna.says('after');
      await bert.sees('after');
      assert.equal(await bert.count('Anna has'), alerts, 'the others must see neither leaving nor joining');
      await anna.seesMembers('Anna', 'Bert');
      await anna.goesTo(`${first}-ideas`);
      await anna.sees('An idea');
      assert.equal(await anna.transport(), title);
    });

  scene(`${way}: offline and back again, no message of one's own is lost`, { ...away, people: ['Anna', 'Bert'] },
    async (anna, bert, host) => {
      await Promise.all([anna.joins(), bert.joins()]);
      await anna.says('before');
      await bert.sees('before');
      await anna.context.setOffline(true);
      host.cut();
      await anna.isCutOff();
      await anna.sees('Disconnected. Trying to reconnect');
      await anna.says('said offline, one');
      await anna.says('said offline, two');
      await anna.seesItIs('sending', 'said offline, two');
      await bert.isConnected();
      await bert.says('said while Anna was away');
      await bert.seesItIs('sent', 'said while Anna was away');

      await anna.context.setOffline(false);
      await anna.isConnected();
      await anna.sees('Reconnected.');
      await Promise.all([bert.sees('said offline, one'), bert.sees('said offline, two')]);
      await anna.seesItIs('sent', 'said offline, two');
      await anna.sees('said while Anna was away');
      for (const person of [anna, bert]) {
        const said = (await person.lines()).filter((line) => /said (offline|while)/.test(line));
        assert.equal(said.length, 3, JSON.stringify(said));
      }
    });

  if (!upgradable) {
    continue;
  }

  scene(`${way}: what was sent when the connection broke is heard once`, { ...away, people: ['Anna', 'Bert'] },
    async (anna, bert, host) => {
      await Promise.all([anna.joins(), bert.joins()]);
      for (let number = 1; number <= 10; number++) {
        await anna.says(`number ${number}.`);
        if (number % 3 === 0) {
          host.cut();
        }
      }
      await bert.sees('number 10.');
      await anna.seesItIs('sent', 'number 10.');
      for (let number = 1; number <= 10; number++) {
        await anna.seesItIs('sent', `number ${number}.`);
        await bert.sees(`number ${number}.`);
        assert.equal(await bert.count(`number ${number}.`), 1);
        assert.equal(await anna.count(`number ${number}.`), 1);
      }
    });
}

test('when the server has been away, everybody is back by themselves, whatever the transport', async () => {
  const host = await new PageHost(halley.address).start();
  const room = pageFor(host, '?');
  const ways = { Anna: 'websocket', Bert: 'long-polling', Cleo: 'callback-polling' };
  const people = await Promise.all(Object.entries(ways).map(([who, transport]) => (
    Person.arrive(browser, who, `${room}&transport=${transport}`))));
  const [anna, bert, cleo] = people;
  const all = (look) => Promise.all(people.map(look));
  try {
    await all((one) => one.joins());
    await all((one) => one.seesMembers('Anna', 'Bert', 'Cleo'));
    const { port } = halley;
    await halley.stop();
    await all((one) => one.isCutOff());
    await all((one) => one.sees('Disconnected. Trying'));
    await anna.says('Are you there?');
    await cleo.says('Is anybody there?');
    await anna.seesItIs('sending', 'Are you there?');
    halley = await Halley.start({}, port);

    await all((one) => one.isConnected());
    await all((one) => one.sees('Re-initialised'));
    await all((one) => one.sees('Reconnected.'));
    await all((one) => one.sees('Some of what was said meanwhile is lost'));
    await all((one) => one.seesMembers('Anna', 'Bert', 'Cleo'));
    await all((one) => one.sees('Are you there?'));
    await all((one) => one.sees('Is anybody there?'));
    await bert.says('I am back.');
    await all((one) => one.sees('I am back.'));
    for (const one of people) {
      assert.equal(await one.count('I am back.'), 1);
      assert.equal(await one.count('Are you there?'), 1);
      one.hasNothingToComplainOf(AWAY);
    }
  } finally {
    await all((one) => one.goesHome());
    await host.stop();
  }
});

/** A server whose clients are soon forgotten, and whose rooms are not: they are in files. */
function afterAWhile() {
  const folder = mkdtempSync(join(dirname(resolve(process.env.TEST_WAR)), 'streams-'));
  const settings = { historyStore: folder, maxInterval: 3_000 };
  let forgetful;
  let host;
  let people;

  before(async () => {
    forgetful = await Halley.start(settings);
    host = await new PageHost(forgetful.address).start();
    people = await Promise.all(['Anna', 'Bert'].map((who) => Person.arrive(browser, who, `${host.origin}/chat/`)));
  });

  after(async () => {
    await Promise.all((people ?? []).map((one) => one.goesHome()));
    await Promise.all([host?.stop(), forgetful?.stop()]);
    rmSync(folder, { recursive: true });
  });

  /** What was said, in the order in which it is shown. @param {Person} person */
  const said = async (person) => (await person.page.locator('#log .message .text').allTextContents());

  test('who was offline until the server forgot them has missed nothing, and sees nothing twice', async () => {
    const [anna, bert] = people;
    await Promise.all(people.map((one) => one.joins()));
    await anna.says('Can you see the comet?');
    await bert.sees('Can you see the comet?');
    await anna.context.setOffline(true);
    host.cut();
    await bert.sees('Anna has left');
    await bert.seesMembers('Bert');
    for (const text of ['Not yet.', 'But the sky is clear.', 'There it is!']) {
      await bert.says(text);
      await bert.seesItIs('sent', text);
    }
    await anna.says('I am in a tunnel.');
    await anna.context.setOffline(false);
    await anna.sees('Re-initialised');
    await bert.sees('I am in a tunnel.');
    await anna.sees('There it is!');
    await bert.sees('Anna has joined');
    const all = ['Can you see the comet?', 'Not yet.', 'But the sky is clear.', 'There it is!', 'I am in a tunnel.'];
    assert.deepEqual(await said(bert), all);
    assert.deepEqual((await said(anna)).sort(), [...all].sort());
    await anna.seesMembers('Anna', 'Bert');
  });

  test('a restart of the server loses nothing, and shows nothing twice', async () => {
    const [anna, bert] = people;
    const before = await said(anna);
    const comings = [await anna.count('Bert has'), await bert.count('Anna has')];
    const { port } = forgetful;
    await forgetful.stop();
    await Promise.all(people.map((one) => one.isCutOff()));
    await Promise.all(people.map((one) => one.sees('Disconnected. Trying')));
    await anna.says('Said while nobody served us.');
    forgetful = await Halley.start(settings, port);
    await Promise.all(people.map((one) => one.isConnected()));
    await Promise.all(people.map((one) => one.sees('Said while nobody served us.')));
    await bert.says('And I have seen it all.');
    await anna.sees('And I have seen it all.');
    await anna.seesMembers('Anna', 'Bert');

    const all = [...before, 'Said while nobody served us.', 'And I have seen it all.'];
    assert.deepEqual(await said(anna), all);
    assert.equal((await said(bert)).length, all.length);
    for (const one of people) {
      assert.equal(await one.count('is lost'), 0);
    }
    assert.deepEqual([await anna.count('Bert has'), await bert.count('Anna has')], comings, 'all have come back');
    await check(anna, 'after-a-restart');
  });

  test('who comes after the restart, and who loads the page again, sees what was said before', async () => {
    const [anna] = people;
    const before = await said(anna);
    await anna.page.reload();
    await anna.isConnected();
    assert.deepEqual(await said(anna), before);

    const cleo = await Person.arrive(browser, 'Cleo', `${host.origin}/chat/`);
    people.push(cleo);
    await cleo.joins();
    await anna.sees('Cleo has joined');
    await anna.says('Welcome!');
    await cleo.sees('Welcome!');
    assert.deepEqual((await said(cleo)).sort(), [...before, 'Welcome!'].sort());
    assert.deepEqual(await said(anna), [...before, 'Welcome!']);
    people.forEach((one) => one.hasNothingToComplainOf(AWAY));
  });
}

/** Nodes keep no history yet, and count no tabs. */
async function inACluster() {
  const [first, second] = await freePorts(2);
  const members = `127.0.0.1:${first},127.0.0.1:${second}`;
  const start = (port) => Halley.start({
    'cluster.name': 'chat', 'cluster.node': `n${port}`, 'cluster.bind': `127.0.0.1:${port}`, 'cluster.members': members,
  });
  const nodes = [await start(first), await start(second)];
  const people = await Promise.all(['Anna', 'Bert'].map((who, at) => Person.arrive(browser, who, `${nodes[at].address}chat/`)));
  const [anna, bert] = people;
  try {
    await anna.joins();
    await bert.joins();
    await Promise.all(people.map((one) => one.seesMembers('Anna', 'Bert')));
    await anna.sees('Bert has joined');
    await anna.says('hello');
    await bert.sees('hello');
    await bert.turnsTo('Anna');
    await bert.says('in private');
    await anna.sees('privately to you');

    const before = await anna.lines();
    await anna.page.reload();
    await anna.isConnected();
    await anna.seesMembers('Anna', 'Bert');
    assert.deepEqual(await anna.lines(), before);
    await bert.leaves();
    await anna.sees('Bert has left');
    await anna.seesMembers('Anna');
    people.forEach((one) => one.hasNothingToComplainOf());
  } finally {
    await Promise.all(people.map((one) => one.goesHome()));
    await nodes[1].stop();
    await nodes[0].stop();
  }
}

scene('two tabs of one browser hear the same, though only one of their polls is held', {
  people: ['Anna', 'Bert'], query: '?transport=long-polling',
}, async (anna, bert) => {
  const tab = await anna.opensATab();
  await anna.joins();
  await tab.joins();
  await bert.joins();
  await bert.seesMembers('Anna', 'Bert');
  await bert.seesAt('[data-member="Anna"] .tabs', '2 tabs');
  await anna.seesAt('#members .self .tabs', '2 tabs');
  await bert.says('to both');
  await Promise.all([anna.sees('to both'), tab.sees('to both')]);
  await tab.says('from one of them');
  await Promise.all([anna.sees('from one of them'), bert.sees('from one of them')]);
  await bert.turnsTo('Anna');
  await bert.says('in private');
  await Promise.all([anna.sees('privately to you'), tab.sees('privately to you')]);
  await check(bert, 'two-tabs');
  await tab.leaves();
  await bert.page.locator('.tabs').waitFor({ state: 'detached' });
  await bert.seesMembers('Anna', 'Bert');
  assert.equal(await bert.count('Anna has left'), 0);
  tab.hasNothingToComplainOf();
});

scene('own words that were held up stand where the others see them', {
  people: ['Anna', 'Bert'], query: '?transport=long-polling',
}, async (anna, bert) => {
  await anna.joins();
  await bert.joins();
  /** @type {() => void} */
  let letGo = () => {};
  const free = new Promise((resolve) => { letGo = resolve; });
  const held = new Promise((resolve) => {
    void anna.page.route('**/cometd**', async (route) => {
      if (route.request().postData()?.includes('"chat":"First')) {
        resolve();
        await free;
      }
      await route.fallback();
    });
  });
  await anna.page.setViewportSize({ width: 1000, height: 420 });
  for (let line = 1; line <= 8; line += 1) {
    await bert.says(`Line ${line}`);
  }
  await anna.sees('Line 8');
  await anna.says('First typed');
  await held;
  await bert.says('Second typed');
  await anna.sees('Second typed');
  assert.deepEqual((await anna.said()).slice(-2), ['First typed', 'Second typed']);
  await anna.page.locator('#log').evaluate((log) => { log.scrollTop = 0; });
  letGo();
  await bert.sees('First typed');
  await anna.seesItIs('sent', 'First typed');
  await anna.page.locator('#log .message:last-child', { hasText: 'First typed' }).waitFor();
  assert.deepEqual((await anna.said()).slice(-2), ['Second typed', 'First typed']);
  assert.deepEqual((await bert.said()).slice(-2), ['Second typed', 'First typed']);
  assert.equal(await anna.page.locator('#log').evaluate((log) => log.scrollTop), 0, 'who reads further up stays there');
});

scene('what may not have arrived is sent again, and heard once', {
  people: ['Anna', 'Bert'], query: '?transport=long-polling', expected: AWAY,
}, async (anna, bert) => {
  /** Breaks requests that say the text, after the server has got them or before. Waits until so many are broken. */
  const breaks = (text, isHeard, times) => new Promise((resolve) => {
    let left = times;
    void anna.page.route('**/cometd**', async (route) => {
      if (left === 0 || !route.request().postData()?.includes(`"chat":"${text}"`)) {
        await route.fallback();
        return;
      }
      left -= 1;
      await (isHeard ? route.fetch() : undefined);
      await route.abort('connectionreset');
      if (left === 0) {
        resolve();
      }
    });
  });
  await anna.joins();
  await bert.joins();
  for (const [text, isHeard, times] of [
    ['The answer was lost', true, 1], ['The message was lost', false, 1], ['It was lost again', false, 2],
  ]) {
    const broken = breaks(text, isHeard, times);
    await anna.says(text);
    await broken;
    await anna.seesItIs('sent', text);
    await bert.sees(text);
    assert.equal(await bert.count(text), 1);
    assert.equal(await anna.count(text), 1);
  }

  await anna.turnsTo('Bert');
  const broken = breaks('Between us', false, 1);
  await anna.says('Between us');
  await broken;
  await anna.seesItIs('unknown', 'Between us');
  await anna.page.unrouteAll();
  await check(anna, 'unknown');
  await anna.page.getByRole('button', { name: 'Send again' }).click();
  await anna.seesItIs('sent', 'Between us');
  await bert.sees('Between us');
  assert.equal(await bert.count('Between us'), 1);
});

scene('a list that changes under the pointer takes no click away', { people: ['Anna', 'Bert', 'Cleo'] },
  async (anna, bert, cleo) => {
    const { page } = anna;
    /** Presses there, and lets go when something has happened. */
    const clickAcross = async (selector, happens) => {
      await page.locator(selector).hover();
      await page.mouse.down();
      await happens();
      await page.mouse.up();
    };
    await Promise.all([anna.joins(), bert.joins()]);
    await anna.seesMembers('Anna', 'Bert');
    const first = await anna.room();
    await anna.goesTo(`${first}-aside`);
    await clickAcross(`[data-room="${first}"]`, async () => {
      await bert.says('Where is she?');
      await anna.seesAt(`[data-room="${first}"] .badge`, '1');
    });
    await anna.seesAt('#room-title', new RegExp(`^#${first}$`));
    await clickAcross('[data-member="Bert"]', async () => {
      await cleo.joins();
      await anna.seesMembers('Anna', 'Bert', 'Cleo');
    });
    await anna.seesAt('#to-name', 'Bert');
  });

/** A script that waits for its answer cannot be called off: the server ends the poll that another one replaces with 500. */
const REPLACED = /status of 500|Refused to execute script/;

scene('the transport is changed while people talk, and the session goes on', { people: ['Anna', 'Bert'], expected: REPLACED },
  async (anna, bert) => {
    await bert.joins();
    await anna.joins();
    await bert.sees('Anna has joined');
    const choices = [
      ['long-polling', 'Long-polling'], ['callback-polling', 'Callback-polling'], ['websocket', 'WebSocket'],
    ];
    for (const [transport, title] of choices) {
      await anna.uses(transport);
      await anna.seesAt('#transport', title);
      await anna.sees(`Now over ${title}.`);
      await anna.says(`heard over ${transport}`);
      await bert.sees(`heard over ${transport}`);
      await bert.says(`answered to ${transport}`);
      await anna.sees(`answered to ${transport}`);
    }
    assert.equal(await bert.count('Anna has'), 1);
    assert.equal(await anna.count('Re-initialised'), 0);
  });

/** @param {Person} person @param {string} file */
async function check(person, file) {
  await person.photograph(file);
  await person.page.evaluate(AXE);
  const { passes, violations } = await person.page.evaluate(() => globalThis.axe.run());
  assert.ok(passes.length > 10, 'hardly anything was looked at');
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`), [], file);
}

const PHONE = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, hasTouch: true };
const LOOKS = [
  { look: 'desktop-light', room: 'comets', options: {} },
  { look: 'desktop-dark', room: 'meteors', options: { colorScheme: 'dark' }, soak: true },
  { look: 'phone-light', room: 'planets', options: PHONE, soak: true },
  { look: 'phone-dark', room: 'eclipses', options: { ...PHONE, colorScheme: 'dark' } },
];

for (const { look, room, options, soak } of LOOKS) {
  scene(`${look}: nothing keeps anybody from using the page`,
    { soak, people: [['Anna', options], 'Bert', 'Cleo'], query: `?room=${room}`, expected: AWAY }, async (anna, bert, cleo, host) => {
      const { page } = anna;
      await check(anna, `${look}-1-welcome`);
      await bert.joins();
      await cleo.joins();
      await anna.joins();
      await check(anna, `${look}-2-nobody-has-spoken`);
      await bert.says('Good evening, Anna. Did you see the comet?');
      await bert.says('It was bright, and rather green.');
      await anna.sees('rather green');
      await anna.says('I did. It will be back in 2061, and until then this page will have reconnected a few times: over '
        + 'WebSocket, over long-polling, whatever gets through.');
      await cleo.says('I slept through it.');
      await anna.sees('slept');
      await anna.opens('people');
      await anna.turnsTo('Bert');
      await anna.says('She always does.');
      await anna.seesItIs('sent', 'She always does.');
      await page.keyboard.press('Escape');
      await bert.goesTo(`${await bert.room()}-tails`);
      await bert.says('Who else likes tails?');
      await cleo.types('Next time I will');
      await anna.seesAt('#typing', 'Cleo is typing');
      await check(anna, `${look}-3-talking`);
      await anna.opens('people');
      await anna.turnsTo('Cleo');
      await check(anna, `${look}-4-in-private`);
      await page.keyboard.press('Escape');
      await page.locator('#connection').click();
      await check(anna, `${look}-5-connection`);
      await page.keyboard.press('Escape');
      if (await anna.opens('rooms')) {
        await check(anna, `${look}-6-rooms`);
        await page.keyboard.press('Escape');
        await anna.opens('people');
        await check(anna, `${look}-7-members`);
        await page.keyboard.press('Escape');
      }
      await anna.context.setOffline(true);
      host.cut();
      await anna.sees('Disconnected. Trying');
      await anna.says('Is anybody still there?');
      await anna.seesItIs('sending', 'Is anybody still there?');
      await check(anna, `${look}-8-offline`);
      await anna.context.setOffline(false);
      await anna.sees('Reconnected.');
      await anna.seesItIs('sent', 'Is anybody still there?');
      await cleo.leaves();
      await bert.goesTo((await bert.room()).replace('-tails', ''));
      await anna.sees('Cleo has left');
      await check(anna, `${look}-9-back`);
    });
}

scene("the server's time, the offset and the lag are shown", { people: ['Anna'] }, async (anna) => {
  await anna.joins();
  await anna.seesAt('#server-time', /^\d\d:\d\d:\d\d$/);
  await anna.page.locator('#connection').click();
  await anna.seesAt('#fact-offset', /^[+\u2212]?\d+ ms$/);
  await anna.seesAt('#fact-lag', /^\d+ ms$/);
  await anna.seesAt('#fact-ack', 'acknowledged');
});

const HOSTILE = '<img src=x onerror=alert(1)>';

scene('names and words of attackers do no harm', { people: [HOSTILE, 'Bert'] }, async (eve, bert) => {
  await bert.joins();
  await eve.joins();
  await bert.seesMembers(HOSTILE, 'Bert');
  await bert.sees(`${HOSTILE} has joined`);
  await eve.says('<script>alert(2)</script>{{7*7}} javascript:alert(3) &lt;b&gt; "\'><svg onload=alert(4)>');
  await bert.sees('<script>alert(2)</script>{{7*7}}');
  await bert.turnsTo(HOSTILE);
  await bert.says(`private ${HOSTILE}`);
  await eve.sees(`private ${HOSTILE}`);
  await eve.types('x');
  await bert.seesAt('#typing', `${HOSTILE} is typing`);
  for (const person of [eve, bert]) {
    assert.equal(await person.page.locator('main img[src=x], main script, #log svg').count(), 0);
  }
  await eve.page.reload();
  await eve.seesMembers(HOSTILE, 'Bert');
  await eve.sees('<script>alert(2)</script>{{7*7}}');
});

scene('a room that is full of nonsense is refused in words', { people: ['Anna'], query: '?room=../../x%00y&' },
  async (anna) => {
    await anna.joins();
    await anna.seesAt('#room-title', '#x-y');
  });

scene('everything can be done with the keyboard', { people: ['Anna', 'Bert'] }, async (anna, bert) => {
  const { page } = anna;
  const press = (key) => page.keyboard.press(key);
  const focus = () => page.evaluate(() => {
    const { id, dataset } = document.activeElement;
    return id || dataset.member || dataset.room || document.activeElement.textContent;
  });
  /** Tabs until something has the focus. */
  const tabTo = async (wanted, key = 'Tab') => {
    const seen = [];
    while (await focus() !== wanted) {
      seen.push(await focus());
      assert.ok(seen.length < 30, `${wanted} cannot be reached: ${seen}`);
      await press(key);
    }
  };
  await bert.joins();
  assert.equal(await focus(), 'name');
  await page.keyboard.type('Anna');
  await press('Enter');
  await anna.isConnected();
  await anna.seesMembers('Anna', 'Bert');
  assert.equal(await focus(), 'message');
  await page.keyboard.type('Typed');
  await press('Enter');
  await bert.sees('Typed');
  assert.equal(await focus(), 'message');

  await tabTo('Bert');
  await press('Enter');
  assert.equal(await focus(), 'message');
  assert.equal(await page.getByLabel('Message to Bert alone').count(), 1);
  await page.keyboard.type('For you');
  await press('Enter');
  await bert.sees('privately to you');
  await press('Escape');
  assert.equal(await page.getByLabel('Message', { exact: true }).count(), 1);

  await tabTo('connection', 'Shift+Tab');
  await press('Enter');
  await tabTo('wanted-transport');
  await page.keyboard.type('Long');
  await press('Escape');
  await anna.seesAt('#transport', 'Long-polling');
  assert.equal(await focus(), 'connection');
  assert.equal(await page.locator('#connection-panel').isVisible(), false);

  await tabTo('room-name');
  await page.keyboard.type('Keys only');
  await press('Enter');
  await anna.seesAt('#room-title', '#keys-only');
  assert.equal(await focus(), 'message');
  await tabTo('leave-room', 'Shift+Tab');
  await press('Space');
  await anna.seesAt('#room-title', '#room-');
  await tabTo('Skip to the message field', 'Shift+Tab');
  await press('Enter');
  assert.equal(await focus(), 'message');
  await tabTo('leave', 'Shift+Tab');
  await press('Enter');
  await bert.sees('Anna has left');
  assert.equal(await focus(), 'name');
});

scene('what is chosen stays chosen: light or dark', { people: ['Anna'] }, async (anna) => {
  const { page } = anna;
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.locator('#connection').click();
  await page.locator('#theme').selectOption('dark');
  const dark = await background();
  assert.notEqual(dark, light);
  await page.reload();
  assert.equal(await background(), dark);
  await page.locator('#connection').click();
  await page.locator('#theme').selectOption('system');
  assert.equal(await background(), light);
});

writingScenes({ scene, check, server: () => halley.url });
frontScenes({ scene, check });

describe('scenes', { concurrency: SCENES_AT_ONCE }, () => {
  describe('after a while', { concurrency: 1 }, afterAWhile); // each part goes on from the one before
  test('in a cluster people at several nodes see each other, and talk', inACluster);
  scenes.forEach(({ name, play }) => test(name, play));
});
