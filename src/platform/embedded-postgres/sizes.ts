import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Resources of a server: bytes of memory of the machine or its container, and free bytes on its disk. */
export interface Machine {
  readonly memory: number;
  readonly disk: number;
}

/**
 * Defaults of PostgreSQL: initdb tests whether even these are available, and then they are left unchanged.
 */
const DEFAULTS = { sharedBuffers: 128 * MIB, maxWalSize: GIB };

/**
 * The hot table of a million workers with its indexes fits in; more would only duplicate the system's cache.
 */
const MOST_SHARED_BUFFERS = GIB;
/** An eighth: the service, and on a small machine much else, needs memory too. */
const SHARE_OF_MEMORY = 8;

/**
 * Heartbeats of a million workers fill PostgreSQL's default of 1 GiB in a minute or two, and after each
 * checkpoint every page is logged in full again. Above 4 GiB a recovery would take minutes.
 */
const MOST_WAL = 4 * GIB;
const SHARE_OF_DISK = 10;

/**
 * Returns settings that depend on the size of the machine, without those for which the default is right.
 * `wal_buffers` follows `shared_buffers` by itself.
 */
export function sizesFor({ memory, disk }: Machine): Record<string, string> {
  const sizes: Record<string, string> = {};
  const sharedBuffers = Math.min(MOST_SHARED_BUFFERS, memory / SHARE_OF_MEMORY);
  if (sharedBuffers > DEFAULTS.sharedBuffers)
    sizes['shared_buffers'] = `${Math.floor(sharedBuffers / MIB)}MB`;
  const maxWalSize = Math.min(MOST_WAL, disk / SHARE_OF_DISK);
  if (maxWalSize > DEFAULTS.maxWalSize) sizes['max_wal_size'] = `${Math.floor(maxWalSize / MIB)}MB`;
  return sizes;
}

/** @param folder a folder on the disk of the database */
export async function measureMachine(folder: string): Promise<Machine> {
  const { bavail, bsize } = await statfs(folder);
  const limit = process.constrainedMemory();
  return { memory: limit > 0 ? Math.min(limit, totalmem()) : totalmem(), disk: bavail * bsize };
}
