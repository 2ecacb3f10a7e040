import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { Program } from '../support/programs.js';
import { startTestServer } from '../support/test-server.js';

const MAIN = join(import.meta.dirname, '../../dist/main.js');

/** A role with a name that has to be quoted, and a database that others own. */
const ROLE = 'Plain role';

interface Failure {
  readonly prepare?: (database: TestDatabase) => Promise<unknown>;
  /** The database that is cloned, where it is not the migrated one. */
  readonly template?: string;
  readonly as?: typeof ROLE;
  readonly env?: Record<string, string>;
  readonly openFiles?: number;
  readonly says: RegExp;
  readonly helps: RegExp;
}

const FAILURES: Record<string, Failure> = {
  'a role that may not create the schema': {
    template: 'template0',
    as: ROLE,
    says: /^The role Plain role may not create the schema worker_registration in the database test_\w+: SQLSTATE 42501: /,
    helps: /: CREATE SCHEMA worker_registration AUTHORIZATION "Plain role";$/,
  },
  'a role that may not change the schema': {
    template: 'template0',
    as: ROLE,
    prepare: (database) => database.query('CREATE SCHEMA worker_registration'),
    says: /^The role Plain role may not bring the schema worker_registration up to date: SQLSTATE 42501: /,
    helps: /: ALTER SCHEMA worker_registration OWNER TO "Plain role";$/,
  },
  'a role that may not use the tables': {
    as: ROLE,
    says: /^The role Plain role may not read and write all tables of the schema worker_registration \(alert, /,
    helps:
      /GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA worker_registration TO "Plain role";/,
  },
  'a migration that fails': {
    template: 'template0',
    prepare: async (database) => {
      await database.query('CREATE SCHEMA worker_registration');
      await database.query('CREATE TABLE worker_registration.worker ()');
    },
    says: /^Migration 0001_schema\.sql failed, and the database is as it was before: SQLSTATE 42P07: relation "worker" already exists\.$/,
    helps: /^Remove what stands in its way\./,
  },
  'a schema of an earlier version': {
    template: 'template0',
    prepare: async (database) => {
      await database.query('CREATE SCHEMA worker_registration');
      await database.query('CREATE TABLE worker_registration.migration (timestamp bigint, name varchar)');
    },
    says: /^The schema worker_registration in the database \S+ was made by a version before 0\.1\.0, which cannot be upgraded\.$/,
    helps: /DROP SCHEMA worker_registration CASCADE;$/,
  },
  'a table that is gone': {
    prepare: (database) => database.query('DROP TABLE worker_registration.instance CASCADE'),
    says: /^PostgreSQL refused a statement of the start: SQLSTATE 42P01: .* \(.+\)\.$/,
    helps: /^Check that the schema of the settings \(database\.schema\) is complete/,
  },
  'an invalid port of Redis': {
    env: { REDIS_URL: 'redis://127.0.0.1:abc' },
    says: /redis\.url .* must be a URL that begins with redis:\/\/.* and has a number as its port, if any/,
    helps: /docs\/settings\.md lists every setting/,
  },
  'too few open files': {
    openFiles: 600,
    says: /^The limit of open files is 600 \(ulimit -n\), and the service needs at least 800 to start\.$/,
    helps: /^Raise it: /,
  },
};

async function makeRole(database: TestDatabase): Promise<void> {
  await database.query(`CREATE ROLE "${ROLE}" LOGIN PASSWORD 'plain'`);
}

async function dropRole(database: TestDatabase): Promise<void> {
  await database.query(`DROP OWNED BY "${ROLE}"`);
  await database.query(`DROP ROLE "${ROLE}"`);
}

describe('A start fails with the fault and a remedy, without a stack trace:', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'failed-starts-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(Object.keys(FAILURES))('%s', async (name) => {
    const { prepare, template, as, env = {}, openFiles = 4096, says, helps } = FAILURES[name]!;
    const database = await createTestDatabase(template === undefined ? {} : { template });
    await prepare?.(database);
    const url = new URL(database.url);
    if (as !== undefined) {
      await makeRole(database);
      Object.assign(url, { username: as, password: 'plain' });
    }
    const command = `ulimit -n ${openFiles}; exec "$@"`;
    const program = new Program(
      spawn('sh', ['-c', command, 'sh', process.execPath, MAIN], {
        cwd: folder,
        env: { PATH: process.env['PATH'], HOME: folder, SERVER_PORT: '0', DATABASE_URL: url.href, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    const { code } = await program.exit;
    if (as !== undefined) await dropRole(database);
    await database.drop();
    expect(code).toBe(1);
    const lines = program.errors.trim().split('\n').slice(1);
    expect(lines.some((line) => says.test(line))).toBe(true);
    expect(lines.at(-1)).toMatch(helps);
    expect(program.errors).not.toMatch(/^\s+at /m);
  });
});

describe('A database role that may not create anything', () => {
  it('suffices once the schema exists', async () => {
    const database = await createTestDatabase();
    const url = new URL(database.url);
    await makeRole(database);
    await database.query(`GRANT USAGE ON SCHEMA worker_registration TO "${ROLE}"`);
    await database.query(
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA worker_registration TO "${ROLE}"`,
    );
    await database.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA worker_registration TO "${ROLE}"`);
    Object.assign(url, { username: ROLE, password: 'plain' });
    const server = await startTestServer({ database: { ...database, url: url.href } });
    const { status } = await server.api.post('/register', { workerId: 'w', name: 'w', maxConcurrentJobs: 1 });
    await server.api.post('/w/heartbeat', {});
    await server.close();
    await dropRole(database);
    await database.drop();
    expect(status).toBe(201);
  });
});
