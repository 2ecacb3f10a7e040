import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { OperationDesk } from '../support/operations.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('A request for an operation', () => {
  let server: TestServer;
  let desk: OperationDesk;
  beforeAll(async () => {
    const settings = {
      ...SWEEPS_BY_HAND,
      'jobscheduler.worker.reconnect-enabled': false,
      'jobscheduler.worker.guard-enabled': false,
    };
    server = await startTestServer({ settings });
    desk = new OperationDesk(server);
    await desk.fleet([{ workerId: 'known', zone: 'z' }]);
  });
  afterAll(() => server.close());

  it.each([
    [{}, 'kind', 'Kind is required'],
    [{ kind: 'explode', select: { zone: 'z' } }, 'kind', 'Kind must be one of drain, maintenance'],
    [{ kind: 'drain', select: { zone: 'z' }, reason: ' ' }, 'reason', 'Reason is required'],
    [{ kind: 'drain' }, 'select', 'Send one of select, workerIds and cleanup'],
    [{ kind: 'drain', select: { zone: 'z' }, workerIds: ['known'] }, 'workerIds', 'Send one of select'],
    [{ kind: 'drain', select: {} }, 'select', 'Select must have at least one filter'],
    [{ kind: 'drain', select: { zoen: 'z' } }, 'select', 'Unknown filter "zoen"; did you mean zone?'],
    [{ kind: 'drain', select: { status: 'SLEEPING' } }, 'select', 'status must be one of'],
    [{ kind: 'drain', select: [] }, 'select', 'Select must be a JSON object'],
    [{ kind: 'drain', select: { zone: 'nowhere' } }, 'select', 'No worker matches the selection'],
    [{ kind: 'drain', workerIds: [] }, 'workerIds', 'Worker IDs must not be empty'],
    [{ kind: 'drain', workerIds: ['nobody'] }, 'workerIds', 'No worker matches the selection'],
    [{ kind: 'drain', cleanup: '2026-01-31T12:00:00Z' }, 'cleanup', 'Cleanup is only for restore'],
    [{ kind: 'restore', cleanup: 'yesterday' }, 'cleanup', 'Cleanup must be a time'],
    [
      { kind: 'drain', select: { zone: 'z' }, until: '2020-01-01T00:00:00Z' },
      'until',
      'must be in the future',
    ],
    [{ kind: 'drain', select: { zone: 'z' }, deadline: '0s' }, 'deadline', 'must be in the future'],
    [
      { kind: 'activate', select: { zone: 'z' }, until: '2h' },
      'until',
      'until is only for drain and maintenance',
    ],
    [
      { kind: 'delete', select: { zone: 'z' }, maxUnavailable: 1 },
      'maxUnavailable',
      'maxUnavailable is only for',
    ],
    [{ kind: 'drain', select: { zone: 'z' }, by: 'host' }, 'by', 'By must be one of zone'],
    [{ kind: 'drain', select: { zone: 'z' }, wait: '2.5.1' }, 'wait', 'must be version=… or tag=…'],
    ...[0, '0%', '101%', -1, 1.5, 'some', true].map((maxUnavailable): [object, string, string] => [
      { kind: 'drain', select: { zone: 'z' }, maxUnavailable },
      'maxUnavailable',
      'Max unavailable must be a number of workers of at least 1, or a percentage',
    ]),
  ] as [Record<string, unknown>, string, string][])('%j is refused', async (body, field, message) => {
    const { status, body: answer } = await desk.create(body);
    expect([status, answer.errors.map((each) => each.field)]).toEqual([400, expect.arrayContaining([field])]);
    expect(answer.errors.find((each) => each.field === field)!.message).toContain(message);
    expect(await desk.ordered()).toEqual([]);
  });

  it('names unknown workers, and filters like the list', async () => {
    const select = { status: ['active', 'IDLE'], suspect: false, minAvailableCapacity: 1, zone: 'z' };
    const named = await desk.create({ kind: 'activate', workerIds: ['known', 'nobody', 'known'] });
    const filtered = await desk.create({ kind: 'activate', select });
    expect(named).toMatchObject({ status: 202, body: { unknownWorkers: ['nobody'] } });
    expect(named.body.operation.progress.total).toBe(1);
    expect(filtered.body.operation.progress.total).toBe(1);
  });

  it('is refused while too many operations are unfinished', async () => {
    await server.database.query(
      `INSERT INTO worker_registration.operation (id, kind, state, reason, actor, origin, selection)
       SELECT gen_random_uuid(), 'drain', 'paused', 'full', 'test', '{}', '{}' FROM generate_series(1, 100)`,
    );
    await server.database.query(
      `INSERT INTO worker_registration.operation_worker (operation, worker, worker_id, zone, step)
       SELECT id, gen_random_uuid(), 'x', '', 'pending' FROM worker_registration.operation WHERE reason = 'full'`,
    );
    await server.database.query(`UPDATE worker_registration.operation SET total = 1 WHERE reason = 'full'`);
    const full = await desk.create({ kind: 'drain', select: { zone: 'z' } });
    await server.database.query(`DELETE FROM worker_registration.operation WHERE reason = 'full'`);
    expect([full.status, full.body.code]).toEqual([409, 'too_many_operations']);
  });

  it.each(['no-uuid', '01a200e1-5b2c-7d11-9c55-2f6a0c7d1e90'])('finds no operation %s', async (id) => {
    const answers = [
      await server.api.get<{ code: string }>(`/operations/${id}`),
      ...(await Promise.all(['pause', 'resume', 'cancel', 'undo'].map((act) => desk.control(id, act)))),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [404, 'operation_unknown']),
    );
  });

  it('restores all workers of a cleanup', async () => {
    const watch = new FleetWatch(server);
    const names = ['lost-1', 'lost-2', 'lost-3'];
    await desk.fleet(names.map((workerId) => ({ workerId, zone: 'lost' })));
    await watch.lose(names);
    const cleaned = (await watch.events()).filter(({ type }) => type === 'cleaned-up');
    const run = cleaned[0]!.detail['run'];
    await desk.beat(['lost-3']);
    const other = await desk.create({ kind: 'restore', cleanup: '2020-01-01T00:00:00Z' });
    const restored = await desk.carriedOn(await desk.begin({ kind: 'restore', cleanup: run }));
    expect(cleaned.map(({ detail }) => detail['run'])).toEqual([run, run, run]);
    expect(other.status).toBe(400);
    expect(restored).toMatchObject({ state: 'finished', progress: { total: 3, done: 2, skipped: 1 } });
    expect(restored.left).toMatchObject([{ workerId: 'lost-3', why: 'it is present' }]);
    const events = (await watch.events()).filter(({ type }) => type === 'restored');
    expect(events).toMatchObject([{ detail: { operation: restored.id } }, { detail: { from: 'LOST' } }]);
  });
});
