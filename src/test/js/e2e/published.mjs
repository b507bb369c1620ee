/**
 * The package as npm would publish it, installed in a project of its own: it can be imported, its types are found, and bundles of it work
 * in Chromium, with the React hook that docs/javascript.md shows, and so do pages without a bundle.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import * as vite from 'vite';
import { Client } from '../../../../webapp/halley/halley.js';
import { launchChromium } from '../chromium.mjs';
import { Halley } from '../interop/halley.mjs';
import { PageHost } from '../interop/page-host.mjs';
import { PACKAGE } from './servers.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const RECIPE = join(HERE, '../interop/react');
const MODULES = join(HERE, '../node_modules');
const TYPESCRIPT = join(MODULES, 'typescript/bin/tsc');
const BEATS = 3;

const PROGRAM = `
import { Client, State } from '@halley-bayeux/client';
import { AckExtension } from '@halley-bayeux/client/ack';
import { BinaryExtension } from '@halley-bayeux/client/binary';
import { CometD } from '@halley-bayeux/client/cometd';
import { ReloadExtension } from '@halley-bayeux/client/reload';
import { TimestampExtension } from '@halley-bayeux/client/timestamp';
import { TimesyncExtension } from '@halley-bayeux/client/timesync';

const client = new Client({ url: process.argv[2], transports: ['long-polling'] });
[new AckExtension(), new BinaryExtension(), new ReloadExtension(), new TimestampExtension(), new TimesyncExtension()]
  .forEach((extension) => client.extend(extension));
await client.connect();
console.log(client.state === State.CONNECTED, await client.call('echo', 'there'), typeof new CometD().handshake);
await client.disconnect();
`;

const TYPED = `
import { Client, type Message } from '@halley-bayeux/client';
import { AckExtension } from '@halley-bayeux/client/ack';
import { BinaryExtension } from '@halley-bayeux/client/binary';
import { CometD } from '@halley-bayeux/client/cometd';
import { ReloadExtension } from '@halley-bayeux/client/reload';
import { TimestampExtension } from '@halley-bayeux/client/timestamp';
import { TimesyncExtension } from '@halley-bayeux/client/timesync';

interface Channels { '/news': { text: string } }
const client = new Client<Channels>({ url: '/cometd' });
client.extend(new AckExtension());
const reply: Promise<Message> = client.publish('/news', { text: 'hello' });
// @ts-expect-error the text is a string
void client.publish('/news', { text: 1 });
new CometD().configure({ url: '/cometd' });
client.extend(new BinaryExtension());
client.extend(new ReloadExtension({ storage: undefined }));
client.extend(new TimestampExtension());
client.extend(new TimesyncExtension());
void reply;
`;

const BEATING = `
import { Client } from '@halley-bayeux/client';
globalThis.beats = 0;
globalThis.client = new Client({ url: '/cometd', transports: ['websocket'], heartbeat: 50 });
globalThis.client.on('connect', () => { globalThis.beats += 1; });
void globalThis.client.connect();
`;

/** A page in which nobody sees anything, with a count of what workers say to it. */
function hide() {
  Object.defineProperty(document, 'hidden', { get: () => true });
  globalThis.rings = 0;
  globalThis.Worker = class extends Worker {
    constructor(...how) {
      super(...how);
      this.addEventListener('message', () => { globalThis.rings += 1; });
    }
  };
}

const page = (script, type = 'module') => (
  `<!doctype html><link rel="icon" href="data:,"><title>.</title><script type="${type}" src="${script}"></script>`);

const STRICT = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; script-src \'self\'; '
  + 'connect-src \'self\'; worker-src \'self\'">';

let project;
/** The files that were packed. @type {string[]} */
let packed;
let halley;
let host;
let browser;

/** @param {string} program is run in the project @param {...string} args */
const run = (program, ...args) => execFileSync(program, args, { cwd: project, encoding: 'utf8', timeout: 120_000 });

function install() {
  project = mkdtempSync(join(tmpdir(), 'halley-package-'));
  writeFileSync(join(project, 'package.json'), '{"name": "application", "private": true, "type": "module"}');
  const [{ filename, files }] = JSON.parse(run('npm', 'pack', '--json', '--pack-destination', project, PACKAGE));
  packed = files.map(({ path }) => path);
  run('npm', 'install', '--offline', '--no-audit', '--no-fund', join(project, filename));
}

