import { Client } from 'pg';
import { WorkerEvents, WorkerRegistrationService, type StartError } from '../../src/index.js';
import { Schema } from '../../src/platform/database/schema.js';
import { registration } from '../factories/registration.factory.js';
import { CommandLine } from '../support/built-command-line.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { startHostedServer } from '../support/hosted-server.js';
import { allStatements } from '../support/statements.js';
import type { TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

/** Also a word of SQL, which works only in quotes. */
const OTHER = 'order';
const [DBA, SERVICE] = [`dba-${process.pid}`, `service-${process.pid}`];

describe('worker-registration migrate', () => {
  let database: TestDatabase;
  let command: CommandLine;
  beforeAll(async () => {
    database = await createTestDatabase({ template: 'template0' });
    command = await CommandLine.at('http://127.0.0.1:9');
    await database.query(`CREATE ROLE "${DBA}" LOGIN PASSWORD 'plain'`);
    await database.query(`CREATE ROLE "${SERVICE}" LOGIN PASSWORD 'plain'`);
    await database.query(`REVOKE CREATE ON SCHEMA public FROM PUBLIC`);
  });
  afterAll(async () => {
    for (const role of [DBA, SERVICE]) {
      await database.query(`DROP OWNED BY "${role}" CASCADE`);
      await database.query(`DROP ROLE "${role}"`);
    }
    await command.close();
    await database.drop();
  });

  const urlAs = (username: string): string =>
    Object.assign(new URL(database.url), { username, password: 'plain' }).href;

  const migrate = (url: string | undefined, ...args: string[]) =>
    command.run(['migrate', ...args], {
      env: {
        WORKER_REGISTRATION_DATABASE_SCHEMA: OTHER,
        ...(url === undefined ? {} : { WORKER_REGISTRATION_DATABASE_URL: url }),
      },
    });

  const start = (url: string, more: object = {}) =>
    startHostedServer({
      settings: { ...SWEEPS_BY_HAND, 'database.url': url, 'database.schema': OTHER, ...more },
    });

  it('needs a reachable database, unless it only prints', async () => {
    const { code, err } = await migrate(undefined);
    const unreachable = await migrate('postgres://127.0.0.1:9/none');
    expect([code, err]).toEqual([2, expect.stringContaining('database.url is not set')]);
    expect(unreachable.code).toBe(1);
    expect(unreachable.err).toMatch(
      /^worker-registration: PostgreSQL at 127\.0\.0\.1:9\/none cannot be used: .+\. Check database\.url/,
    );
    expect(unreachable.err).not.toContain('    at ');
  });

  it('lists the faults of settings, one per line', async () => {
    const { code, err } = await command.run(['migrate'], {
      env: { WORKER_REGISTRATION_DATABASE_URL: 'nowhere', LOG_LEVEL: 'loud' },
    });
    expect(code).toBe(2);
    expect(err).toMatch(
      /^worker-registration: The settings have 2 faults:\n {2}- .+\n {2}- .+\nCorrect them/,
    );
  });

  it('names the missing permission of its role, and the statement that grants it', async () => {
    const { code, err } = await migrate(urlAs(DBA));
    expect(code).not.toBe(0);
    expect(err).toContain(`The role ${DBA} may not create the schema ${OTHER}`);
    expect(err).toContain(`CREATE SCHEMA "${OTHER}" AUTHORIZATION "${DBA}";`);
  });

  it('prints SQL for a role that owns the schema; a role with fewer rights runs the service', async () => {
    await database.query(`CREATE SCHEMA "${OTHER}" AUTHORIZATION "${DBA}"`);
    const { out } = await migrate(undefined, '--print');
    const dba = new Client({ connectionString: urlAs(DBA) });
    await dba.connect();
    await dba.query(out);
    const refused = start(urlAs(SERVICE));
    await expect(refused).rejects.toThrow(`may not read and write all tables of the schema ${OTHER}`);
    const { remedy } = (await refused.catch((error: unknown) => error)) as StartError;
    await dba.query(remedy.replace('Run as their owner: ', ''));
    await dba.end();
    const hosts = [await start(urlAs(SERVICE)), await start(urlAs(SERVICE), { 'database.migrate': false })];
    for (const host of hosts) await host.close();
    expect(out).not.toContain('worker_registration');
    expect(await migrate(urlAs(DBA), '--print')).toMatchObject({ code: 0, out: '' });
    expect(await migrate(urlAs(DBA))).toMatchObject({ code: 0, out: 'The schema is up to date\n' });
  });

  it('leaves no statement that needs the default schema', async () => {
    await database.query(`SET search_path = pg_catalog`);
    const wrong: string[] = [];
    for (const statement of await allStatements()) {
      const { text } = statement.in(new Schema(OTHER));
      const preparing = database.query(`PREPARE one AS ${text}; DEALLOCATE one`);
      await preparing.catch((error: unknown) => wrong.push(`${statement.name}: ${String(error)}`));
    }
    expect(wrong).toEqual([]);
  });

  describe('and a second schema in the same database', () => {
    let hosts: [TestServer, TestServer];
    beforeAll(async () => {
      hosts = [await start(database.url), await start(database.url, { 'database.schema': 'second' })];
    });
    afterAll(() => Promise.all(hosts.map((host) => host.close())));

    it('share neither workers nor events', async () => {
      const [first, second] = hosts;
      const heard: string[][] = [[], []];
      for (const [index, { app }] of hosts.entries())
        app
          .get(WorkerEvents, { strict: false })
          .on('registered', ({ workerId }) => heard[index]!.push(workerId!));
      const { status } = await first.api.post('/register', registration({ workerId: 'w1' }));
      const again = await second.api.post('/register', registration({ workerId: 'w1' }));
      await second.api.post('/register', registration({ workerId: 'w2' }));
      await first.api.post('/w1/heartbeat', { status: 'ERROR' });
      await first.api.post('/health/check');
      await until(() => heard[0]!.length >= 1 && heard[1]!.length >= 2);
      const listOf = async ({ app }: TestServer) =>
        (await app.get(WorkerRegistrationService, { strict: false }).listWorkers()).workers.map(
          ({ workerId, health }) => [workerId, health],
        );
      expect([status, again.status]).toEqual([201, 201]);
      expect(await listOf(first)).toEqual([['w1', 'UNHEALTHY']]);
      expect(await listOf(second)).toEqual([
        ['w1', 'HEALTHY'],
        ['w2', 'HEALTHY'],
      ]);
      expect(heard).toEqual([['w1'], ['w1', 'w2']]);
    });
  });
});
