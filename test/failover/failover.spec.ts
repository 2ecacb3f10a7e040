import { setTimeout as pause } from 'node:timers/promises';
import type { TestDatabase } from '../support/database.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { Acknowledged } from './acknowledged.js';
import { LEASE_SECONDS, Load } from './load.js';
import { PatroniPair } from './patroni.js';
import { planOf, type Plan } from './plan.js';
import { SqlWriter } from './sql-writer.js';
import { note } from './timeline.js';

const { FAILOVERS = '10', SWITCHOVERS = FAILOVERS, FAILOVER_SEED = '1' } = process.env;
const plans = (count: string): Plan[] =>
  Array.from({ length: Number(count) }, (_, index) => planOf(Number(FAILOVER_SEED) + index));

/** Workers with leases shorter than a fail-over, and sweeps that would fail them: time without a database must not count. */
const SETTINGS = {
  'jobscheduler.worker.health-check-interval-ms': 1000,
  'jobscheduler.worker.max-consecutive-failures': 1,
  'jobscheduler.worker.guard-enabled': false,
  'jobscheduler.worker.reconnect-enabled': false,
  'jobscheduler.worker.max-concurrent-jobs-limit': 100_000,
  'log.level': 'debug',
};

jest.setTimeout(5 * 60_000);

describe('PostgreSQL under Patroni, behind HAProxy', () => {
  let pair: PatroniPair;
  let server: TestServer;
  let writer: SqlWriter;
  const acknowledged = new Acknowledged();
  const figures: object[] = [];
  beforeAll(async () => {
    pair = await PatroniPair.start();
    const database = { url: pair.url } as TestDatabase;
    server = await startTestServer({ database, settings: SETTINGS, log: (line) => note('service', line) });
    writer = await SqlWriter.start(pair.url);
  });
  afterAll(async () => {
    await writer?.stop();
    await server?.close();
    await pair?.stop();
    console.table(figures);
  });

  /** Lets something happen to the database, until all is as before; returns what must be none. */
  async function breachesOf(what: string, plan: Plan, happens: () => Promise<() => Promise<void>>) {
    await pair.isWhole();
    const blamedBefore = await blamed();
    const load = await Load.start(server, plan, acknowledged, `${what}-${plan.seed}`);
    let since: number;
    try {
      await load.everywhere();
      await pause(plan.strikesAfterMs);
      since = performance.now();
      note('test', `${what} ${JSON.stringify(plan)}`);
      const repair = await happens();
      await load.everywhere();
      await repair();
      await pair.isWhole();
      // Verdicts about leases that ended meanwhile.
      await pause(2 * LEASE_SECONDS * 1000);
    } finally {
      await load.stop();
    }
    const kept = await acknowledged.compare(pair.url);
    const written = await writer.compare();
    const { gap, refusedBeats, ...others } = load.figuresSince(since);
    const breaches = {
      lost: kept.lost + written.lost,
      blamed: (await blamed()) - blamedBefore,
      refusedBeats,
    };
    figures.push({
      what,
      ...plan,
      'without beats, s': gap,
      'without SQL, s': writer.answers.gapSince(since),
      ...others,
      acknowledged: kept.acknowledged + written.acknowledged,
      ...breaches,
    });
    note('test', JSON.stringify(figures.at(-1)));
    return breaches;
  }

  async function blamed(): Promise<number> {
    const { body } = await server.api.get<{ events: unknown[] }>(
      '/events?type=unhealthy,failed,cleaned-up&limit=1000',
    );
    return body.events.length;
  }

  for (const plan of plans(SWITCHOVERS))
    it(`loses nothing, blames no worker and refuses no heartbeat in a switchover (seed ${plan.seed}, ${plan.load})`, async () => {
      const breaches = await breachesOf('switchover', plan, () => pair.switchOver());
      expect(breaches).toEqual({ lost: 0, blamed: 0, refusedBeats: 0 });
    });

  for (const plan of plans(FAILOVERS))
    it(`loses nothing and blames no worker when the node of the primary is killed (seed ${plan.seed}, ${plan.load})`, async () => {
      const breaches = await breachesOf('kill', plan, () => pair.killPrimary());
      expect(breaches).toMatchObject({ lost: 0, blamed: 0 });
    });
});