async function bundle() {
  ['react', 'react-dom'].forEach((name) => symlinkSync(join(MODULES, name), join(project, 'node_modules', name)));
  cpSync(RECIPE, join(project, 'react'), { recursive: true });
  mkdirSync(join(project, 'beating'));
  writeFileSync(join(project, 'beating/app.js'), BEATING);
  writeFileSync(join(project, 'beating/index.html'), page('app.js'));
  const common = { entryPoints: [join(project, 'beating/app.js')], bundle: true, minify: true, target: 'es2022', logLevel: 'error' };
  await Promise.all([
    esbuild.build({ ...common, outdir: join(project, 'dist/chunks'), format: 'esm', splitting: true }),
    esbuild.build({ ...common, outdir: join(project, 'dist/one'), format: 'iife', logOverride: { 'empty-import-meta': 'silent' } }),
    vite.build({
      root: project, base: '/dist/vite/', configFile: false, logLevel: 'error',
      define: { 'process.env.NODE_ENV': '"development"' }, // of React: effects run twice
      build: {
        outDir: 'dist/vite', target: 'es2022',
        rolldownOptions: { input: [join(project, 'react/index.html'), join(project, 'beating/index.html')] },
      },
    }),
  ]);
  writeFileSync(join(project, 'dist/chunks/index.html'), page('app.js'));
  writeFileSync(join(project, 'dist/one/index.html'), page('app.js', 'text/javascript'));
  mkdirSync(join(project, 'dist/none'));
  writeFileSync(join(project, 'dist/none/app.js'), BEATING.replace('@halley-bayeux/client', '/halley/halley.js'));
  writeFileSync(join(project, 'dist/none/index.html'), STRICT + page('app.js'));
}

before(async () => {
  install();
  await Promise.all([
    Halley.start({ history: '/rooms/**=100/10m, /orders/*=100/10m' }).then((started) => { halley = started; }),
    launchChromium().then((launched) => { browser = launched; }),
    bundle(),
  ]);
  host = await new PageHost(halley.address, { dist: join(project, 'dist') }).start();
});

after(async () => {
  await browser?.close();
  await host?.stop();
  await halley?.stop();
  rmSync(project, { recursive: true });
});

test('what is published has the licence and the notice beside the modules, and no tests', () => {
  for (const file of ['LICENSE', 'NOTICE', 'README.md', 'package.json', 'halley.js', 'index.d.ts', 'timer-worker.js']) {
    assert.ok(packed.includes(file), file);
  }
  assert.deepEqual(packed.filter((file) => /test/.test(file)), []);
});

test('installed, it can be imported, part by part, and talks to Halley', async () => {
  writeFileSync(join(project, 'program.js'), PROGRAM);
  assert.equal(run(process.execPath, 'program.js', halley.url).trim(), 'true there function');
});

for (const [module, resolution, lib] of [
  ['nodenext', 'nodenext', 'es2022,dom'], ['esnext', 'bundler', 'es2022,dom'], ['nodenext', 'nodenext', 'es2022'],
]) {
  test(`installed, its types are found by ${resolution}, with the libraries ${lib}`, () => {
    writeFileSync(join(project, 'typed.ts'), TYPED);
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', lib, '--types', '',
      '--module', module, '--moduleResolution', resolution];
    assert.equal(run(process.execPath, TYPESCRIPT, ...options, 'typed.ts'), '');
  });
}

/** @param {string} path @param {(tab: any) => Promise<void>} run @param {() => void} [prepare] runs in the page before its scripts */
async function withPage(path, run, prepare = () => {}) {
  const context = await browser.newContext();
  try {
    const tab = await context.newPage();
    const problems = [];
    tab.on('pageerror', (error) => problems.push(String(error.stack)));
    tab.on('console', (message) => problems.push(`${message.type()}: ${message.text()} ${message.location().url}`));
    await tab.addInitScript(prepare);
    await tab.goto(`${host.origin}/${path}`);
    await run(tab);
    assert.deepEqual(problems.filter((problem) => !problem.startsWith('info: ')), []);
  } finally {
    await context.close();
  }
}

