import { CleanupStore } from '../../src/health/store/cleanup.store.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { OperationDesk, type Shown } from '../support/operations.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const FIRST = '00000000-0000-0000-0000-000000000000';

describe('A cleanup, as an operation', () => {
  let server: TestServer;
  let desk: OperationDesk;
  let watch: FleetWatch;
  beforeAll(async () => {
    const settings = {
      ...SWEEPS_BY_HAND,
      // 50 seconds are an endless fraction of a minute.
      'jobscheduler.worker.cleanup-threshold-minutes': 5 / 6,
      'jobscheduler.worker.reconnect-enabled': false,
      'jobscheduler.worker.guard-enabled': false,
    };
    server = await startTestServer({ settings });
    desk = new OperationDesk(server);
    watch = new FleetWatch(server);
  });
  afterAll(() => server.close());

  const cleanups = async () =>
    (await server.api.get<{ operations: Shown[] }>('/operations?kind=cleanup')).body.operations;
  /** Loses these workers by one cleanup, and returns its operation. */
  const lost = async (...names: string[]): Promise<Shown> => {
    await watch.lose(names);
    return (await cleanups())[0]!;
  };
  const known = async (prefix: string, count: number): Promise<string[]> => {
    const names = Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
    await desk.fleet(names.map((workerId) => ({ workerId, zone: prefix })));
    return names;
  };
  const presences = async (prefix: string) =>
    (await desk.orders())
      .filter(({ worker_id: name }) => name.startsWith(prefix))
      .map(({ presence }) => presence);

  it('is listed with its cause, reason and workers, and undone as a whole', async () => {
    const names = await known('whole', 3);
    const { id } = await lost(...names);
    const shown = (await server.api.get<Shown>(`/operations/${id}?done=true`)).body;
    await desk.beat(['whole-2']);
    const undo = (await desk.control(id, 'undo', { reason: 'The network was down' })).body.operation.id;
    const undone = await desk.carriedOn(undo);
    const again = await desk.control(id, 'undo');
    const paused = await desk.control(id, 'pause');
    expect(shown).toMatchObject({
      kind: 'cleanup',
      state: 'finished',
      actor: 'operator',
      reason: 'FAILED for longer than 50 seconds',
      progress: { total: 3, done: 3 },
      left: [],
      done: names.map((workerId) => ({ workerId, step: 'done' })),
    });
    expect(undone).toMatchObject({ state: 'finished', progress: { total: 3, done: 2, skipped: 1 } });
    expect(undone.left).toMatchObject([{ workerId: 'whole-2', why: 'it is present' }]);
    expect(await presences('whole')).toEqual(['EXPECTED', 'EXPECTED', 'PRESENT']);
    expect((await desk.read(id)).undoneBy).toBe(undo);
    expect([again.status, again.body.message.includes(undo)]).toEqual([409, true]);
    expect(paused.body).toMatchObject({ code: 'operation_ended', message: 'The operation is finished' });
  });

  it('is named by the events of its workers, and by one of its own', async () => {
    const { id } = await lost(...(await known('named', 2)));
    const { body } = await server.api.get<{ events: Event[] }>('/events');
    const events = body.events.filter(({ detail }) => detail['operation'] === id);
    expect(events.map(({ type, actor }) => `${type} by ${actor}`).toSorted()).toEqual([
      'cleaned-up by operator',
      'cleaned-up by operator',
      'operation-ended by operator',
    ]);
    expect(events.find(({ type }) => type === 'operation-ended')!.detail).toMatchObject({
      kind: 'cleanup',
      state: 'finished',
      workers: 2,
      done: 2,
    });
  });

  it('is none if no worker is cleaned up', async () => {
    const before = await cleanups();
    const dry = await server.api.post('/cleanup/failed?dryRun=true');
    const none = await server.api.post('/cleanup/failed');
    expect([dry.body['operations'], none.body['operations']]).toEqual([[], []]);
    expect(await cleanups()).toEqual(before);
  });

  it('is not undone for workers that were lost again, left or were deleted since', async () => {
    const [again, left, deleted] = await known('since', 3);
    const { id } = await lost(again!, left!, deleted!);
    await desk.beat([again!, left!]);
    await server.api.post(`/${left}/deregister`, {});
    await server.api.delete(`/${deleted}`);
    await lost(again!);
    const undone = await desk.carriedOn((await desk.control(id, 'undo')).body.operation.id);
    expect(undone.left.map(({ workerId, why }) => `${workerId}: ${why}`).toSorted()).toEqual([
      `${again}: it was lost again since`,
      `${left}: it has left since`,
      `${deleted}: its record was deleted`,
    ]);
    expect(await presences('since')).toEqual(['LOST', 'LEFT']);
  });

  it('grows with each batch, and ends with the last one or at the maximum of its workers', async () => {
    const names = await known('batch', 5);
    await watch.silence(400, names);
    for (let sweep = 0; sweep < 3; sweep += 1) await watch.sweep();
    await server.database.query(
      `UPDATE worker_registration.worker_state SET health_since = now() - interval '1 hour',
         presence_since = now() - interval '1 hour' WHERE health = 'FAILED' AND presence = 'PRESENT'`,
    );
    const store = server.app.get(CleanupStore);
    const operations = ['019ac000-0000-7000-8000-000000000001', '019ac000-0000-7000-8000-000000000002'];
    const run = { actor: 'service', began: null, only: null, reason: 'FAILED', mostWorkers: 4 };
    let after = FIRST;
    const sizes = [];
    for (const operation of [0, 0, 1]) {
      const rows = await store.cleanUp(15, after, 2, { ...run, operation: operations[operation]! });
      after = rows.at(-1)!.id;
      sizes.push((await desk.read(operations[operation]!)).progress.done);
    }
    const ended = (await watch.events()).filter(
      ({ type, detail }) => type === 'operation-ended' && operations.includes(String(detail['operation'])),
    );
    expect(sizes).toEqual([2, 4, 1]);
    expect(ended.map(({ detail }) => detail['workers'])).toEqual([4, 1]);
  });
});

interface Event {
  type: string;
  actor: string;
  detail: Record<string, unknown>;
}
