/** The page on which tokens of a simulated model stream to many readers. Leaves screenshots in target/screenshots. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { launchChromium } from '../chromium.mjs';
import { Client } from '../../../../webapp/halley/halley.js';
import { Person } from './chat-person.mjs';
import { Halley } from './halley.mjs';
import { PageHost } from './page-host.mjs';

/** What the browser itself reports of a line that was torn. */
const TORN = /ERR_(CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_CLOSED|FAILED)/;

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser;
let halley;
/** Hears all that is said, over a line that nobody cuts. */
let witness;
const said = [];

before(async () => {
  [browser, halley] = await Promise.all([launchChromium(), Halley.start()]);
  witness = new Client({ url: halley.url, transports: ['streaming'] });
  await witness.connect();
  await witness.subscribe('/tokens', ({ data }) => said.push(data));
});

after(async () => {
  await witness?.disconnect();
  await Promise.all([browser?.close(), halley?.stop()]);
});

/**
 * Readers, each with a line of their own, read; in the end they have nothing to complain of.
 *
 * @param {[string, object?][]} readers names and options of their browsers
 * @param {(...readers: {person: Person, page: import('playwright-core').Page, host: PageHost}[]) => Promise<void>} run
 */
async function reading(readers, run) {
  const present = [];
  const come = async (name, options = {}) => {
    const host = await new PageHost(halley.address).start();
    const person = await Person.arrive(browser, name, `${host.origin}/tokens/`, options);
    const reader = { person, page: person.page, host };
    present.push(reader);
    await person.isConnected();
    return reader;
  };
  try {
    await run(...await Promise.all(readers.map(([name, options]) => come(name, options))), come);
    present.forEach(({ person }) => person.hasNothingToComplainOf(TORN));
  } finally {
    await Promise.all(present.map(({ person }) => person.goesHome()));
    await Promise.all(present.map(({ host }) => host.stop()));
  }
}

async function asks({ page }, question) {
  await page.locator('#question').fill(question);
  await page.locator('#question').press('Enter');
}

const count = ({ page }, what) => page.locator(`#${what}`).textContent().then(Number);

const hasAtLeast = ({ page }, number, what = 'tokens') => page.waitForFunction(
  ([id, wanted]) => Number(document.getElementById(id).textContent) >= wanted, [what, number], { polling: 20 },
);

/** Waits until the answer to the question is over. @returns {Promise<string>} what the reader sees of it */
async function readsAll({ page }, question) {
  const answer = page.locator('.answer:not(.running)', { has: page.getByRole('heading', { name: question, exact: true }) });
  await answer.waitFor();
  return answer.locator('.said').textContent();
}

/** What the witness has heard as the answer. @param {string} question */
function answerTo(question) {
  const { answer } = said.find((data) => data.question === question);
  const tokens = said.filter((data) => data.answer === answer && data.at !== undefined);
  assert.deepEqual(tokens.map(({ at }) => at), tokens.map((_, at) => at));
  assert.equal(tokens.at(-1).last, true);
  return { text: tokens.map(({ token }) => token).join(''), length: tokens.length };
}

test('each reader reads exactly the tokens in their order over a stream, whatever happens to the lines', async () => {
  await reading([['Anna'], ['Bert'], ['Cleo']], async (anna, bert, cleo, come) => {
    const question = `${'Why? '.repeat(58)}Why?`; // its answer takes some seven seconds
    await asks(anna, question);
    await hasAtLeast(bert, 10);
    const release = bert.host.hold();
    bert.host.tear();
    await hasAtLeast(anna, await count(anna, 'tokens') + 15);
    release();
    await hasAtLeast(bert, 1, 'recovered');
    await anna.page.getByRole('button', { name: 'Cut my connection' }).click();
    await anna.person.isCutOff();
    await hasAtLeast(cleo, 80);
    const late = await come('Dora');
    await anna.page.locator('#notice', { hasText: /^Connected again: \d+ tokens were recovered, none is missing\.$/ }).waitFor();

    const everybody = [anna, bert, cleo, late];
    const read = await Promise.all(everybody.map((reader) => readsAll(reader, question)));
    const { text, length } = answerTo(question);
    assert.deepEqual(read, [text, text, text, text]);
    await Promise.all(everybody.map((reader) => hasAtLeast(reader, length)));
    assert.deepEqual(await Promise.all(everybody.map((reader) => count(reader, 'tokens'))), [length, length, length, length]);
    assert.deepEqual(await Promise.all(everybody.map((reader) => count(reader, 'missing'))), [0, 0, 0, 0]);
    assert.deepEqual(await Promise.all(everybody.map(({ person }) => person.transport())), Array(4).fill('Streaming'));
    const recovered = await Promise.all(everybody.map((reader) => count(reader, 'recovered')));
    assert.ok(recovered[0] > 0 && recovered[1] > 0, `Anna and Bert have recovered ${recovered}`);
    assert.deepEqual(recovered.slice(2), [0, 0], 'of those whose line was whole');
    const shown = await anna.page.locator('.said .recovered').allTextContents();
    assert.ok(shown.length > 0 && shown.every((part) => text.includes(part)), `what was recovered stands out: ${shown}`);
    await anna.page.locator('#announcer', { hasText: text }).waitFor({ state: 'attached' });
    everybody.forEach(({ host }) => {
      assert.equal(host.traffic.upgrades, 0);
      assert.ok(Buffer.concat(host.said).includes(': open\n\n'), 'a stream has been opened');
    });
  });
});

