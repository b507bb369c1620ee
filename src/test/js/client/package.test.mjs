/** What is published to npm: it is whole, its types say what it is, and it is small. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';

const TESTS = dirname(fileURLToPath(import.meta.url));
const PACKAGE = join(TESTS, '../../../../webapp/halley');
const MAX_LINES = 250;

const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
const modules = readdirSync(PACKAGE).filter((name) => name.endsWith('.js'));

test('the package depends on nothing, has no side effects, and has the version of the server', () => {
  const pom = readFileSync(join(PACKAGE, '../../pom.xml'), 'utf8');
  const [, version] = /<version>([\d.]+)(?:-SNAPSHOT)?<\/version>/.exec(pom);
  assert.equal(manifest.version, version);
  assert.equal(manifest.name, 'halley');
  assert.equal(manifest.sideEffects, false);
  assert.equal(manifest.dependencies, undefined);
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

test('the client is smaller than the whole of CometD\'s; the sizes are reported', (context) => {
  const from = (...names) => names.map((name) => `export * from ${JSON.stringify(join(PACKAGE, name))};`).join('\n');
  const extensions = modules.filter((name) => name.startsWith('extension-'));
  const sizes = {
    'halley: the client': sizesOf(`export { Client } from ${JSON.stringify(join(PACKAGE, 'halley.js'))}`),
    'halley: with all extensions': sizesOf(from('halley.js', ...extensions)),
    'halley: the adapter, with all extensions': sizesOf(from('cometd.js')),
    'cometd: the client': sizesOf('export { CometD } from "cometd"'),
    'cometd: with all extensions': sizesOf('export * from "cometd"'),
  };
  for (const [name, { plain, zipped }] of Object.entries(sizes)) {
    context.diagnostic(`${name}: ${plain} bytes minified, ${zipped} gzipped`);
  }
  const { zipped: budget } = sizes['cometd: with all extensions'];
  assert.ok(sizes['halley: the client'].zipped < budget, JSON.stringify(sizes));
});

/** @param {string} contents of a module */
function minified(contents) {
  const { outputFiles: [{ text }] } = buildSync({
    stdin: { contents, resolveDir: TESTS }, bundle: true, minify: true, format: 'esm', target: 'es2022', write: false,
    logLevel: 'error',
  });
  return text;
}

/** @param {string} contents of a module */
function sizesOf(contents) {
  const text = minified(contents);
  return { plain: Buffer.byteLength(text), zipped: gzipSync(text, { level: 9 }).length };
}
