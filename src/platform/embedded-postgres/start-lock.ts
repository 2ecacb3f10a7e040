import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { StartError } from '../errors/start-error.js';
import type { DataFolder } from './data-folder.js';

/** Held from before the first look into the folder until the server has stopped. */
export interface StartLock {
  release(): Promise<void>;
}

/**
 * Makes this process the only one that uses the folder.
 *
 * The kernel keeps the lock, not a file: a name in Linux' abstract socket space belongs to one process and is
 * free again the moment that process ends, however it ends. So there are never stale locks to judge and take
 * over, which lock files (proper-lockfile too: a SIGKILL blocks its folder until a timeout) get wrong when
 * several processes start at once. All processes of one machine or container see it; two containers that
 * share a folder do not see each other.
 *
 * @throws StartError with the holder's pid if another process holds it
 */
export async function takeStartLock(folder: DataFolder): Promise<StartLock> {
  if (process.platform !== 'linux') return takeFileLock(folder);

  const path = `\0${folder.identity}`;
  for (let attempt = 1; ; attempt++) {
    const server = await listen(path);
    if (server) return { release: () => new Promise((resolve) => server.close(() => resolve())) };
    const holder = await askHolder(path);
    // No answer: the lock was released in between, so the next try may succeed.
    if (holder !== 'gone' || attempt === 5) throw alreadyRunning(folder, holder);
  }
}

function listen(path: string): Promise<Server | undefined> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(String(process.pid));
  });
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    // Exclusive: a worker of node:cluster would otherwise share its parent's socket.
    server.listen({ path, exclusive: true }, () => resolve(server));
  });
}

/** Returns the pid of the holder; `silent` if it does not answer within a second. */
function askHolder(path: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(path);
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.once('error', () => resolve('gone'));
    socket.once('close', () => resolve(answer || 'silent'));
  });
}

/** macOS: `open` itself takes the kernel's lock (O_EXLOCK, which node:fs does not name) or fails at once. */
async function takeFileLock(folder: DataFolder): Promise<StartLock> {
  const exclusive = 0x20;
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | exclusive;
  try {
    const file = await open(join(folder.path, 'postgres.lock'), flags, 0o600);
    return { release: () => file.close() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') throw alreadyRunning(folder, 'gone');
    throw error;
  }
}

function alreadyRunning(folder: DataFolder, holder: string): StartError {
  const pid = /^\d+$/.test(holder) ? ` (pid ${holder})` : '';
  return new StartError(
    `Another worker-registration${pid} already runs on ${folder.name}.`,
    'Stop it, or set DATA_DIR to another folder, or DATABASE_URL to a database that both can share.',
  );
}
