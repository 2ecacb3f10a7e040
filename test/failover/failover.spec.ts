import { setTimeout as pause } from 'node:timers/promises';
import { registration } from '../factories/registration.factory.js';
import type { TestDatabase } from '../support/database.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';
import { Beats } from './beats.js';
import { PatroniPair } from './patroni.js';

const TIMES = Number(process.env.FAILOVERS ?? 10);
const WORKERS = 20;

/** Workers with leases shorter than a fail-over, and sweeps that would fail them: time without a database must not count. */
const SETTINGS = {
  'jobscheduler.worker.health-check-interval-ms': 1000,
  'jobscheduler.worker.max-consecutive-failures': 1,
  'jobscheduler.worker.guard-enabled': false,
  'jobscheduler.worker.reconnect-enabled': false,
};
const LEASE_SECONDS = 5;

jest.setTimeout(30 * 60_000);

describe('PostgreSQL under Patroni, behind HAProxy', () => {
  let pair: PatroniPair;
  let server: TestServer;
  let beats: Beats;
  const figures: object[] = [];
  beforeAll(async () => {
    pair = await PatroniPair.start();
    server = await startTestServer({ database: { url: pair.url } as TestDatabase, settings: SETTINGS });
    const names = Array.from({ length: WORKERS }, (_, index) => `w${index}`);
    for (const workerId of names)
      await server.api.post('/register', registration({ workerId, leaseSeconds: LEASE_SECONDS }));
    beats = new Beats(server.api, names);
  });
  afterAll(async () => {
    await beats.stop();
    await server.close();
    await pair.stop();
    console.table(figures);
  });

  /** Lets something happen to the database, until all is as before; returns the events that blame a worker. */
  async function blamedBy(what: string, happens: () => Promise<() => Promise<void>>): Promise<unknown[]> {
    await pair.isWhole();
    await beats.everywhere();
    const since = beats.mark();
    const repair = await happens();
    await beats.everywhere();
    await repair();
    await pair.isWhole();
    await pause(2 * LEASE_SECONDS * 1000);
    figures.push({ what, ...beats.figures(since) });
    await until(async () => (await beats.missing()).length === 0);
    const { body } = await server.api.get<{ events: { type: string }[] }>(
      '/events?type=unhealthy,failed,cleaned-up',
    );
    return body.events;
  }

  it(`loses nothing and blames no worker in ${TIMES} switchovers`, async () => {
    for (let time = 0; time < TIMES; time += 1)
      expect(await blamedBy('switchover', () => pair.switchOver())).toEqual([]);
  });

  it(`loses nothing and blames no worker when the node of the primary is killed ${TIMES} times`, async () => {
    for (let time = 0; time < TIMES; time += 1)
      expect(await blamedBy('kill -9', () => pair.killPrimary())).toEqual([]);
  });
});
