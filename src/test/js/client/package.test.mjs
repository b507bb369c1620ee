/** What is published to npm: it is whole, its types say what it is, and it is small. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const TESTS = dirname(fileURLToPath(import.meta.url));
const PACKAGE = join(TESTS, '../../../../webapp/halley');
const MAX_LINES = 250;

/** Leaves out what the client imports only when it needs it. */
const LATER = [{
  name: 'later',
  setup: ({ onResolve }) => onResolve({ filter: /./ }, ({ kind, path }) => (
    kind === 'dynamic-import' ? { path, external: true } : undefined)),
}];

/** How large the first may be beside the second, gzipped. What is reached; docs/javascript.md says why it is not less. */
const BUDGETS = [
  ['halley, at the start', 'cometd, the client', 1.21],
  ['halley, at the start, with all extensions', 'cometd, with all extensions', 1.17],
  ['halley, everything without extensions', 'cometd, the client', 1.96],
  ['halley, everything', 'cometd, with all extensions', 1.79],
];

const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
const modules = readdirSync(PACKAGE).filter((name) => name.endsWith('.js'));

test('the package depends on nothing, has no side effects, and has the version of the server', () => {
  const pom = readFileSync(join(PACKAGE, '../../pom.xml'), 'utf8');
  const [, version] = /<version>([\d.]+)(?:-SNAPSHOT)?<\/version>/.exec(pom);
  assert.equal(manifest.version, version);
  assert.equal(manifest.name, '@halley-bayeux/client');
  assert.equal(manifest.sideEffects, false);
  assert.equal(manifest.dependencies, undefined);
});

test('the package has its licence, and says where it comes from', () => {
  assert.equal(readFileSync(join(PACKAGE, 'LICENSE'), 'utf8'), readFileSync(join(PACKAGE, '../../LICENSE'), 'utf8'));
  assert.match(readFileSync(join(PACKAGE, 'NOTICE'), 'utf8'), /Apache License, Version 2\.0/);
  assert.equal(manifest.license, 'Apache-2.0');
  assert.equal(manifest.repository.directory, 'webapp/halley');
});

test('everything that is exported is there, and can be imported without a browser', async () => {
  for (const [name, entry] of Object.entries(manifest.exports)) {
    const files = typeof entry === 'string' ? [entry] : Object.values(entry);
    files.forEach((file) => assert.ok(existsSync(join(PACKAGE, file)), `${name}: ${file}`));
    if (typeof entry !== 'string') {
      assert.ok(Object.keys(await import(pathToFileURL(join(PACKAGE, entry.default)).href)).length > 0, name);
    }
  }
});

test(`no module has more than ${MAX_LINES} lines`, () => {
  for (const name of modules) {
    const lines = readFileSync(join(PACKAGE, name), 'utf8').split('\n').length - 1;
    assert.ok(lines <= MAX_LINES, `${name} has ${lines}`);
  }
});

test('the sources have the types that they say, and those of the declarations', { timeout: 300_000 }, () => {
  const compiler = join(TESTS, '../node_modules/typescript/bin/tsc');
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', join(TESTS, 'types')],
    { encoding: 'utf8' });
  assert.equal(status, 0, `${stdout}${stderr}`);
});

test('what a page loads at the start, and all that there is, stay within their budgets beside CometD\'s', async (context) => {
  const from = (...names) => names.map((name) => `export * from ${JSON.stringify(join(PACKAGE, name))};`).join('\n');
  const extensions = modules.filter((name) => name.startsWith('extension-'));
  const client = `export { Client } from ${JSON.stringify(join(PACKAGE, 'halley.js'))}`;
  const polling = `${client};${from('transport-long-polling.js')}`;
  const sizes = {
    'halley, at the start': await sizesOf(client, LATER),
    'halley, at the start, where it polls': await sizesOf(polling, LATER),
    'halley, at the start, with all extensions': await sizesOf(from('halley.js', ...extensions), LATER),
    'halley, everything': await sizesOf(from('halley.js', ...extensions)),
    'halley, everything without extensions': await sizesOf(client),
    'halley, the adapter with all extensions': await sizesOf(from('cometd.js')),
    'cometd, the client': await sizesOf('export { CometD } from "cometd"'),
    'cometd, with all extensions': await sizesOf('export * from "cometd"'),
  };
  for (const [name, { plain, zipped }] of Object.entries(sizes)) {
    context.diagnostic(`${name}: ${plain} bytes minified, ${zipped} gzipped`);
  }
  for (const [ours, theirs, budget] of BUDGETS) {
    const ratio = sizes[ours].zipped / sizes[theirs].zipped;
    context.diagnostic(`${ours} / ${theirs}: ${ratio.toFixed(3)}`);
    assert.ok(ratio <= budget, `${ours}: ${ratio} of what ${theirs} has; at most ${budget} are allowed`);
  }
});

/** @param {string} contents of a module @param {import('esbuild').Plugin[]} [plugins] */
async function sizesOf(contents, plugins = []) {
  const { outputFiles: [{ text }] } = await build({
    stdin: { contents, resolveDir: TESTS }, bundle: true, minify: true, format: 'esm', target: 'es2022', write: false,
    logLevel: 'error', plugins,
  });
  return { plain: Buffer.byteLength(text), zipped: gzipSync(text, { level: 9 }).length };
}
