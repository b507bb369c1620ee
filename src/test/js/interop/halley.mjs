/** Runs the WAR that the build made, as people run it. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { within } from './actor.mjs';
import { freePorts } from './free-ports.mjs';
import { spawnJava } from './java.mjs';

/** What JGroups says of a node that leaves if it closes the connection while the other one closes it. */
const CLOSED_LINK = /^.*\.LinkTcp: .* failed handling message\njava\.io\.IOException: Stream closed\n(\tat .*\n)+/gm;
/** What it says of a node that has taken more than ten seconds to answer, as it may on a busy machine. */
const LAGGING = /^.*WARNING dev\.halley: Subscribed clients before all nodes have confirmed it\..*\n/gm;
const READY = 'Halley is ready: ';

export class Halley {
  #process;
  #errors = '';
  address;

  /**
   * @param {Record<string, string | number>} settings of Halley, by name
   * @param {number} [port] a free one, if it is not given
   */
  static async start(settings = {}, port = undefined) {
    const { TEST_WAR: war } = process.env;
    if (!war || !existsSync(war)) {
      throw new Error(`TEST_WAR must name the WAR to run, but is ${war}; "mvn -DskipTests package" makes one.`);
    }
    const halley = new Halley();
    const defines = Object.entries(settings).map(([name, value]) => `-Dhalley.${name}=${value}`);
    halley.#process = spawnJava([...defines, '-jar', war, '--port', String(port ?? (await freePorts(1))[0])], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // At the end of a test nobody waits until its clients have gone; settings can say otherwise.
      env: { ...process.env, HALLEY_DRAIN_TIME: '0' },
    });
    halley.#process.stderr.setEncoding('utf8').on('data', (text) => { halley.#errors += text; });
    try {
      halley.address = await within(halley.#ready(), () => `Halley to start; it says: ${halley.#errors}`, 120_000);
    } catch (error) {
      halley.#process.kill('SIGKILL');
      throw error;
    }
    return halley;
  }

  #ready() {
    return new Promise((resolve, reject) => {
      this.#process.once('error', reject);
      this.#process.once('exit', (code) => reject(new Error(`Halley ended with ${code}: ${this.#errors}`)));
      createInterface({ input: this.#process.stdout }).on('line', (line) => {
        if (line.startsWith(READY)) {
          const address = new URL(line.slice(READY.length));
          address.hostname = '127.0.0.1';
          resolve(address.href);
        }
      });
    });
  }

  get url() {
    return new URL('cometd', this.address).href;
  }

  get port() {
    return Number(new URL(this.address).port);
  }

  /** Ends it as a crash does, and waits for its end. */
  async kill() {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = new Promise((resolve) => { this.#process.once('exit', resolve); });
      this.#process.kill('SIGKILL');
      await within(ended, () => 'Halley to be gone', 60_000);
    }
  }

  /** Stops it as an administrator does, and waits for its end. Nothing may have gone wrong in it. */
  async stop() {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = new Promise((resolve) => { this.#process.once('exit', resolve); });
      this.#process.kill('SIGTERM');
      await within(ended, () => `Halley to stop; it says: ${this.#errors}`, 60_000);
      assert.doesNotMatch(this.#errors.replace(CLOSED_LINK, '').replace(LAGGING, ''), /WARNING|SEVERE|Exception/);
    }
  }
}
