import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

/**
 * Runs some tests one after the other; their output goes to stderr.
 *
 * @param env additional environment variables
 * @param quiet whether to discard the output
 * @returns whether all passed
 */
export async function runJest(args, env, quiet = false) {
  const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const child = spawn(process.execPath, [jest, ...args, '--runInBand'], {
    cwd: ROOT,
    stdio: ['ignore', quiet ? 'ignore' : 2, quiet ? 'ignore' : 2],
    env: { ...process.env, ...env },
  });
  // A signal that ends this process also ends the tests, and with them the servers that they started.
  let ended;
  const end = (signal) => {
    ended = signal;
    child.kill(signal);
  };
  process.once('SIGTERM', end);
  const [code] = await once(child, 'exit');
  process.off('SIGTERM', end);
  if (ended !== undefined) process.kill(process.pid, ended);
  return code === 0;
}
