// A stranger's project: an empty folder into which the packed tarball is installed.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './pages.mjs';

export const run = promisify(execFile);

/** The tarball that `cargo xtask package` has made. */
export async function tarball() {
  const folder = join(ROOT, 'target/package');
  const found = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  assert.equal(found.length, 1, `${found}`);
  return join(folder, found[0]);
}

/** Installs the tarball, and asks no registry for anything. @param {string} folder */
export async function install(folder) {
  const words = [
    'install',
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--offline',
  ];
  await run('npm', [...words, await tarball()], { cwd: folder });
}

/**
 * A project, and what removes it.
 * @param {{[name: string]: string}} [peers]  what it has besides: by name, the package among ours
 */
export async function project(peers = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'nibnet-project-'));
  await writeFile(
    join(folder, 'package.json'),
    '{"name": "a-page", "private": true, "type": "module"}',
  );
  await install(folder);
  for (const [name, ours] of Object.entries(peers)) {
    const link = join(folder, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(ROOT, 'node_modules', ours), link);
  }
  await mkdir(join(folder, 'public'));
  // browsers ask for one on their own account
  await writeFile(join(folder, 'public/favicon.ico'), '');
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * Fails with what TypeScript complains about, if it does.
 * @param {string} folder @param {string} file @param {string[]} [more]
 */
export async function typechecks(folder, file, more = []) {
  const words = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2024,dom,dom.iterable'];
  words.push('--module', 'esnext', '--moduleResolution', 'bundler', '--types', '', ...more);
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [tsc, ...words, file], { cwd: folder }).catch(({ stdout }) =>
    assert.fail(stdout),
  );
}
