import type { AddressInfo } from 'node:net';
import type { ModuleMetadata } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { DEFAULT_PREFIX, WorkerRegistrationModule, type WorkerRegistrationOptions } from '../../src/index.js';
import { ApiClient } from './api-client.js';
import { createTestDatabase } from './database.js';
import type { TestServer } from './test-server.js';

/**
 * The module in a foreign Nest application, with its options, on a database of its own.
 * @param around adds global parts of that application
 * @param parts other parts of the application's root module
 * @param adapter its HTTP server; of one that is not Fastify, `app` lacks what only Fastify has
 */
export async function startHostedServer(
  { settings, ...options }: WorkerRegistrationOptions,
  around: (app: NestFastifyApplication) => void = () => undefined,
  { imports = [], ...parts }: ModuleMetadata = {},
  adapter: AbstractHttpAdapter = new FastifyAdapter(),
): Promise<TestServer> {
  const database = await createTestDatabase();
  const hosted = WorkerRegistrationModule.forRoot({
    ...options,
    settings: { 'database.url': database.url, ...settings },
  });
  let app: NestFastifyApplication | undefined;
  const close = async (): Promise<void> => {
    await app?.close();
    await database.drop();
  };
  try {
    const module = await Test.createTestingModule({ imports: [...imports, hosted], ...parts }).compile();
    app = module.createNestApplication<NestFastifyApplication>(adapter);
    app.useLogger(false);
    around(app);
    await app.listen(0, '127.0.0.1');
  } catch (error) {
    await close();
    throw error;
  }
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  return {
    app,
    url,
    api: new ApiClient(`${url}/${options.prefix ?? DEFAULT_PREFIX}`),
    database,
    close,
  };
}
