// A Redis or Valkey: the program on PATH, or the one that the tests have downloaded.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';

const FETCHED = join(import.meta.dirname, '../../node_modules/.cache/worker-registration-redis/unpacked');

/** @returns undefined if there is no such program */
export async function openRedis() {
  const program = find();
  if (program === undefined) return undefined;
  const port = await freePort();
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn(program, settings, { env: environment(), stdio: ['ignore', 'pipe', 'inherit'] });
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
  };
  return { url: `redis://127.0.0.1:${port}`, close };
}

function find() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), join(FETCHED, 'usr/bin')];
  return ['redis-server', 'valkey-server']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

function environment() {
  const libraries = ['lib', 'usr/lib']
    .map((folder) => join(FETCHED, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  return libraries.length === 0
    ? process.env
    : { ...process.env, LD_LIBRARY_PATH: libraries.join(delimiter) };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
