import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { registration } from '../factories/registration.factory.js';
import type { TestDatabase } from '../support/database.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

const NAME = `refused_${randomUUID().replaceAll('-', '')}`;

/** Why PostgreSQL refuses connections while it runs: SQLSTATE, how an administrator brings it about, and how it ends. */
const REFUSALS: [sqlstate: string, begin: string, end: string][] = [
  [
    '55000',
    `ALTER DATABASE ${NAME} ALLOW_CONNECTIONS false`,
    `ALTER DATABASE ${NAME} ALLOW_CONNECTIONS true`,
  ],
  [
    '42501',
    `REVOKE CONNECT ON DATABASE ${NAME} FROM PUBLIC, ${NAME}`,
    `GRANT CONNECT ON DATABASE ${NAME} TO ${NAME}`,
  ],
  ['28000', `ALTER ROLE ${NAME} NOLOGIN`, `ALTER ROLE ${NAME} LOGIN`],
  ['28P01', `ALTER ROLE ${NAME} PASSWORD 'another'`, `ALTER ROLE ${NAME} PASSWORD 'secret'`],
  ['3D000', `ALTER DATABASE ${NAME} RENAME TO ${NAME}_`, `ALTER DATABASE ${NAME}_ RENAME TO ${NAME}`],
  ['53300', `ALTER ROLE ${NAME} CONNECTION LIMIT 0`, `ALTER ROLE ${NAME} CONNECTION LIMIT -1`],
];

describe('While PostgreSQL refuses connections', () => {
  const admin = new Client({ connectionString: process.env['TEST_DATABASE_URL'] });
  const log: { level: string; msg: string }[] = [];
  let server: TestServer;
  beforeAll(async () => {
    await admin.connect();
    await admin.query(`CREATE ROLE ${NAME} LOGIN PASSWORD 'secret'`);
    await admin.query(`CREATE DATABASE ${NAME} TEMPLATE template0 OWNER ${NAME}`);
    server = await startTestServer({
      database: { url: addressOf(NAME, 'secret') } as TestDatabase,
      settings: { 'log.level': 'info', 'jobscheduler.worker.heartbeat-outage-wait-ms': 0 },
      log: (line) => log.push(JSON.parse(line) as (typeof log)[number]),
    });
    await server.api.post('/register', registration({ workerId: 'w' }));
  });
  afterAll(async () => {
    await server.close();
    await admin.query(`DROP DATABASE ${NAME}`);
    await admin.query(`DROP ROLE ${NAME}`);
    await admin.end();
  });

  function addressOf(role: string, password: string): string {
    const url = new URL(process.env['TEST_DATABASE_URL']!);
    url.pathname = `/${NAME}`;
    [url.username, url.password] = [role, password];
    return url.href;
  }
  async function inDatabase(sql: string): Promise<number> {
    const { username, password } = new URL(process.env['TEST_DATABASE_URL']!);
    const client = new Client({ connectionString: addressOf(username, password) });
    await client.connect();
    const { rowCount } = await client.query(sql);
    await client.end();
    return rowCount ?? 0;
  }
  /** Connections that are open live on, so they are ended. Until none is left: a database in use cannot be renamed. */
  async function refuse(begin: string): Promise<void> {
    const CUT = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1';
    if (!begin.includes('RENAME')) await admin.query(begin);
    await until(async () => (await admin.query(CUT, [NAME])).rowCount === 0);
    if (begin.includes('RENAME')) await until(() => renamed(begin));
  }
  async function renamed(begin: string): Promise<boolean> {
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [NAME]);
    return admin.query(begin).then(
      () => true,
      () => false,
    );
  }
  async function post(path: string, body: object): Promise<unknown[]> {
    const answer = await server.api.post(path, body);
    return [answer.status, answer.body['code']];
  }
  const lines = (text: string) => log.filter(({ msg }) => msg.includes(text));

  it.each(REFUSALS)(
    'with %s, the service answers 503, logs the reason once, and blames no worker',
    async (sqlstate, begin, end) => {
      await inDatabase('DELETE FROM worker_registration.gap');
      log.length = 0;
      await refuse(begin);
      const answers = [
        await post('/w/heartbeat', {}),
        await post('/register', registration({ workerId: 'new' })),
        await post('/jobs/claim', { jobId: 'j' }),
      ];
      const read = await server.api.get('/w/events');
      const ready = await fetch(`${server.url}/readyz`);
      const reason = await ready.text();
      await admin.query(end);

      expect(answers).toEqual(answers.map(() => [503, 'database_unavailable']));
      expect([read.status, read.body['code']]).toEqual([503, 'database_unavailable']);
      expect([ready.status, reason]).toEqual([503, expect.stringContaining(`SQLSTATE ${sqlstate}`)]);
      await until(async () => {
        await server.api.post('/w/heartbeat', {});
        return lines('available again').length > 0;
      });
      await until(async () => (await inDatabase('SELECT FROM worker_registration.gap')) > 0);
      expect(lines('is unavailable')).toHaveLength(1);
      expect(lines('available again')).toEqual([
        expect.objectContaining({ msg: expect.stringContaining(`SQLSTATE ${sqlstate}`) }),
      ]);
      expect(log.filter((line) => 'err' in line || 'stack' in line)).toEqual([]);
    },
  );
});
