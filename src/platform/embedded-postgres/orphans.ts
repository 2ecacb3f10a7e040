import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../errors/start-error.js';
import type { DataFolder } from './data-folder.js';

/** How long an orphan may take to end before the next, stronger signal. */
export interface Patience {
  /** For the fast shutdown, which writes everything to disk. */
  readonly fastMs: number;
  /** For the immediate shutdown: the next start then recovers from the write-ahead log. */
  readonly immediateMs: number;
}

const PATIENCE: Patience = { fastMs: 10_000, immediateMs: 3_000 };
const KILL_MS = 5_000;

/**
 * Ends what an earlier run of the service left behind on the folder: a server, an incomplete initdb, or
 * server processes whose first process was killed. Also removes a `postmaster.pid` whose number now belongs
 * to another process. The caller holds the start lock, so that nothing found here is in use.
 *
 * Does nothing without /proc: PostgreSQL then refuses to start beside an orphan.
 *
 * @returns the process id of the server that was ended, if any
 * @throws StartError if a server that this service did not start uses the cluster, or one cannot be ended
 */
export async function endOrphans(
  folder: DataFolder,
  patience: Patience = PATIENCE,
): Promise<number | undefined> {
  const ours = await findOurs(folder.identity);
  const recorded = await readRecordedPid(folder.clusterDir);
  const server = ours.find(({ pid }) => pid === recorded);
  if (ours.length > 0) await end(folder, server?.pid, patience);
  if (recorded !== undefined && !server) await removeStaleRecord(folder, recorded);
  return server?.pid;
}

async function end(folder: DataFolder, server: number | undefined, patience: Patience): Promise<void> {
  if (server !== undefined) {
    signal(server, 'SIGINT');
    if (await areGone(folder.identity, patience.fastMs)) return;
    signal(server, 'SIGQUIT');
    if (await areGone(folder.identity, patience.immediateMs)) return;
  }
  for (const { pid, name } of await findOurs(folder.identity)) {
    // initdb leads a process group with the servers that it runs.
    signal(name === 'initdb' ? -pid : pid, 'SIGKILL');
  }
  if (await areGone(folder.identity, KILL_MS)) return;
  const left = (await findOurs(folder.identity)).map(({ pid }) => pid).join(', ');
  throw new StartError(
    `PostgreSQL processes of an earlier run do not end on ${folder.name} (pid ${left}).`,
    'End them (they may wait for a disk that does not respond), or set DATA_DIR or DATABASE_URL.',
  );
}

async function areGone(identity: string, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while ((await findOurs(identity)).length > 0) {
    if (Date.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}

/**
 * PostgreSQL mistakes any living process of its user with the recorded number for a server, and does not
 * start: a later process with that number, or a dead server that was not reaped (in a container without an
 * init process).
 */
async function removeStaleRecord(folder: DataFolder, pid: number): Promise<void> {
  const process = await lookAt(pid);
  // A killed process releases its memory before it is gone; its folder cannot be read any more then.
  const isEnding = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')) === '';
  if (process?.name === 'postgres' && !isEnding) {
    const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
    if (cwd === undefined || cwd === folder.clusterDir) {
      throw new StartError(
        `A PostgreSQL that this service did not start (pid ${pid}) works on ${join(folder.name, 'postgres')}.`,
        'Stop it, or set DATA_DIR to another folder.',
      );
    }
  }
  if (isAlive(pid)) await rm(join(folder.clusterDir, 'postmaster.pid'), { force: true });
}

async function readRecordedPid(clusterDir: string): Promise<number | undefined> {
  const text = await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch(() => '');
  return Number.parseInt(text, 10) || undefined;
}

interface Found {
  readonly pid: number;
  readonly name: string;
}

/**
 * Finds the living processes on a folder, of this run and earlier ones, by name and command line, which are
 * readable by all: /proc/<pid>/cwd is closed even to root in most containers.
 */
export async function findOurs(identity: string): Promise<Found[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const process = await lookAt(pid);
      if (process?.name !== 'postgres' && process?.name !== 'initdb') return undefined;
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return line.includes(identity) ? process : undefined;
    }),
  );
  return found.filter((process) => process !== undefined);
}

/** @returns undefined for a process that has ended, reaped by its parent or not */
async function lookAt(pid: number): Promise<Found | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [, name, state] = /\((.*)\) (\S)/s.exec(stat) ?? [];
  return name === undefined || state === 'Z' || state === 'X' ? undefined : { pid, name };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Already gone, or a process of another user that merely copied the identity.
  }
}
