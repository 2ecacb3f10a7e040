import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { OperationDesk } from '../support/operations.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

const ZONES = ['a', 'b', 'c', 'd', 'e'];
const WORKERS = 500;
const nameOf = (index: number): string => `w-${String(index).padStart(3, '0')}`;

/** Notes after each statement how many workers are out of service, and in how many zones orders were given. */
const WATCH = `
  CREATE TABLE public.seen (unavailable integer, zones integer);
  CREATE FUNCTION public.note_seen() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO public.seen SELECT
      count(*) FILTER (WHERE order_kind IS NOT NULL OR presence <> 'PRESENT' OR health <> 'HEALTHY'),
      count(DISTINCT zone) FILTER (WHERE order_by = 'operator')
    FROM worker_registration.worker_state;
    RETURN NULL;
  END $$;
  CREATE TRIGGER note_seen AFTER INSERT OR UPDATE ON worker_registration.worker_state
    FOR EACH STATEMENT EXECUTE FUNCTION public.note_seen();`;

describe('A rollout of 500 workers by two instances, zone by zone, of which a tenth may be unavailable', () => {
  let database: TestDatabase;
  let servers: TestServer[];
  beforeEach(async () => {
    database = await createTestDatabase();
    const settings = { 'jobscheduler.worker.reconnect-enabled': false };
    servers = [await startTestServer({ database, settings }), await startTestServer({ database, settings })];
  });
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.close()));
    await database.drop();
  });

  const register = (server: TestServer, names: readonly string[], version: string) =>
    new OperationDesk(server).fleet(
      names.map((workerId) => ({
        workerId,
        zone: ZONES[Number(workerId.slice(2)) % ZONES.length],
        version,
        bootId: version,
      })),
    );
  const begin = async (server: TestServer): Promise<{ desk: OperationDesk; id: string }> => {
    await register(
      server,
      Array.from({ length: WORKERS }, (_, index) => nameOf(index)),
      '2.5.0',
    );
    await database.query(WATCH);
    const desk = new OperationDesk(server);
    const id = await desk.begin({
      kind: 'drain',
      select: { version: '2.5.0' },
      maxUnavailable: '10%',
      by: 'zone',
      wait: 'version=2.5.1',
    });
    return { desk, id };
  };
  /** The nodes do their part: a drained worker restarts with the new version. */
  const restart = async (desk: OperationDesk): Promise<number> => {
    const names = await desk.ordered();
    await desk.beat(names);
    await register(desk.server, names, '2.5.1');
    await desk.beat(names);
    return names.length;
  };
  const seen = async () =>
    (
      await database.query<{ unavailable: number; zones: number }>(
        'SELECT max(unavailable) AS unavailable, max(zones) AS zones FROM public.seen',
      )
    )[0]!;

  it('continues when one instance is gone, and orders each worker once', async () => {
    const { desk, id } = await begin(servers[0]!);
    await desk.carriedOn(id);
    await restart(desk);
    await desk.carriedOn(id);
    await servers.shift()!.close();
    const other = new OperationDesk(servers[0]!);
    let shown = await other.read(id);
    for (let rounds = 0; shown.state === 'running' && rounds < 100; rounds += 1) {
      await restart(other);
      shown = await other.carriedOn(id);
    }
    expect(shown).toMatchObject({ state: 'finished', progress: { done: WORKERS, failed: 0 } });
    expect(await seen()).toEqual({ unavailable: 50, zones: 1 });
    expect(await other.ordered()).toEqual([]);
    const counts = await database.query(
      `SELECT count(*)::integer AS events FROM worker_registration.journal WHERE type = 'order-given' GROUP BY id HAVING count(*) <> 1`,
    );
    expect(counts).toEqual([]);
  });

  it('is reverted completely by an undo half-way', async () => {
    await register(servers[0]!, ['w-004'], '2.5.0');
    await servers[0]!.api.post('/w-004/maintenance', { reason: 'anna', until: '2099-01-01T00:00:00Z' });
    const { desk, id } = await begin(servers[0]!);
    const before = await desk.orders();
    for (let shown = await desk.read(id); shown.progress.done < WORKERS / 2; shown = await desk.carriedOn(id))
      await restart(desk);
    const other = new OperationDesk(servers[1]!);
    const undo = (await other.control(id, 'undo')).body.operation.id;
    let undone = await other.read(undo);
    while (undone.state === 'running') undone = await other.carriedOn(undo);
    expect(undone.progress).toMatchObject({ failed: 0, skipped: 0 });
    expect(await desk.orders()).toEqual(before);
    expect((await desk.read(id)).state).toBe('cancelled');
    expect((await seen()).unavailable).toBeLessThanOrEqual(50);
  });

  it('does nothing twice when an instance dies within a step', async () => {
    const { desk, id } = await begin(servers[0]!);
    await desk.carriedOn(id);
    await restart(desk);
    // The step is held up at its journal, with everything else done.
    const journal = new Client({ connectionString: database.url });
    await journal.connect();
    await journal.query('BEGIN; LOCK TABLE worker_registration.journal IN EXCLUSIVE MODE');
    const step = desk.carriedOn(id).catch(() => undefined);
    await until(async () => (await killed(journal)) > 0);
    await journal.end();
    await step;
    await new OperationDesk(servers[1]!).carriedOn(id);
    const twice = await database.query(
      `SELECT FROM worker_registration.journal WHERE type = 'order-given' GROUP BY id HAVING count(*) > 1`,
    );
    expect(twice).toEqual([]);
    expect((await seen()).unavailable).toBe(50);
  });

  /** Ends the connections that wait for the journal, as a crash of their instance does. */
  const killed = async (client: Client): Promise<number> => {
    const { rows } = await client.query(
      `SELECT pg_terminate_backend(l.pid) FROM pg_locks AS l
       WHERE NOT l.granted AND l.relation = 'worker_registration.journal'::regclass`,
    );
    return rows.length;
  };
});
