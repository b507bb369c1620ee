/** A person before the chat page, in a browser of their own: does what people do, and sees what they see. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** For what must happen at last, in milliseconds. */
const PATIENCE = 30_000;

const SCREENSHOTS = join(dirname(process.env.TEST_WAR ?? 'target/halley.war'), 'screenshots');
mkdirSync(SCREENSHOTS, { recursive: true });

export class Person {
  /** What the page should not say: errors, and what its content security policy has forbidden. */
  complaints = [];

  /**
   * @param {import('playwright-core').Browser} browser
   * @param {string} name
   * @param {string} address of the page
   * @param {import('playwright-core').BrowserContextOptions} [options]
   */
  static async arrive(browser, name, address, options = {}) {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 760 }, reducedMotion: 'reduce', ...options,
    });
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', ({ violatedDirective }) => console.error(`CSP: ${violatedDirective}`));
    });
    return Person.#sitDown(context, name, address);
  }

  /** @param {import('playwright-core').BrowserContext} context @param {string} name @param {string} address */
  static async #sitDown(context, name, address) {
    const person = new Person();
    person.name = name;
    person.context = context;
    person.page = await context.newPage();
    person.page.setDefaultTimeout(PATIENCE);
    person.page.on('pageerror', (error) => person.complaints.push(String(error.stack)));
    person.page.on('dialog', (dialog) => {
      person.complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    person.page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        person.complaints.push(message.text());
      }
    });
    await person.page.goto(address);
    return person;
  }

  /** The same page once more in the same browser, where the same person sits. */
  opensATab() {
    return Person.#sitDown(this.context, this.name, this.page.url());
  }

  async joins() {
    await this.page.locator('#name').fill(this.name);
    await this.page.locator('#join').click();
    await this.isConnected();
    await this.page.locator('#members .self').waitFor({ state: 'attached' });
  }

  isConnected() {
    return this.#connection(/^connected$/).waitFor();
  }

  isCutOff() {
    return this.#connection(/^(connecting|disconnected|offline)$/).waitFor();
  }

  /** @param {RegExp} state */
  #connection(state) {
    return this.page.locator('#connection-state', { hasText: state });
  }

  transport() {
    return this.page.locator('#transport').textContent();
  }

  async uses(transport) {
    await this.page.locator('#connection').click();
    await this.page.locator('#wanted-transport').selectOption(transport);
    await this.page.keyboard.press('Escape');
  }

  async types(text) {
    await this.page.locator('#message').pressSequentially(text);
  }

  async says(text) {
    await this.page.locator('#message').fill(text);
    await this.page.locator('#message').press('Enter');
  }

  /** Chooses a member of the room, for whom alone the next messages are. */
  async turnsTo(name) {
    await this.page.locator('#members button', { hasText: name }).click();
  }

  /** Opens a list that is hidden where the page is narrow. @returns {Promise<boolean>} whether it was hidden */
  async opens(list) {
    const opener = this.page.locator(`#show-${list}`);
    const isHidden = await opener.isVisible();
    if (isHidden) {
      await opener.click();
    }
    return isHidden;
  }

  async room() {
    return (await this.page.locator('#room-title').textContent()).slice(1);
  }

  /** Goes to a room, and enters it if it is not among those entered already. */
  async goesTo(room) {
    const known = this.page.locator(`[data-room="${room}"]`);
    if (await known.count() > 0) {
      await known.click();
    } else {
      await this.page.locator('#room-name').fill(room);
      await this.page.locator('#enter-room').click();
    }
    await this.page.locator('#room-title', { hasText: new RegExp(`^#${room}$`) }).waitFor();
    await this.page.locator('#members .self').waitFor({ state: 'attached' });
  }

  /** Waits until a line of the log has the text. */
  async sees(text) {
    await this.#line(text).first().waitFor();
  }

  /** Waits until an own message has come so far. @param {'sending' | 'sent' | 'failed' | 'unknown'} state */
  async seesItIs(state, text) {
    await this.#line(text).last().locator(`.state.${state}`).waitFor({ state: 'attached' });
  }

  #line(text) {
    return this.page.locator('#log > *', { hasText: text });
  }

  async lines() {
    return (await this.page.locator('#log > *').allTextContents()).map((line) => line.trim());
  }

  /** The node that serves the page. */
  node() {
    return this.page.locator('#node-name').textContent();
  }

  /** What people have said, in the order in which it is shown. */
  said() {
    return this.page.locator('#log .message .text').allTextContents();
  }

  /** Waits until people have said all of these. @param {string[]} texts */
  async seesAll(texts) {
    await this.page.waitForFunction((wanted) => {
      const shown = new Set([...document.querySelectorAll('#log .message .text')].map(({ textContent }) => textContent));
      return wanted.every((text) => shown.has(text));
    }, texts, { polling: 100 }).catch(async (error) => {
      throw new Error(`${this.name} sees ${await this.said()} instead of ${texts}`, { cause: error });
    });
  }

  /** How often the log has the text. */
  async count(text) {
    return (await this.lines()).filter((line) => line.includes(text)).length;
  }

  /** The same place, with a text to be seen there. */
  async seesAt(selector, text) {
    await this.page.locator(selector, { hasText: text }).waitFor();
  }

  /** Waits until these are the members, in whatever order. */
  async seesMembers(...names) {
    const sorted = [...names].sort();
    await this.page.waitForFunction((wanted) => {
      const shown = [...document.querySelectorAll('#members .who')].map(({ textContent }) => textContent).sort();
      return JSON.stringify(shown) === JSON.stringify(wanted);
    }, sorted).catch(async (error) => {
      const shown = await this.page.locator('#members .who').allTextContents();
      throw new Error(`${this.name} sees ${shown} instead of ${sorted}; ${JSON.stringify(await this.lines())}`, { cause: error });
    });
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

  async goesHome() {
    await this.context.close();
  }
}
