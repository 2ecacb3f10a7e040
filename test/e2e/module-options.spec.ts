import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Redis } from 'ioredis';
import { Client, Pool } from 'pg';
import { DataSource } from 'typeorm';
import {
  StartError,
  WorkerRegistrationHealthIndicator,
  WorkerRegistrationModule,
  WorkerRegistrationService,
  type PlatformOptions,
} from '../../src/index.js';
import { CustomChecks } from '../../src/health/checks/checks.js';
import { planMigration, runMigration } from '../../src/platform/database/migrate-once.js';
import { requiredClient } from '../../src/platform/redis/given-client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { startHostedServer } from '../support/hosted-server.js';
import { startRedis } from '../support/redis-server.js';

const settings = SWEEPS_BY_HAND;

describe('An option that cannot be used is refused, with a remedy:', () => {
  const started = async (options: object) => {
    const imports = [WorkerRegistrationModule.forRoot({ settings, ...options })];
    return (await Test.createTestingModule({ imports }).compile()).close();
  };
  const check = () => null;
  const sql = { condition: 'true', sentence: `'x'`, fine: 'y' };

  it.each<[object, string]>([
    [{ dashbord: 'fleet' }, 'has no option "dashbord"; did you mean dashboard?'],
    [{ routes: 'no' }, 'routes is "no"'],
    [{ isGlobal: 1 }, 'isGlobal is 1'],
    [{ prefix: '/a/b/' }, 'prefix is "/a/b/", which is not a path'],
    [{ dashboard: 'a b?' }, 'dashboard is "a b?", which is not a path'],
    [{ postgres: {} }, 'postgres is an object, neither a Pool'],
    [{ settings: 'x' }, 'settings is "x"'],
    [{ settings: [] }, 'settings is an array'],
    [
      { settings: { jobscheduler: { worker: {} } } },
      'jobscheduler is not a setting; code takes keys with dots',
    ],
  ])('%j', async (options, message) => {
    const refusal = (await started(options).catch((error: unknown) => error)) as StartError;
    expect(refusal).toBeInstanceOf(StartError);
    expect([refusal.message, refusal.remedy]).toEqual([
      expect.stringContaining(message),
      expect.stringMatching(/.+/),
    ]);
  });

  it.each<[unknown, string]>([
    [{}, 'checks is an object, not an array'],
    [[null], 'checks contains null'],
    [[{ check }], 'Invalid name of a health check: undefined'],
    [[{ name: 'disk', check, ...sql }], '"disk" has both check and condition'],
    [[{ name: 'disk', ...sql, sentence: 5 }], '"disk" has no text as sentence; got 5'],
  ])('checks: %j', (given, message) => {
    expect(() => new CustomChecks(given as never)).toThrow(message);
  });

  it('a client that is not one of Redis', () => {
    expect(() => requiredClient({} as never)).toThrow('redis is an object, not a client of ioredis');
  });

  it('an option that has no effect when a factory returns it', async () => {
    const hosted = WorkerRegistrationModule.forRootAsync({
      useFactory: () => ({ settings, prefix: 'a' }) as PlatformOptions,
    });
    await expect(Test.createTestingModule({ imports: [hosted] }).compile()).rejects.toThrow(
      'The useFactory of WorkerRegistrationModule.forRootAsync() has no option "prefix"',
    );
  });
});

it('With isGlobal, modules that do not import it inject its services', async () => {
  @Injectable()
  class Scheduler {
    constructor(readonly registration: WorkerRegistrationService) {}
  }
  @Module({ providers: [Scheduler] })
  class SchedulerModule {}
  const host = await startHostedServer({ settings, isGlobal: true }, undefined, {
    imports: [SchedulerModule],
  });
  const { workers } = await host.app.get(Scheduler, { strict: false }).registration.listWorkers({});
  await host.close();
  expect(workers).toEqual([]);
});

it('Without routes, the services work and the application has only its own routes', async () => {
  const host = await startHostedServer({ settings, routes: false });
  const registration = host.app.get(WorkerRegistrationService, { strict: false });
  await registration.registerWorker({ workerId: 'w', name: 'W', maxConcurrentJobs: 1 });
  const { workers } = await registration.listWorkers({});
  const routes = host.app.getHttpAdapter().getInstance().printRoutes();
  await host.close();
  expect(workers.map(({ workerId }) => workerId)).toEqual(['w']);
  expect(routes).toBe('(empty tree)');
});

describe('A Redis client of the application', () => {
  it('is used, and not closed', async () => {
    const server = await startRedis();
    const redis = new Redis(server.url, { enableOfflineQueue: false, commandTimeout: 500 });
    await new Promise((resolve) => redis.once('ready', resolve));
    const host = await startHostedServer({ settings, redis });
    const health = await host.app.get(WorkerRegistrationHealthIndicator, { strict: false }).check('workers');
    await host.close();
    const status = redis.status;
    redis.disconnect();
    await server.stop();
    expect(health).toEqual({ workers: { status: 'up', redis: 'connected' } });
    expect(status).toBe('ready');
  });
});

describe('If the application has its own connections to PostgreSQL', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  const registerThrough = async (postgres: NonNullable<PlatformOptions['postgres']>) => {
    const host = await startHostedServer({ settings, postgres });
    await host.app
      .get(WorkerRegistrationService, { strict: false })
      .registerWorker({ workerId: 'w', name: 'W', maxConcurrentJobs: 1 });
    await host.close();
  };
  const STORED = `SELECT worker_id, current_setting('search_path') AS search_path FROM worker_registration.worker`;
  const EXPECTED = [{ worker_id: 'w', search_path: '"$user", public' }];

  it('the module uses the server of its pool, but not the pool', async () => {
    const pool = new Pool({ connectionString: database.url });
    pool.on('error', () => undefined); // the database is dropped while its connections close
    await registerThrough(pool);
    const { rows } = await pool.query(STORED);
    await pool.end();
    expect(rows).toEqual(EXPECTED);
  });

  it('the module uses the server of its data source, but not the data source', async () => {
    const source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    await registerThrough(source);
    const rows = await source.query(STORED);
    await source.destroy();
    expect(rows).toEqual(EXPECTED);
  });
});

describe('With database.migrate: false, the application', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase({ template: 'template0' });
  });
  afterEach(() => database.drop());

  const start = () =>
    startHostedServer({
      settings: { ...settings, 'database.url': database.url, 'database.migrate': false },
    });

  it('refuses a database without the schema, and creates nothing', async () => {
    await expect(start()).rejects.toThrow('lacks 0001_schema.sql');
    expect(await database.query(`SELECT FROM pg_namespace WHERE nspname = 'worker_registration'`)).toEqual(
      [],
    );
  });

  it('runs after a migration of its own', async () => {
    const files = await runMigration(database.url);
    const again = await runMigration(database.url);
    const host = await start();
    const { status } = await host.api.get('/health/system');
    await host.close();
    expect([files[0], again, status]).toEqual(['0001_schema.sql', [], 200]);
  });

  it('runs after an administrator ran the printed SQL', async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(await planMigration(undefined));
    await client.end();
    const host = await start();
    const { status } = await host.api.get('/health/system');
    await host.close();
    expect([status, await planMigration(database.url)]).toEqual([200, '']);
  });
});
