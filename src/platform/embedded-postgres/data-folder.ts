import { createHash } from 'node:crypto';
import { access, constants, mkdir, open, realpath, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StartError } from '../errors/start-error.js';

/** The folder that `DATA_DIR` names. */
export interface DataFolder {
  /** The path as the user wrote it, for messages. */
  readonly name: string;
  readonly path: string;
  readonly clusterDir: string;
  /** The same for every path to this folder, different for every other folder. */
  readonly identity: string;
}

const REMEDY =
  'Set DATA_DIR to a folder that this user can write to, or DATABASE_URL to your own PostgreSQL.';
const REMEDY_FULL = 'Free some space, or set DATA_DIR to a folder on another disk.';

const REASONS: Record<string, [reason: string, remedy: string]> = {
  EACCES: ['no permission', REMEDY],
  EPERM: ['no permission', REMEDY],
  EROFS: ['it is read-only', REMEDY],
  ENOENT: ['it is missing and cannot be created', REMEDY],
  ENOTDIR: ['it is not a folder', REMEDY],
  EEXIST: ['it is not a folder', REMEDY],
  EBUSY: ['a part of it is in use, e.g. as a mount point (mount DATA_DIR itself)', REMEDY],
  ELOOP: ['a link stands where a file is expected', REMEDY],
  ENOSPC: ['the disk is full', REMEDY_FULL],
  EDQUOT: ['the disk quota is used up', REMEDY_FULL],
};

/** Less than one segment of PostgreSQL's write-ahead log: it cannot run with less. */
const FULL_BELOW_BYTES = 16 * 1024 * 1024;

/**
 * Creates the folder if it is missing, and checks that it is writable.
 * @throws StartError
 */
export async function openDataFolder(name: string): Promise<DataFolder> {
  try {
    await makeFolder(resolve(name));
    const path = await realpath(name);
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    const { dev, ino } = await stat(path);
    const digest = createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 16);
    return { name, path, clusterDir: join(path, 'postgres'), identity: `worker-registration-${digest}` };
  } catch (error) {
    throw explainSystemError(name, error);
  }
}

/**
 * Not `recursive: true`: that never returns if a file system refuses new folders but denies their parents
 * (/proc).
 */
async function makeFolder(path: string): Promise<void> {
  const make = (): Promise<void> =>
    mkdir(path).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST' || !(await stat(path)).isDirectory()) throw error;
    });
  await make().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' || path === dirname(path)) throw error;
    await makeFolder(dirname(path));
    await make();
  });
}

/** Returns the StartError for a system error; any other error is returned unchanged. */
export function explainSystemError(folder: string, cause: unknown): unknown {
  if (cause instanceof StartError) return cause;
  const { code, syscall, message } = cause as NodeJS.ErrnoException;
  // Not the fault of the folder: a program that this system cannot run, or not as another user.
  if (syscall?.startsWith('spawn') || syscall?.endsWith('chown')) {
    return new StartError(
      `The embedded PostgreSQL cannot be run here: ${message}.`,
      'Set DATABASE_URL to your own PostgreSQL; if the service runs as root, try an ordinary user.',
      { cause },
    );
  }
  const [reason, remedy] = REASONS[code ?? ''] ?? [];
  if (!reason || !remedy) return cause;
  return new StartError(`The data folder ${folder} cannot be used: ${reason} (${message}).`, remedy, {
    cause,
  });
}

/** Returns the StartError for a PostgreSQL program that failed with this output. */
export async function explainOutput(
  folder: DataFolder,
  what: string,
  output: string,
  cause?: Error,
): Promise<StartError> {
  // Checked on the disk too, not only in the output: the server's log is on the same disk.
  const space = await statfs(folder.path).catch(() => undefined);
  const full = space !== undefined && space.bavail * space.bsize < FULL_BELOW_BYTES;
  if (full || /No space left|free disk space|quota exceeded/i.test(output)) {
    return new StartError(`${what} in the data folder ${folder.name}: the disk is full.`, REMEDY_FULL, {
      cause,
    });
  }
  return new StartError(
    `${what} in the data folder ${folder.name}: ${essence(output)}`,
    `${join(folder.name, 'postgres.log')} may contain more; set DATA_DIR or DATABASE_URL to use another database.`,
    { cause },
  );
}

function essence(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.filter((line) => /\b(FATAL|PANIC|ERROR|HINT|DETAIL|error|could not)\b/.test(line));
  const chosen = (telling.length > 0 ? telling : lines).slice(-3);
  return (
    chosen.map((line) => line.replace(/^.*?\b(?:FATAL|PANIC|ERROR|HINT|DETAIL):\s*/, '')).join(' ') ||
    'no output.'
  );
}

/** Writes a small secret file atomically: after a crash it is complete or does not exist. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const draft = `${path}.new`;
  await rm(draft, { force: true });
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await renameDurably(draft, path);
}

/** Renames a file durably, so that the new name survives a power failure. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  const parent = await open(dirname(to), 'r');
  try {
    await parent.sync();
  } finally {
    await parent.close();
  }
}
