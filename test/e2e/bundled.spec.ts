import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const ROOT = join(import.meta.dirname, '../..');

/** An application that imports the module, registers a worker and ends. */
const HOST = `
  import 'reflect-metadata';
  import { Module } from '@nestjs/common';
  import { NestFactory } from '@nestjs/core';
  import { FastifyAdapter } from '@nestjs/platform-fastify';
  import { WorkerRegistrationModule, WorkerRegistrationService } from './dist/index.js';

  class AppModule {}
  const settings = { 'database.url': process.env.HOST_DATABASE_URL };
  Module({ imports: [WorkerRegistrationModule.forRoot({ settings })] })(AppModule);

  (async () => {
    const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: ['error'] });
    await app.init();
    const answer = await app.get(WorkerRegistrationService).registerWorker({ workerId: 'w', name: 'W', port: 9000, maxConcurrentJobs: 1 });
    console.log(answer.worker.workerId, answer.worker.status);
    await app.close();
  })();
`;

/** Packages stay outside, so that only the code of this package is in the bundle. */
async function bundled(format: 'esm' | 'cjs', folder: string): Promise<string> {
  const outfile = join(folder, format === 'esm' ? 'host.mjs' : 'host.cjs');
  await build({
    stdin: { contents: HOST, resolveDir: ROOT },
    outfile,
    format,
    bundle: true,
    platform: 'node',
    packages: 'external',
    keepNames: true,
    logLevel: 'error',
  });
  return outfile;
}

describe('A bundle of an application', () => {
  let database: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    // A database without our schema: the bundle contains the migrations as well.
    database = await createTestDatabase({ template: 'template0' });
    // Within the checkout, where the bundle finds the packages.
    folder = await mkdtemp(join(ROOT, 'node_modules', '.bundled-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await database.drop();
  });

  it.each(['esm', 'cjs'] as const)('runs the module from one file (%s)', async (format) => {
    const file = await bundled(format, folder);
    const { stdout } = await promisify(execFile)(process.execPath, [file], {
      env: { ...process.env, HOST_DATABASE_URL: database.url },
    });
    expect(stdout).toBe('w ACTIVE\n');
  });
});
