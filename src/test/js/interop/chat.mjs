/** The chat page in two browsers that do not know of each other. Leaves screenshots in target/screenshots. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { launchChromium } from '../chromium.mjs';
import { Halley } from './halley.mjs';
import { PageHost } from './page-host.mjs';

/** For what must happen at last, in milliseconds. */
const PATIENCE = 60_000;

/** What the browser itself reports when nobody is there, or somebody who is going or coming. */
const AWAY = new RegExp([
  'ERR_CONNECTION_REFUSED', 'ERR_EMPTY_RESPONSE', 'ERR_CONNECTION_RESET', 'WebSocket connection to .* failed',
  'the server responded with a status of (404|503)',
].join('|'));

const SCREENSHOTS = join(dirname(process.env.TEST_WAR ?? 'target/halley.war'), 'screenshots');

let browser;
let halley;
let host;

before(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  [browser, halley] = await Promise.all([launchChromium(), Halley.start()]);
  host = await new PageHost(halley.address).start();
});

after(async () => {
  await Promise.all([browser?.close(), host?.stop(), halley?.stop()]);
});

/** One person before the chat page. */
class Person {
  /** What the page should not say: errors, and what its content security policy has forbidden. */
  complaints = [];

  /** @param {string} name @param {string} address */
  static async arrive(name, address, options = {}) {
    const person = new Person();
    person.name = name;
    person.context = await browser.newContext({ viewport: { width: 900, height: 640 }, ...options });
    person.page = await person.context.newPage();
    person.page.setDefaultTimeout(PATIENCE);
    person.page.on('pageerror', (error) => person.complaints.push(String(error.stack)));
    person.page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        person.complaints.push(message.text());
      }
    });
    await person.page.goto(address);
    return person;
  }

  async join() {
    await this.page.locator('#name').fill(this.name);
    await this.page.locator('#join').click();
    await this.isConnected();
  }

  isConnected() {
    return this.page.locator('#connection-state', { hasText: /^connected$/ }).waitFor();
  }

  isCutOff() {
    return this.page.locator('#connection-state', { hasText: /^(connecting|disconnected)$/ }).waitFor();
  }

  transport() {
    return this.page.locator('#transport').textContent();
  }

  async says(text) {
    await this.page.locator('#message').fill(text);
    await this.page.locator('#message').press('Enter');
  }

  /** Waits until a line of the log has the text. */
  async sees(text) {
    await this.page.locator('#log > *', { hasText: text }).first().waitFor();
  }

  async lines() {
    return (await this.page.locator('#log > *').allTextContents()).map((line) => line.trim());
  }

  /** Waits until these are the members, in whatever order. */
  async seesMembers(...names) {
    const sorted = [...names].sort();
    await this.page.waitForFunction((wanted) => {
      const shown = [...document.querySelectorAll('#members .who')].map(({ textContent }) => textContent).sort();
      return JSON.stringify(shown) === JSON.stringify(wanted);
    }, sorted);
  }

  async leaves() {
    await this.page.locator('#leave').click();
    await this.page.locator('#join').waitFor({ state: 'visible' });
  }

  photograph(file) {
    return this.page.screenshot({ path: join(SCREENSHOTS, `${file}.png`) });
  }

  /** @param {RegExp} [expected] what the browser itself may report, such as a connection that was refused */
  hasNothingToComplainOf(expected = /^$/) {
    assert.deepEqual(this.complaints.filter((complaint) => !expected.test(complaint)), []);
  }

  async goHome() {
    await this.context.close();
  }
}

/** Two people talk. @param {() => string} address @param {RegExp} [expected] */
function conversation(name, address, transport, file, expected) {
  test(`${name}: two people join, talk, see each other, and leave`, async () => {
    const [anna, bert] = await Promise.all([Person.arrive('Anna', address()), Person.arrive('Bert', address())]);
    try {
      await anna.photograph(`${file}-1-before`);
      await anna.join();
      await bert.join();
      assert.deepEqual([await anna.transport(), await bert.transport()], [transport, transport]);
      await Promise.all([anna.seesMembers('Anna', 'Bert'), bert.seesMembers('Anna', 'Bert')]);
      await anna.sees('Bert has joined');

      await anna.says('Guten Tag, Bert! 世界 🚀');
      await bert.sees('Guten Tag, Bert! 世界 🚀');
      await bert.says('<b>Hello</b> & welcome, Anna');
      await anna.sees('<b>Hello</b> & welcome, Anna');
      assert.equal(await anna.page.locator('#log b').count(), 0, 'markup of others must stay text');
      await bert.says('and again');
      await anna.sees('and again');
      await Promise.all([anna.photograph(`${file}-2-anna`), bert.photograph(`${file}-2-bert`)]);

      await bert.leaves();
      await anna.sees('Bert has left');
      await anna.seesMembers('Anna');
      await bert.photograph(`${file}-3-bert-left`);

      // Who closes the page has left, too.
      await bert.join();
      await anna.seesMembers('Anna', 'Bert');
      await bert.goHome();
      await anna.seesMembers('Anna');
      anna.hasNothingToComplainOf(expected);
      bert.hasNothingToComplainOf(expected);
    } finally {
      await Promise.all([anna.goHome(), bert.goHome()]);
    }
  });
}

conversation('over WebSocket', () => `${halley.address}chat/`, 'websocket', 'websocket');
conversation('over long-polling', () => `${halley.address}chat/?transport=long-polling`, 'long-polling', 'long-polling');
conversation('where no WebSocket gets through', () => {
  host.upgradable = false;
  return `${host.origin}/chat/`;
}, 'long-polling', 'refused', /WebSocket connection to .* failed/);

for (const transport of ['websocket', 'long-polling']) {
  test(`over ${transport}: when the server has been away, both are back by themselves`, async () => {
    const address = `${halley.address}chat/?transport=${transport}`;
    const [anna, bert] = await Promise.all([
      Person.arrive('Anna', address), Person.arrive('Bert', address, { colorScheme: 'dark' }),
    ]);
    try {
      await anna.join();
      await bert.join();
      await anna.seesMembers('Anna', 'Bert');
      await anna.says('before');
      await bert.sees('before');

      const { port } = halley;
      await halley.stop();
      await Promise.all([anna.isCutOff(), bert.isCutOff()]);
      await anna.photograph(`restart-${transport}-1-away`);
      halley = await Halley.start({}, port);

      await Promise.all([anna.isConnected(), bert.isConnected()]);
      await Promise.all([anna.sees('Re-initialised'), bert.sees('Re-initialised')]);
      await Promise.all([anna.seesMembers('Anna', 'Bert'), bert.seesMembers('Anna', 'Bert')]);
      await anna.says('Are you there?');
      await bert.sees('Are you there?');
      await bert.says('I am back.');
      await anna.sees('I am back.');
      assert.equal((await anna.lines()).filter((line) => line.includes('I am back.')).length, 1);
      await Promise.all([anna, bert].map((one) => one.photograph(`restart-${transport}-2-${one.name}`)));
      anna.hasNothingToComplainOf(AWAY);
      bert.hasNothingToComplainOf(AWAY);
    } finally {
      await Promise.all([anna.goHome(), bert.goHome()]);
    }
  });
}
