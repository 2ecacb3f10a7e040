import { createHash } from 'node:crypto';
import { access, constants, mkdir, open, realpath, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StartError } from '../errors/start-error.js';

/** The folder that `DATA_DIR` names. */
export interface DataFolder {
  /** As the person wrote it, for messages. */
  readonly name: string;
  readonly path: string;
  readonly clusterDir: string;
  /** The same for every path that leads to this folder, another for every other folder. */
  readonly identity: string;
}

const REMEDY =
  'Set DATA_DIR to a folder that this user can write to, or DATABASE_URL to a PostgreSQL of your own.';
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

/** Less than one segment of PostgreSQL's journal: it cannot run in less. */
const FULL_BELOW_BYTES = 16 * 1024 * 1024;

/** Makes the folder where it is missing, and checks that it can be written to. @throws StartError */
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

/** Not `recursive: true`: that never returns where a file system takes no new folders but denies their parents (/proc). */
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

/** The StartError for a system error met on the way; any other error is given back as it is. */
export function explainSystemError(folder: string, cause: unknown): unknown {
  if (cause instanceof StartError) return cause;
  const { code, syscall, message } = cause as NodeJS.ErrnoException;
  // Not the folder's fault: a program that this system cannot run, or not as another user.
  if (syscall?.startsWith('spawn') || syscall?.endsWith('chown')) {
    return new StartError(
      `The built-in PostgreSQL cannot be run here: ${message}.`,
      'Set DATABASE_URL to a PostgreSQL of your own; if the service runs as root, an ordinary user may help.',
      { cause },
    );
  }
  const [reason, remedy] = REASONS[code ?? ''] ?? [];
  if (!reason || !remedy) return cause;
  return new StartError(`The data folder ${folder} cannot be used: ${reason} (${message}).`, remedy, {
    cause,
  });
}

/** The StartError for a PostgreSQL program that failed with this output. */
export async function explainOutput(
  folder: DataFolder,
  what: string,
  output: string,
  cause?: Error,
): Promise<StartError> {
  // A full disk is asked for, not only read from the output: the server's log is on that same disk.
  const space = await statfs(folder.path).catch(() => undefined);
  const full = space !== undefined && space.bavail * space.bsize < FULL_BELOW_BYTES;
  if (full || /No space left|free disk space|quota exceeded/i.test(output)) {
    return new StartError(`${what} in the data folder ${folder.name}: the disk is full.`, REMEDY_FULL, {
      cause,
    });
  }
  return new StartError(
    `${what} in the data folder ${folder.name}: ${essence(output)}`,
    `${join(folder.name, 'postgres.log')} may tell more; DATA_DIR or DATABASE_URL choose another database.`,
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

/** Writes a small secret file so that after a crash it is there completely or not at all. */
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

/** Renames, and keeps the new name through a power cut. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  const parent = await open(dirname(to), 'r');
  try {
    await parent.sync();
  } finally {
    await parent.close();
  }
}
