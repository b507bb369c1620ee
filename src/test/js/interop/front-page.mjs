/** The front page: what the server says of itself comes to it, and a cut of the connection loses none of it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Pulses } from '../../../../webapp/front/pulses.js';
import { misfits } from './chat-writing.mjs';

const CODE = new URL('../../../../webapp/front/twelve.js', import.meta.url);

/** What the browser itself reports of a line that was torn. */
const TORN = /ERR_(CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_CLOSED|FAILED)/;

const LOOKS = [
  ['desktop-light', {}],
  ['phone-dark', { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, hasTouch: true, colorScheme: 'dark' }],
  ['narrow-light', { viewport: { width: 320, height: 640 }, deviceScaleFactor: 2 }],
];

const count = ({ page }, what) => page.locator(`#${what}`).textContent().then(Number);

const hasAtLeast = ({ page }, number, what) => page.waitForFunction(
  ([id, wanted]) => Number(document.getElementById(id).textContent) >= wanted, [what, number], { polling: 20 },
);

/**
 * @param {object} stage
 * @param {Function} stage.scene
 * @param {(person: any, file: string) => Promise<void>} stage.check
 */
export function frontScenes({ scene, check }) {
  scene('front page: a connection that is cut by the keyboard alone loses no pulse', { people: ['Anna'], path: '/', expected: TORN }, async (anna) => {
    const { page } = anna;
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.reload();
    await anna.isConnected();
    await hasAtLeast(anna, 3, 'pulses');
    assert.match(await page.locator('#lag').textContent(), /^\d+ ms$/);
    assert.ok(await count(anna, 'clients') > 0 && await count(anna, 'readers') > 0);

    for (let presses = 0; await page.evaluate(() => document.activeElement.id) !== 'cut'; presses++) {
      assert.ok(presses < 12, 'the button cannot be reached');
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await anna.isCutOff();
    await anna.seesAt('#notice', 'Your connection is cut for 3 seconds; the server goes on.');
    await anna.seesAt('#notice', /^Connected again: [1-9]\d* pulses were recovered, none is missing\.$/);
    await anna.isConnected();
    assert.ok(await count(anna, 'recovered') >= 5, 'what three seconds bring');
    assert.equal(await count(anna, 'gaps'), 0);
    const shown = await page.locator('#strip span').evaluateAll((all) => all.map(({ className }) => className));
    assert.equal(shown.filter((kind) => kind === 'recovered').length, await count(anna, 'recovered'));

    const code = readFileSync(CODE, 'utf8');
    assert.equal(await page.locator('#code').textContent(), code);
    assert.equal(code.trimEnd().split('\n').length, 12);
    assert.deepEqual(await page.locator('script[type=module]').evaluateAll((all) => all.map(({ src }) => src)), [new URL('/front/twelve.js', page.url()).href]);
    const { origin } = new URL(page.url());
    assert.deepEqual(asked.filter((url) => !url.startsWith(`${origin}/`)), [], 'nothing comes from elsewhere');
    for (const { tag, address } of await page.locator('a[href], meta[property="og:image"]').evaluateAll((all) => all.map((one) => (
      { tag: one.tagName, address: one.getAttribute('href') ?? one.getAttribute('content') })))) {
      assert.doesNotMatch(address, /^(\/|\w+:)/, `${tag}: where the application is deployed is not known`);
      assert.equal((await page.request.get(new URL(address, page.url()).href)).status(), 200, address);
    }
  });

  for (const [look, options] of LOOKS) {
    scene(`front page, ${look}: nothing keeps anybody from using it`, { people: [['Anna', options]], path: '/' }, async (anna) => {
      await anna.isConnected();
      await hasAtLeast(anna, 3, 'pulses');
      await check(anna, `front-${look}`);
      assert.deepEqual(await misfits(anna.page), []);
    });
  }

  test('front page: a pulse that does not come is a gap', () => {
    const pulses = new Pulses();
    const take = (run, pulse, offset) => pulses.take({ run, pulse }, offset === undefined ? undefined : { offset });
    assert.deepEqual(take('a', 7, 1), { kind: 'live', missing: 0 });
    assert.deepEqual(take('a', 10, 4), { kind: 'live', missing: 2 });
    assert.deepEqual(take('b', 3), { kind: 'live', missing: 0 });
    pulses.recovering({ offset: 4 }, 2);
    assert.deepEqual([take('a', 11, 5), take('a', 12, 6), take('a', 13, 7)].map(({ kind }) => kind), ['recovered', 'recovered', 'live']);
    assert.deepEqual([pulses.received, pulses.recovered, pulses.gaps], [6, 2, 2]);
  });
}