test('a question that is refused is told in words, and stays to be asked again', async () => {
  await reading([['Anna']], async (anna) => {
    await asks(anna, 'Is ice wet?');
    await hasAtLeast(anna, 1);
    await anna.page.locator('.answer', { hasText: 'Is ice wet?' }).waitFor();
    await asks(anna, 'And dust?');
    await anna.page.getByRole('alert').filter({ hasText: 'Your last question is still being answered; 1 at a time is allowed.' }).waitFor();
    assert.equal(await anna.page.locator('#question').inputValue(), 'And dust?');
    await readsAll(anna, 'Is ice wet?');
    await asks(anna, 'x'.repeat(301));
    await anna.page.locator('#question').evaluate((field) => { field.removeAttribute('maxlength'); });
    await readsAll(anna, 'x'.repeat(300));
    await asks(anna, 'x'.repeat(301));
    await anna.page.getByRole('alert').filter({ hasText: 'The question has 301 characters; at most 300 are allowed.' }).waitFor();
  });
});

test('a second tab of one browser reads the same, and says why it comes in steps', async () => {
  await reading([['Anna']], async (anna) => {
    const person = await anna.person.opensATab();
    const tab = { page: person.page };
    await asks(anna, 'How many tabs?');
    await tab.page.locator('#shared', { hasText: 'asks every two seconds' }).waitFor();
    assert.equal(await readsAll(tab, 'How many tabs?'), await readsAll(anna, 'How many tabs?'));
    assert.equal(await count(tab, 'missing'), 0);
  });
});

for (const [look, options] of [
  ['desktop-light', {}],
  ['desktop-dark', { colorScheme: 'dark' }],
  ['narrow-light', { viewport: { width: 320, height: 640 } }],
  ['narrow-dark', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }],
]) {
  test(`${look}: nothing keeps anybody from using the page`, async () => {
    await reading([['Anna', options]], async (anna) => {
      const { page, person } = anna;
      await asks(anna, `What does it look like: ${look}?`);
      await page.locator('.answer.running', { hasText: look }).waitFor();
      const before = await count(anna, 'tokens');
      await hasAtLeast(anna, before + 20);
      await page.getByRole('button', { name: 'Cut my connection' }).click();
      await person.isCutOff();
      await check(person, `tokens-${look}-1-cut`);
      await hasAtLeast(anna, 1, 'recovered');
      await check(person, `tokens-${look}-2-recovered`);
      await page.locator('#connection').click();
      await check(person, `tokens-${look}-3-connection`);
      await page.keyboard.press('Escape');
      await readsAll(anna, `What does it look like: ${look}?`);
    });
  });
}

/** Takes a picture, and looks for what is not accessible, or does not fit. @param {Person} person @param {string} file */
async function check(person, file) {
  await person.photograph(file);
  await person.page.evaluate(AXE);
  const { passes, violations } = await person.page.evaluate(() => globalThis.axe.run());
  assert.ok(passes.length > 10, 'hardly anything was looked at');
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`), [], file);
  const { width, scrollWidth } = await person.page.evaluate(() => {
    const { clientWidth, scrollWidth: all } = document.documentElement;
    const rights = [...document.querySelectorAll('body *')].map((one) => one.getBoundingClientRect().right);
    return { width: clientWidth, scrollWidth: Math.max(all, ...rights) };
  });
  assert.ok(scrollWidth <= width + 1, `${file}: the page is ${scrollWidth} pixels wide where ${width} are seen`);
}
