// A program of the distribution: on PATH, unpacked earlier (by the tests, perhaps), or downloaded and unpacked under
// node_modules/.cache. Nothing is installed for the system.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const CACHE = join(import.meta.dirname, '../../node_modules/.cache');

/** @returns where a program on PATH is */
export const onPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

/** @returns `{command, env}`; throws with the reason if it cannot be had */
export async function debianProgram(name, packages) {
  const command = onPath(name);
  if (command !== undefined) return { command, env: process.env };
  const place = join(CACHE, `worker-registration-${name}`, 'unpacked');
  if (!existsSync(join(place, 'usr/bin', name))) await unpack(name, packages, place);
  const libraries = ['lib', 'usr/lib']
    .map((folder) => join(place, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((each) => join(folder, each)));
  const env = { ...process.env, LD_LIBRARY_PATH: libraries.join(delimiter) };
  return { command: join(place, 'usr/bin', name), env };
}

async function unpack(name, packages, place) {
  const work = `${place}-${process.pid}`;
  const archives = join(work, 'apt/archives');
  await mkdir(join(archives, 'partial'), { recursive: true });
  const options = [
    `Dir::Cache=${join(work, 'apt')}`,
    'Debug::NoLocking=true',
    'APT::Sandbox::User=root',
  ].flatMap((each) => ['-o', each]);
  const install = ['install', '--download-only', '--reinstall', '--no-install-recommends', ...packages];
  try {
    await run('apt-get', ['-q', '-y', ...options, ...install], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    });
    for (const file of await readdir(archives))
      if (file.endsWith('.deb')) await run('dpkg-deb', ['-x', join(archives, file), join(work, 'unpacked')]);
    await rename(join(work, 'unpacked'), place);
  } catch (error) {
    const reason =
      error.code === 'ENOENT' ? 'there is no apt-get here' : String(error.stderr || error.message);
    const line = reason.split('\n').find((each) => each.startsWith('E: '));
    throw new Error(`no ${name} on PATH, and none to download: ${(line ?? reason).trim()}`, { cause: error });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
