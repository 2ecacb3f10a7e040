import { readFileSync } from 'node:fs';
import { StartError } from '../platform/errors/start-error.js';

/** Below this the program cannot even be loaded: Node.js opens its files concurrently. */
const FEWEST = 800;

/**
 * Checks the limit of open files, if the system reports it. Must be called before the service is loaded:
 * below the limit, loading fails with a package that cannot be found.
 * @throws StartError if it is too low
 */
export function requireOpenFiles(limit = openFilesLimit()): void {
  if (limit === undefined || limit >= FEWEST) return;
  throw new StartError(
    `The limit of open files is ${limit} (ulimit -n), and the service needs at least ${FEWEST} to start.`,
    'Raise it: "ulimit -n 65536" in the shell, LimitNOFILE=65536 in systemd, or "ulimits" in Docker.',
  );
}

/** Node.js has already raised the soft limit to the hard one. */
function openFilesLimit(): number | undefined {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}
