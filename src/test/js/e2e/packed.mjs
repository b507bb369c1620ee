/** The package as npm would publish it, installed in a project of its own. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE } from './servers.mjs';

/** @returns {{project: string, files: string[], run: (program: string, ...args: string[]) => string}} `run` runs programs there */
export function installPacked() {
  const project = mkdtempSync(join(tmpdir(), 'halley-package-'));
  const run = (program, ...args) => execFileSync(program, args, { cwd: project, encoding: 'utf8', timeout: 120_000 });
  writeFileSync(join(project, 'package.json'), '{"name": "application", "private": true, "type": "module"}');
  const [{ filename, files }] = JSON.parse(run('npm', 'pack', '--json', '--pack-destination', project, PACKAGE));
  run('npm', 'install', '--offline', '--no-audit', '--no-fund', join(project, filename));
  return { project, files: files.map(({ path }) => path), run };
}
