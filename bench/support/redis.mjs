// A Redis: the program on PATH, or that of the distribution.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianProgram } from './debian-program.mjs';
import { freePorts } from './free-ports.mjs';

/** @param persistence its settings. Throws with the reason if there is no such program */
export async function openRedis(persistence = ['--appendonly', 'no']) {
  const { command, env } = await debianProgram('redis-server', ['redis-server', 'redis-tools']);
  const folder = await mkdtemp(join(tmpdir(), 'bench-redis-'));
  const [port] = await freePorts(1);
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', ...persistence];
  const child = spawn(command, settings, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      if (/ready to accept connections/i.test(said)) resolve();
    });
    void exit.then(() => reject(new Error(`It ended: ${said}`)), reject);
  });
  const close = async () => {
    child.kill('SIGTERM');
    await exit;
    await rm(folder, { recursive: true, force: true });
  };
  return { url: `redis://127.0.0.1:${port}`, pid: child.pid, close };
}
