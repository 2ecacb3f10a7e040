import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** What there is for a server: bytes of memory of the machine or of its container, and bytes free on its disk. */
export interface Machine {
  readonly memory: number;
  readonly disk: number;
}

/** What PostgreSQL takes by itself: initdb tries whether even that is to be had, and then it is left alone. */
const DEFAULTS = { sharedBuffers: 128 * MIB, maxWalSize: GIB };

/** The hot table of a million workers with its indexes fits in; more would only keep twice what the system keeps too. */
const MOST_SHARED_BUFFERS = GIB;
/** An eighth: the service, and on a small machine much else, lives beside it. */
const SHARE_OF_MEMORY = 8;

/**
 * Heartbeats of a million workers fill PostgreSQL's own 1 GiB in a minute or two, and after each checkpoint every page is
 * logged whole once more. Past 4 GiB a crash would take minutes to repair.
 */
const MOST_WAL = 4 * GIB;
const SHARE_OF_DISK = 10;

/**
 * Settings that follow the size of the machine; those in which it is no larger than PostgreSQL takes it to be are missing.
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
