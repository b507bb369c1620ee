/**
 * The servers that our client is tried against: Halley as it is delivered; CometD 9's on embedded Jetty; and one of ours that knows no
 * history, as older ones.
 */
import assert from 'node:assert/strict';
import { createInterface } from 'node:readline';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { within } from '../interop/actor.mjs';
import { freePorts } from '../interop/free-ports.mjs';
import { Halley } from '../interop/halley.mjs';
import { spawnJava } from '../interop/java.mjs';
import { PageHost } from '../interop/page-host.mjs';
import { CuttingProxy } from './cutting-proxy.mjs';

export const PACKAGE = join(dirname(fileURLToPath(import.meta.url)), '../../../../webapp/halley');

const READY = / is ready: (.*)/;

const COMETD_TRANSPORTS = [
  'org.cometd.server.websocket.jetty.JettyWebSocketTransport',
  'org.cometd.server.http.JSONHttpTransport',
  'org.cometd.server.http.JSONPHttpTransport',
].join(',');

/** A server that is run from the classes of the tests. */
class FromClasses {
  #process;
  #errors = '';
  url;

  /** @param {string} main the class */
  static async run(main, settings, port) {
    const { TEST_CLASS_PATH: classPath } = process.env;
    assert.ok(classPath, 'TEST_CLASS_PATH must have the classes of the tests and what they need.');
    const server = new FromClasses();
    const given = Object.entries({ ...settings, port }).flat().map(String);
    server.#process = spawnJava(['-cp', classPath, main, ...given]);
    server.#process.stderr.setEncoding('utf8').on('data', (text) => { server.#errors += text; });
    const ready = new Promise((resolve, reject) => {
      server.#process.once('error', reject);
      server.#process.once('exit', (code) => reject(new Error(`${main} ended with ${code}: ${server.#errors}`)));
      createInterface({ input: server.#process.stdout })
        .on('line', (line) => READY.test(line) && resolve(READY.exec(line)[1]));
    });
    server.url = await within(ready, () => `${main} to start; it says: ${server.#errors}`, 120_000);
    return server;
  }

  get address() {
    return new URL('/', this.url).href;
  }

  get port() {
    return Number(new URL(this.url).port);
  }

  async stop() {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = new Promise((resolve) => { this.#process.once('exit', resolve); });
      this.#process.stdin.end();
      await within(ended, () => `the server to stop; it says: ${this.#errors}`, 60_000);
    }
  }
}

const STARTS = {
  halley: (settings, port) => Halley.start(settings, port),
  cometd: (settings, port) => (
    FromClasses.run('dev.halley.interop.CometdServer', { transports: COMETD_TRANSPORTS, ...settings }, port)),
  older: (settings, port) => FromClasses.run('dev.halley.interop.OlderHalley', settings, port),
};
const TITLES = { halley: 'Halley', cometd: 'CometD 9', older: 'Older Halley' };

/** Which of them this program is for. */
export const KIND = process.env.TEST_SERVER ?? 'halley';
export const TITLE = TITLES[KIND];

/** Whether a session may go on over another transport. CometD's server refuses that, and a new one takes its place. */
export const isTransportFree = KIND !== 'cometd';

/** What is the best that gets through where no WebSocket does. */
export const FALLBACK = KIND === 'halley' ? 'streaming' : 'long-polling';

/** CometD's server refuses arrays in arrays that come by HTTP, whoever sends them. */
export const canReadArraysInArrays = (transport) => KIND !== 'cometd' || transport === 'websocket';

/** CometD's server now and then closes a WebSocket over which something comes while it is busy with what came before. */
export const standsHaste = (transport) => KIND !== 'cometd' || transport !== 'websocket';

/** A server, a web server before it that has pages with our client, and a line to both that can be cut. */
export class Place {
  #server;
  #settings;
  #host;
  /** @type {CuttingProxy} */
  line;

  /** @param {Record<string, string | number>} [settings] of the server */
  static async open(settings = {}) {
    const place = new Place();
    place.#settings = settings;
    place.#server = await STARTS[KIND](settings, (await freePorts(1))[0]);
    // The WAR brings the client; the others do not have it.
    place.#host = await new PageHost(place.#server.address, KIND === 'halley' ? {} : { halley: PACKAGE }).start();
    place.line = await new CuttingProxy(place.#host.origin).start();
    return place;
  }

  /** The endpoint, without anything before it. */
  get directUrl() {
    return this.#server.url;
  }

  /** The endpoint at the end of the line. */
  get url() {
    return `${this.line.origin}/cometd`;
  }

  /** A page with our client, at the end of the line. */
  get page() {
    return `${this.line.origin}/pages/halley.html`;
  }

  async stopServer() {
    await this.#server.stop();
  }

  /** On the same port. */
  async startServer() {
    this.#server = await STARTS[KIND](this.#settings, this.#server.port);
  }

  async close() {
    await this.line?.stop();
    await this.#host?.stop();
    await this.#server?.stop();
  }
}
