import { registration } from '../factories/registration.factory.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { Scrape } from '../support/scrape.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

const REPORT = { status: 'BUSY', currentJobCount: 1 };

/** Has each change of a worker fail while it is there, and counts the attempts. */
const TRIGGER = `
  CREATE SEQUENCE IF NOT EXISTS worker_registration.attempts;
  CREATE OR REPLACE FUNCTION worker_registration.fail() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM nextval('worker_registration.attempts'); RAISE 'out of order'; END $$;
  CREATE TRIGGER fail BEFORE UPDATE ON worker_registration.worker_state FOR EACH ROW EXECUTE FUNCTION worker_registration.fail()`;

describe('With heartbeat-write: changes, each acknowledged heartbeat is counted', () => {
  let database: TestDatabase;
  let server: TestServer;
  let acknowledged = 0;
  beforeAll(async () => {
    database = await createTestDatabase();
    const settings = {
      ...SWEEPS_BY_HAND,
      'jobscheduler.worker.heartbeat-write': 'changes',
      'jobscheduler.worker.suspect-floor-seconds': 1,
      'jobscheduler.worker.heartbeat-interval-seconds': 0.1,
    };
    server = await startTestServer({ database, settings });
    await server.api.post('/register', registration({ workerId: 'w1', bootId: 'boot-1' }));
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const beat = async (report: object): Promise<number> => {
    const { status } = await server.api.post('/w1/heartbeat', report);
    if (status === 200) acknowledged += 1;
    return status;
  };
  const unwritten = async () =>
    (await Scrape.of(server.url)).value('worker_registration_heartbeats_unwritten_total')!;
  /** Sends heartbeats until one is not written. */
  const leaveUnwritten = () =>
    until(async () => {
      const before = await unwritten();
      await beat(REPORT);
      return (await unwritten()) > before;
    });
  const whileWritesFail = async (act: () => Promise<unknown>) => {
    await database.query(TRIGGER);
    await act();
    await database.query('DROP TRIGGER fail ON worker_registration.worker_state');
  };
  const attempts = async () => {
    const [row] = await database.query<{ last: string }>(
      'SELECT last_value::text AS last FROM worker_registration.attempts',
    );
    return Number(row!.last);
  };
  const counted = async () => {
    const [row] = await database.query<{ beats: number }>(
      'SELECT heartbeat_count::integer AS beats FROM worker_registration.worker_state',
    );
    return row!.beats;
  };

  it('although the next one is of an older process, fails, or shows a worker that has changed', async () => {
    await leaveUnwritten();
    const older = await beat({ ...REPORT, bootId: 'boot-0' });
    await leaveUnwritten();
    let failed = 0;
    await whileWritesFail(async () => (failed = await beat({ ...REPORT, currentJobCount: 2 })));
    await leaveUnwritten();
    await database.query(`UPDATE worker_registration.worker_state SET health = 'UNHEALTHY'`);
    await beat(REPORT);
    const last = await beat({ ...REPORT, currentJobCount: 3 });
    expect([older, failed, last]).toEqual([409, 500, 200]);
    expect(await counted()).toBe(acknowledged);
    await database.query(`UPDATE worker_registration.worker_state SET health = 'HEALTHY'`);
  });

  it('although its worker falls silent, and that cannot be stored at first', async () => {
    await leaveUnwritten();
    await whileWritesFail(async () => {
      const before = await attempts();
      await until(async () => (await attempts()) > before);
    });
    await until(async () => (await server.api.get('/w1')).body['suspect'] === true);
    expect(await counted()).toBe(acknowledged);
  });
});
