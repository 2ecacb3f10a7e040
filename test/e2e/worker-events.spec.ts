import { join } from 'node:path';
import { WorkerEvents } from '../../src/index.js';
import type { EventDto } from '../../src/index.js';
import { registration } from '../factories/registration.factory.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startHostedServer } from '../support/hosted-server.js';
import { Programs, type Program } from '../support/programs.js';
import type { TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

const CONSUMING_HOST = join(import.meta.dirname, '../support/consuming-host.mjs');
const settings = { ...SWEEPS_BY_HAND, 'jobscheduler.worker.guard-enabled': false };

const HANDLED = `SELECT FROM worker_registration.event_cursor
  WHERE seq >= (SELECT max(seq) FROM worker_registration.journal WHERE type = 'failed')`;

describe('WorkerEvents', () => {
  let database: TestDatabase;
  const hosts: TestServer[] = [];
  const programs = new Programs();
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await programs.endAll();
    await Promise.all(hosts.splice(0).map((host) => host.close()));
    await database.drop();
  });

  const start = async (): Promise<TestServer> => {
    const host = await startHostedServer({ settings: { ...settings, 'database.url': database.url } });
    hosts.push(host);
    return host;
  };
  const end = async (host: TestServer): Promise<void> => {
    hosts.splice(hosts.indexOf(host), 1);
    await host.close();
  };
  const register = (host: TestServer, workerId: string) =>
    host.api.post('/register', registration({ workerId }));
  const eventsOf = (host: TestServer): WorkerEvents => host.app.get(WorkerEvents, { strict: false });

  /** Collects the workers of events by the named cursor. */
  const consume = (host: TestServer, seen: string[]) =>
    eventsOf(host).consume('billing', ({ workerId }) => seen.push(workerId!), 'registered');
  const hasCursor = () =>
    until(async () => (await database.query(`SELECT FROM worker_registration.event_cursor`)).length > 0);

  it('calls listeners for their kinds, whichever instance caused the event', async () => {
    const [one, other] = [await start(), await start()];
    const [seen, all]: [string[], EventDto[]] = [[], []];
    eventsOf(one).on(['registered', 'orders'], ({ type }) => seen.push(type));
    eventsOf(one).events$.subscribe((event) => all.push(event));
    await until(async () => {
      await register(other, `w${all.length}`);
      return all.length > 0;
    });
    await other.api.post('/w0/drain', {});
    await until(() => seen.includes('order-given'));
    expect(new Set(seen)).toEqual(new Set(['registered', 'order-given']));
    expect(all[0]).toMatchObject({ group: 'registration', workerId: 'w0', detail: expect.anything() });
  });

  it('delivers once events that happened while the application was down', async () => {
    const seen: string[] = [];
    const first = await start();
    consume(first, seen);
    await hasCursor();
    await end(first);
    const other = await start();
    await register(other, 'meanwhile');
    const second = await start();
    consume(second, seen);
    await until(() => seen.length > 0);
    await end(second);
    const third = await start();
    consume(third, seen);
    await register(other, 'later');
    await until(() => seen.includes('later'));
    expect(seen).toEqual(['meanwhile', 'later']);
  });

  it('delivers each event to one of the instances that share a cursor', async () => {
    const [one, other] = [await start(), await start()];
    const seen: string[] = [];
    consume(one, seen);
    consume(other, seen);
    await hasCursor();
    const names = Array.from({ length: 10 }, (_, index) => `w${index}`);
    for (const name of names) await register(one, name);
    await until(() => seen.length >= names.length);
    expect(seen).toEqual(names);
  });

  it('takes over from an instance that was killed once its claim has ended', async () => {
    const host = await start();
    const seen: string[] = [];
    await database.query(
      `INSERT INTO worker_registration.event_cursor (name, tx, seq, holder, held_until)
       VALUES ('billing', 0, 0, gen_random_uuid(), now() + interval '10 seconds')`,
    );
    await register(host, 'w');
    consume(host, seen);
    expect(seen).toEqual([]);
    await database.query(`UPDATE worker_registration.event_cursor SET held_until = now()`);
    await until(() => seen.length > 0);
    expect(seen).toEqual(['w']);
  });

  it('delivers once a failure of a worker during which the application was killed', async () => {
    const server = await start();
    const fleet = new FleetWatch({ ...server, database });
    const startHost = async (): Promise<Program> => {
      const own = { ...settings, 'database.url': database.url };
      const host = programs.start([CONSUMING_HOST, JSON.stringify(own)]);
      await host.says(/consuming/);
      return host;
    };
    const fail = async (workerId: string): Promise<void> => {
      await register(server, workerId);
      await fleet.lose([workerId]);
    };
    const first = await startHost();
    await hasCursor();
    await fail('before');
    await first.says(/failed before/);
    // Otherwise it may be delivered again: at least once.
    await until(async () => (await database.query(HANDLED)).length > 0);
    await first.stop('SIGKILL');
    await fail('meanwhile');
    const [second, third] = [await startHost(), await startHost()];
    await database.query(`UPDATE worker_registration.event_cursor SET held_until = now()`);
    await Promise.race([second.says(/failed meanwhile/), third.says(/failed meanwhile/)]);
    await fail('after');
    await Promise.race([second.says(/failed after/), third.says(/failed after/)]);
    const lines = `${second.output}${third.output}`.split('\n').filter((line) => line.startsWith('failed'));
    expect(lines).toEqual(['failed meanwhile', 'failed after']);
  });

  it('repeats an event whose handler fails, before later ones', async () => {
    const host = await start();
    const seen: string[] = [];
    let failures = 1;
    eventsOf(host).consume(
      'billing',
      ({ workerId }) => {
        seen.push(workerId!);
        if (failures-- > 0) throw new Error('not yet');
      },
      'registered',
    );
    await hasCursor();
    await register(host, 'w1');
    await register(host, 'w2');
    await until(() => seen.includes('w2'));
    expect(seen).toEqual(['w1', 'w1', 'w2']);
  });
});
