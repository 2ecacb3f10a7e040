import { constants, type Stats } from 'node:fs';
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readlink,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StartError } from '../errors/start-error.js';
import { binariesIn, type Binaries } from './binaries.js';

/**
 * Tried in this order: the first belongs to root; the others are open to all, so their contents are checked.
 */
const PLACES = ['/var/cache', '/var/tmp', '/tmp'];

/**
 * Returns the programs at a place where any user can run them. Needed only if the service is root:
 * PostgreSQL's user cannot reach a checkout below a home with mode 0700, so root keeps one copy (60 MB) of
 * each version in a folder that only root can write to. The permissions of a home are never changed.
 *
 * @throws StartError if there is no place for the copy
 */
export async function reachableBinaries(binaries: Binaries): Promise<Binaries> {
  if (await isOpenToAll(binaries.postgres)) return binaries;

  const name = `worker-registration-postgres-${binaries.version}-${process.arch}`;
  const wanted = await listTree(binaries.root);
  const problems: string[] = [];
  for (const place of PLACES) {
    const copy = join(place, name);
    try {
      await checkPlace(place);
      if (!(await isGoodCopy(copy, wanted))) await makeCopy(binaries.root, copy, wanted);
      return binariesIn(copy, binaries.version);
    } catch (error) {
      problems.push(`${place}: ${(error as Error).message}`);
    }
  }
  throw new StartError(
    `PostgreSQL's user cannot reach ${binaries.root}, and there is no place for a copy (${problems.join('; ')}).`,
    'Start the service as an ordinary user, or set DATABASE_URL to your own PostgreSQL.',
  );
}

async function isOpenToAll(path: string): Promise<boolean> {
  for (let at = path; ; at = dirname(at)) {
    const found = await stat(at);
    if ((found.mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** Any user may enter it, but only root can rename what root puts there. */
async function checkPlace(place: string): Promise<void> {
  const { uid, mode } = await stat(place);
  const othersCanRename = (mode & 0o022) !== 0 && (mode & 0o1000) === 0;
  if (uid !== 0 || othersCanRename || !(await isOpenToAll(place))) throw new Error('not a safe place');
}

interface Entry {
  readonly path: string;
  readonly stats: Stats;
}

/** A folder precedes its contents. */
async function listTree(root: string, below = ''): Promise<Entry[]> {
  const names = await readdir(join(root, below));
  const entries = await Promise.all(
    names.map(async (name) => {
      const path = join(below, name);
      const stats = await lstat(join(root, path));
      return [{ path, stats }, ...(stats.isDirectory() ? await listTree(root, path) : [])];
    }),
  );
  return entries.flat();
}

/**
 * Whether the copy is complete (a cleaner of temporary folders may have removed a part) and only root can
 * have written it.
 */
async function isGoodCopy(copy: string, wanted: Entry[]): Promise<boolean> {
  const folder = await lstat(copy).catch(() => undefined);
  if (!folder) return false;
  if (!folder.isDirectory() || !isRootsAlone(folder))
    throw new Error(`${copy} exists but can be changed by other users`);

  const found = new Map((await listTree(copy)).map((entry) => [entry.path, entry.stats]));
  return wanted.every(({ path, stats }) => {
    const twin = found.get(path);
    if (!twin || twin.uid !== 0 || kindOf(twin) !== kindOf(stats)) return false;
    return twin.isSymbolicLink() || (isRootsAlone(twin) && (twin.isDirectory() || twin.size === stats.size));
  });
}

function isRootsAlone(stats: Stats): boolean {
  return stats.uid === 0 && (stats.mode & 0o022) === 0;
}

function kindOf(stats: Stats): number {
  return stats.mode & constants.S_IFMT;
}

/** Has another name until it is complete, so that an incomplete copy is never used. */
async function makeCopy(source: string, copy: string, wanted: Entry[]): Promise<void> {
  const draft = await mkdtemp(`${copy}.`);
  try {
    for (const { path, stats } of wanted) {
      const from = join(source, path);
      const to = join(draft, path);
      if (stats.isDirectory()) {
        await mkdir(to);
        await chmod(to, 0o755);
      } else if (stats.isSymbolicLink()) {
        await symlink(await readlink(from), to);
      } else {
        await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
        await chmod(to, stats.mode & 0o100 ? 0o755 : 0o644);
      }
    }
    await chmod(draft, 0o755);
    await putInPlace(draft, copy, wanted);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function putInPlace(draft: string, copy: string, wanted: Entry[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(draft, copy);
      return;
    } catch (error) {
      // Another start was faster, or a damaged copy is in the way.
      if (await isGoodCopy(copy, wanted)) return;
      if (attempt === 3) throw error;
      await rename(copy, `${draft}.old`).catch(() => undefined);
      await rm(`${draft}.old`, { recursive: true, force: true });
    }
  }
}
