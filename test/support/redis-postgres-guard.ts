import { spawn } from 'node:child_process';

/** What must be cleaned up if the test process dies without stopping its server. */
export interface GuardedServer {
  /** Temporary folder of the server; removed. */
  readonly directory: string;
  /** A file whose first line is the process id while the server runs. */
  readonly pidFile: string;
  /** Signal that ends the server at once. */
  readonly signal: 'KILL' | 'QUIT';
}

export interface Guard {
  /** The server was stopped normally: there is nothing left to guard. */
  disarm(): void;
}

/**
 * `read` returns false when the pipe closes, and the kernel closes it however the test process ends: Ctrl-C,
 * a crash, SIGKILL. Nothing in that process could do this itself.
 */
const SCRIPT = `
read -r word && exit 0
pid=$(head -n 1 "$2" 2>/dev/null)
if [ -n "$pid" ]; then
  kill -s "$3" "$pid" 2>/dev/null
  tries=0
  while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
fi
rm -rf "$1"
`;

/** Starts a small shell that outlives the test process and ends `server` when that process is gone. */
export function guardServer(server: GuardedServer): Guard {
  const shell = spawn('sh', ['-c', SCRIPT, 'sh', server.directory, server.pidFile, server.signal], {
    // A process group of its own: Ctrl-C in a terminal reaches the whole group of the tests and must not end
    // the guard.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // The guard must not keep the tests running, nor fail them if it is gone.
  shell.unref();
  shell.on('error', (error) => console.error('The guard of a test server did not start', error));
  shell.stdin.on('error', () => undefined);
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref();
  return { disarm: () => void shell.stdin.end('disarm\n') };
}
