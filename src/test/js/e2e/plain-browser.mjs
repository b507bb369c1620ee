/**
 * Chromium as people run it, but for its window: playwright tells the browsers that it starts to treat every page as if it
 * were looked at, and never to slow one down.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumPath } from '../chromium.mjs';
import { PageActor, within } from '../interop/actor.mjs';

const LISTENING = /DevTools listening on (ws:\S+)/;

export class PlainBrowser {
  #process;
  #folder;
  #browser;

  static async open() {
    const plain = new PlainBrowser();
    plain.#folder = mkdtempSync(join(tmpdir(), 'halley-chromium-'));
    plain.#process = spawn(chromiumPath(), [
      '--headless', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--remote-debugging-port=0', `--user-data-dir=${plain.#folder}`, 'about:blank',
    ], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    const listening = new Promise((resolve, reject) => {
      plain.#process.once('exit', (code) => reject(new Error(`Chromium ended with ${code}: ${said}`)));
      plain.#process.stderr.setEncoding('utf8').on('data', (text) => {
        said += text;
        const [, address] = LISTENING.exec(said) ?? [];
        if (address) {
          resolve(address);
        }
      });
    });
    const address = await within(listening, () => `Chromium to start; it says: ${said}`);
    plain.#browser = await chromium.connectOverCDP(address, { noDefaults: true });
    return plain;
  }

  /** The first tab, with a client in it. */
  async start(name, address, options) {
    const actor = new PageActor(name);
    [actor.page] = this.#browser.contexts()[0].pages();
    await actor.page.exposeFunction('tell', (event) => actor.happened(JSON.parse(event)));
    await actor.page.goto(address, { waitUntil: 'load' });
    await actor.page.evaluate((given) => {
      globalThis.client = globalThis.actor(given);
    }, options);
    return actor;
  }

  /** Puts another tab before the first. */
  async hideFirstTab() {
    const other = await this.#browser.contexts()[0].newPage();
    await other.bringToFront();
  }

  async close() {
    const ended = new Promise((resolve) => { this.#process.once('exit', resolve); });
    await this.#browser?.close();
    this.#process.kill();
    await ended;
    // Those whom it has started may outlive it for a moment.
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
