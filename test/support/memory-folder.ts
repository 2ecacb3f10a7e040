import { accessSync, constants, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const IN_MEMORY = '/dev/shm';
/** Containers often have 64 MiB there. */
const ENOUGH_BYTES = 4 * 1024 ** 3;

/**
 * Returns a folder for temporary folders of databases: in memory where there is enough of it. Each database has three
 * hundred files, which takes a disk hundreds of milliseconds, even without `fsync`. Programs in it may not be
 * executable.
 */
export function memoryFolder(): string {
  try {
    accessSync(IN_MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    if (bavail * bsize > ENOUGH_BYTES) return IN_MEMORY;
  } catch {
    // Only Linux has it.
  }
  return tmpdir();
}