for (const [how, path] of Object.entries({
  'esbuild, in chunks': 'dist/chunks/index.html',
  'esbuild, in one script': 'dist/one/index.html',
  'vite': 'dist/vite/beating/index.html',
  'no bundle, no scripts but those of the server': 'dist/none/index.html',
})) {
  test(`${how}: in a hidden page the timers of a worker ring`, { timeout: 60_000 }, async () => {
    await withPage(path, async (tab) => {
      await tab.waitForFunction((beats) => globalThis.rings >= beats, BEATS, { polling: 50 });
      const before = await tab.evaluate(() => {
        globalThis.setTimeout = () => 0; // the page's own ring no more
        return globalThis.beats;
      });
      await tab.waitForFunction((beats) => globalThis.beats >= beats, before + BEATS, { polling: 50 });
    }, hide);
  });
}

test('pages without a bundle subscribe and publish', { timeout: 60_000 }, async () => {
  const other = new Client({ url: halley.url, transports: ['long-polling'] });
  await other.connect({ timeout: 20_000 });
  const keepWhatIsLogged = () => {
    globalThis.logged = [];
    console.log = (what) => globalThis.logged.push(what);
  };
  const logs = (tab, wanted) => tab.waitForFunction((what) => globalThis.logged.some((one) => (one.text ?? one) === what), wanted, { polling: 50 });
  try {
    const heard = host.says(/"channel":"\/meta\/subscribe"[^}]*"subscription":"\/greetings"/);
    await withPage('pages/first.html', async (tab) => {
      await logs(tab, 'hello');
      await heard;
      await other.publish('/greetings', { text: 'Hello, Ann' });
      await logs(tab, 'Hello, Ann');
    }, keepWhatIsLogged);
  } finally {
    await other.disconnect();
  }
});

test('installed, the adapter runs what was written for CometD, and recovers what was published before', async () => {
  const other = new Client({ url: halley.url, transports: ['long-polling'] });
  await other.connect({ timeout: 20_000 });
  await other.publish('/orders/42', 'tea');
  await other.disconnect();
  cpSync(join(HERE, 'adapter-news.mjs'), join(project, 'news.mjs'));
  const inPage = `data:text/javascript,globalThis.location=${encodeURIComponent(JSON.stringify({ href: halley.url }))}`;
  const said = run(process.execPath, '--import', inPage, 'news.mjs').split('\n');
  assert.deepEqual(said.filter((line) => /^(snow|tea|lost)/.test(line)), ['snow', 'tea']);
});

test('a React component hears its channel, each message once, as long as it is there', { timeout: 60_000 }, async () => {
  const other = new Client({ url: halley.url, transports: ['long-polling'] });
  await other.connect({ timeout: 20_000 });
  const gone = (channel) => host.says(new RegExp(`"channel":"/meta/unsubscribe"[^}]*"subscription":"${channel}"`));
  const shows = (tab, status, ...lines) => tab.waitForFunction(([wanted, all]) => (
    document.querySelector('p')?.textContent === wanted
      && [...document.querySelectorAll('li')].map(({ textContent }) => textContent).join() === all
  ), [status, lines.join()], { polling: 50 });
  try {
    await other.publish('/rooms/a', 'before');
    await withPage('dist/vite/react/index.html', async (tab) => {
      await tab.evaluate(() => globalThis.show('/rooms/a'));
      await shows(tab, 'connected, subscribed', 'before');
      await other.publish('/rooms/a', 'one');
      await other.publish('/rooms/a', 'two');
      await shows(tab, 'connected, subscribed', 'before', 'one', 'two');
      await tab.evaluate(() => globalThis.show('/rooms/b'));
      await gone('/rooms/a');
      await other.publish('/rooms/a', 'unheard');
      await other.publish('/rooms/b', 'heard');
      await shows(tab, 'connected, subscribed', 'before', 'one', 'two', 'heard');
      await tab.evaluate(() => globalThis.show(undefined));
      await gone('/rooms/b');
      await tab.evaluate(() => globalThis.show('rooms'));
      await tab.waitForFunction(() => /unsubscribed: "rooms" is not a channel/.test(document.querySelector('p')?.textContent));
    });
  } finally {
    await other.disconnect();
  }
});
