/** Checks manifests of Kubernetes against the types and the schemas of its API. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

const HERE = dirname(fileURLToPath(import.meta.url));
const TSC = join(HERE, '../node_modules/typescript/bin/tsc');

/** @returns {object[]} the documents of a text in YAML; throws an Error that names what is no YAML, or twice there */
export function manifestsIn(text) {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) {
      throw new Error(document.errors.join('\n'));
    }
    return document.toJS();
  });
}

/** @returns {Promise<string[]>} what is wrong with the manifests, in words: unknown, missing and ill-typed fields */
export async function faultsIn(manifests) {
  return [...unknownOrMissing(manifests), ...(await Promise.all(manifests.map(invalid))).flat()];
}

/** Schemas let fields pass that they do not know; the compiler does not. */
function unknownOrMissing(manifests) {
  const folder = mkdtempSync(join(HERE, 'manifests-'));
  try {
    const checks = manifests.map((manifest, number) => [
      `import type { I${manifest.kind} as Kind${number} } from '${moduleOf(manifest)}';`,
      `export const manifest${number}: Kind${number} = ${JSON.stringify(manifest, null, 2)};`,
    ].join('\n'));
    const file = join(folder, 'manifests.ts');
    writeFileSync(file, checks.join('\n'));
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--types', '', '--pretty', 'false'];
    const { status, stdout } = spawnSync(process.execPath, [TSC, ...options, file], { encoding: 'utf8' });
    return status === 0 ? [] : stdout.trim().split('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function invalid(manifest) {
  const model = await import(moduleOf(manifest));
  try {
    new model[manifest.kind](manifest).validate();
    return [];
  } catch (error) {
    return [`${manifest.kind} ${manifest.metadata?.name}: ${error.message}`];
  }
}

function moduleOf({ apiVersion, kind }) {
  return `kubernetes-models/${apiVersion}/${kind}`;
}
