/** An application of CometD's client moves to ours by a change of its import, and is told the same. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { PACKAGE, Place, standsHaste, TITLE } from './servers.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const PROGRAM = readFileSync(join(HERE, 'adapter-program.mjs'), 'utf8');
/** What gives Node what a browser has, for either client. */
const SURROUNDINGS = "import { createRequire } from 'node:module';\n"
  + "createRequire(import.meta.url)('cometd-nodejs-client').adapt();\n"
  + "globalThis.WebSocket ??= (await import('ws')).WebSocket;\n";

let place;
let folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'halley-adapter-'));
  symlinkSync(join(HERE, '../node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'surroundings.mjs'), SURROUNDINGS);
  place = await Place.open();
});

after(async () => {
  await place?.close();
  rmSync(folder, { recursive: true });
});

/** @param {string} library what to import @param {string} transport @returns {Promise<string[]>} what it has written */
async function run(library, transport) {
  const changed = PROGRAM.replace("from 'cometd'", `from '${library}'`);
  assert.equal(changed.includes(`from '${library}'`), true);
  const file = join(folder, 'program.mjs');
  writeFileSync(file, changed);
  const { stdout } = await promisify(execFile)(process.execPath,
    ['--import', pathToFileURL(join(folder, 'surroundings.mjs')).href, file, place.url, transport],
    { timeout: 120_000, encoding: 'utf8' });
  return stdout.trim().split('\n').sort(); // the order among replies is another test's
}

for (const transport of ['websocket', 'long-polling'].filter(standsHaste)) {
  test(`${TITLE}, ${transport}: with another import, and nothing else, it runs and says the same`, async () => {
    const theirs = await run('cometd', transport);
    const ours = await run(pathToFileURL(join(PACKAGE, 'cometd.js')).href, transport);
    assert.deepEqual(ours, theirs);
    assert.ok(ours.some((line) => line.startsWith('gone {"successful":true')), ours.join('\n'));
    assert.ok(ours.some((line) => /^heard .*"last"\]/.test(line)), ours.join('\n'));
  });
}
