import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..', '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'worker-registration-builds');

/**
 * The service before the last change of its schema, built once and kept: the new version must migrate while
 * it is running.
 */
export async function earlierBuild(): Promise<{ main: string } | { lacking: string }> {
  let commit: string;
  try {
    const { stdout } = await run(
      'git',
      ['log', '-1', '--format=%H^', '--', 'src/platform/database/migrations'],
      {
        cwd: ROOT,
      },
    );
    commit = (await run('git', ['rev-parse', stdout.trim()], { cwd: ROOT })).stdout.trim();
  } catch {
    return { lacking: 'there is no history of the sources here' };
  }
  const folder = join(CACHE, commit);
  const main = join(folder, 'dist', 'main.js');
  if (existsSync(main)) return { main };
  const draft = `${folder}.${process.pid}`;
  await mkdir(draft, { recursive: true });
  const archive = join(draft, 'sources.tar');
  await run('git', ['archive', '-o', archive, commit], { cwd: ROOT });
  await run('tar', ['-xf', archive, '-C', draft]);
  await symlink(join(ROOT, 'node_modules'), join(draft, 'node_modules'));
  await run(process.execPath, [join(ROOT, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build'], {
    cwd: draft,
  });
  // Another run may have built it meanwhile, and be using it.
  await rename(draft, folder).catch(() => rm(draft, { recursive: true }));
  return { main };
}
