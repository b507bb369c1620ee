/** The package as npm would publish it: installed elsewhere, it can be imported, and its types are found. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { installPacked } from './packed.mjs';
import { Place } from './servers.mjs';

const TYPESCRIPT = join(dirname(fileURLToPath(import.meta.url)), '../node_modules/typescript/bin/tsc');

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

let packed;
let project;
let run;

before(() => {
  packed = installPacked();
  ({ project, run } = packed);
});

after(() => rmSync(project, { recursive: true }));

test('what is published has the licence and the notice beside the modules, and no tests', () => {
  for (const file of ['LICENSE', 'NOTICE', 'README.md', 'package.json', 'halley.js', 'index.d.ts', 'timer-worker.js']) {
    assert.ok(packed.files.includes(file), file);
  }
  assert.deepEqual(packed.files.filter((file) => /test/.test(file)), []);
});

test('installed, it can be imported, part by part, and talks to Halley', async () => {
  writeFileSync(join(project, 'program.js'), PROGRAM);
  const place = await Place.open();
  try {
    assert.equal(run(process.execPath, 'program.js', place.directUrl).trim(), 'true there function');
  } finally {
    await place.close();
  }
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
