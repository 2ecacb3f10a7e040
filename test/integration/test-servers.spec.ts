import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformFileSync } from '@swc/core';
import { Redis } from 'ioredis';
import { type RedisServer, startRedis } from '../support/redis-server.js';

describe('The Redis of the tests', () => {
  let server: RedisServer;
  let client: Redis;

  beforeEach(async () => {
    server = await startRedis();
    // One command is tried once and for up to half a second, so that a dead or a silent server causes an
    // error.
    client = new Redis(server.url, {
      maxRetriesPerRequest: 0,
      commandTimeout: 500,
      retryStrategy: () => 20,
      // Disconnecting from a server that is gone leaves a timer of this length, which keeps the test process
      // alive.
      disconnectTimeout: 0,
    });
    client.on('error', () => undefined);
  });

  afterEach(async () => {
    await server.stop();
    client.disconnect();
  });

  it('refuses connections after a kill and is empty, on the same port, after a start', async () => {
    await client.set('key', 'value');
    const { pid, port } = server;

    await server.kill();
    await expect(client.get('key')).rejects.toThrow(/max retries per request|Connection is closed/);
    expect(isRunning(pid)).toBe(false);

    await server.start();
    expect(server.port).toBe(port);
    expect(server.pid).not.toBe(pid);
    await eventually(async () => expect(await client.get('key')).toBeNull());
  });

  it('answers only after it has been resumed', async () => {
    await client.set('key', 'value');

    server.pause();
    await expect(client.get('key')).rejects.toThrow('Command timed out');

    server.resume();
    expect(await client.get('key')).toBe('value');
  });

  it('runs beside another one and refuses a port that is taken', async () => {
    const other = await startRedis();
    expect(other.port).not.toBe(server.port);
    await other.stop();

    await expect(startRedis({ port: server.port })).rejects.toThrow(`did not start on port ${server.port}`);
    expect(await client.ping()).toBe('PONG');
  });

  it('leaves no process behind when it is stopped, even while paused', async () => {
    const { pid } = server;
    server.pause();
    await server.stop();
    expect(isRunning(pid)).toBe(false);
  });
});

describe('The guard of a test server', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'ends the server and removes its folder after %s to the test process',
    async (signal) => {
      const directory = mkdtempSync(join(tmpdir(), 'worker-registration-guard-'));
      const pidFile = join(directory, 'server.pid');
      // Stands for a server: it would run longer than any test.
      const server = spawn('sleep', ['600']);
      const ended = once(server, 'exit');
      writeFileSync(pidFile, `${server.pid}\n`);
      const tests = spawnGuardedProcess({ directory, pidFile, signal: 'KILL' });
      await once(tests.stdout, 'data');

      tests.kill(signal);

      await ended;
      await eventually(async () => expect(existsSync(directory)).toBe(false));
    },
  );
});

/** A process that guards `server`, reports that on its output, and runs until it is ended. */
function spawnGuardedProcess(server: object) {
  const { code } = transformFileSync(join(import.meta.dirname, '../support/redis-postgres-guard.ts'), {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
    module: { type: 'commonjs' },
  });
  const program = `${code}
    module.exports.guardServer(${JSON.stringify(server)});
    setInterval(() => undefined, 60_000);
    console.log('guarding');`;
  return spawn(process.execPath, ['--input-type=commonjs', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Repeats `check` until it passes; after five seconds its failure counts. */
async function eventually(check: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
  }
}
