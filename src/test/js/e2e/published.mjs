/** The package as npm would publish it: installed elsewhere, it can be imported, and its types are found. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PACKAGE, Place } from './servers.mjs';

const TYPESCRIPT = join(dirname(fileURLToPath(import.meta.url)), '../node_modules/typescript/bin/tsc');

const PROGRAM = `
import { Client, State } from 'halley';
import { AckExtension } from 'halley/ack';
import { BinaryExtension } from 'halley/binary';
import { CometD } from 'halley/cometd';
import { ReloadExtension } from 'halley/reload';
import { TimestampExtension } from 'halley/timestamp';
import { TimesyncExtension } from 'halley/timesync';

const client = new Client({ url: process.argv[2], transports: ['long-polling'] });
[new AckExtension(), new BinaryExtension(), new ReloadExtension(), new TimestampExtension(), new TimesyncExtension()]
  .forEach((extension) => client.extend(extension));
await client.connect();
console.log(client.state === State.CONNECTED, await client.call('echo', 'there'), typeof new CometD().handshake);
await client.disconnect();
`;

const TYPED = `
import { Client, type Message } from 'halley';
import { AckExtension } from 'halley/ack';
import { CometD } from 'halley/cometd';

interface Channels { '/news': { text: string } }
const client = new Client<Channels>({ url: '/cometd' });
client.extend(new AckExtension());
const reply: Promise<Message> = client.publish('/news', { text: 'hello' });
// @ts-expect-error the text is a string
void client.publish('/news', { text: 1 });
new CometD().configure({ url: '/cometd' });
void reply;
`;

let project;

/** @param {string} program @param {...string} args */
const run = (program, ...args) => execFileSync(program, args, { cwd: project, encoding: 'utf8', timeout: 120_000 });

before(() => {
  project = mkdtempSync(join(tmpdir(), 'halley-package-'));
  writeFileSync(join(project, 'package.json'), '{"name": "application", "private": true, "type": "module"}');
  const [{ filename }] = JSON.parse(run('npm', 'pack', '--json', '--pack-destination', project, PACKAGE));
  run('npm', 'install', '--offline', '--no-audit', '--no-fund', join(project, filename));
});

after(() => rmSync(project, { recursive: true }));

test('installed, it can be imported, part by part, and talks to Halley', async () => {
  writeFileSync(join(project, 'program.js'), PROGRAM);
  const place = await Place.open();
  try {
    assert.equal(run(process.execPath, 'program.js', place.directUrl).trim(), 'true there function');
  } finally {
    await place.close();
  }
});

for (const [module, resolution] of [['nodenext', 'nodenext'], ['esnext', 'bundler']]) {
  test(`installed, its types are found by ${resolution}`, () => {
    writeFileSync(join(project, 'typed.ts'), TYPED);
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom', '--types', '',
      '--module', module, '--moduleResolution', resolution];
    assert.equal(run(process.execPath, TYPESCRIPT, ...options, 'typed.ts'), '');
  });
}
