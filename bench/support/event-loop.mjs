// Asks a program with event-loop-monitor.mjs about its event loop.
import { rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';

const MONITOR = join(import.meta.dirname, 'event-loop-monitor.mjs');

/**
 * @returns `env`: for the program; `ask`: how long its event loop was blocked since the last question; `close`: when it has
 * ended
 */
export function openMonitor() {
  const socketPath = join(tmpdir(), `bench-monitor-${process.pid}`);
  return {
    env: { EVENT_LOOP_MONITOR: socketPath, NODE_OPTIONS: `--import=${MONITOR}` },
    ask: () =>
      new Promise((resolve, reject) => {
        request({ socketPath, path: '/', agent: false }, (response) => resolve(json(response)))
          .on('error', reject)
          .end();
      }),
    close: () => rm(socketPath, { force: true }),
  };
}
