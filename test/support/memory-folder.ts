import { accessSync, constants, readFileSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const IN_MEMORY = '/dev/shm';
/** Containers often have 64 MiB there. */
const ENOUGH_BYTES = 4 * 1024 ** 3;

/**
 * Returns a folder for temporary folders of many files: in memory where there is enough of it. A database has three
 * hundred files, which takes a disk hundreds of milliseconds, even without `fsync`.
 * @param programs whether programs in it must be executable
 */
export function memoryFolder({ programs = false } = {}): string {
  try {
    accessSync(IN_MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    if (bavail * bsize > ENOUGH_BYTES && (!programs || runsPrograms())) return IN_MEMORY;
  } catch {
    // Only Linux has it.
  }
  return tmpdir();
}

function runsPrograms(): boolean {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const mount = mounts.map((line) => line.split(' ')).find(([, folder]) => folder === IN_MEMORY);
  return mount !== undefined && !mount[3]!.split(',').includes('noexec');
}
