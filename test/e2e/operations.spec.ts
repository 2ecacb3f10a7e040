import { startTestServer, type TestServer } from '../support/test-server.js';
import { OperationDesk } from '../support/operations.js';

const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(3, '0')}`);

describe('An operation', () => {
  let server: TestServer;
  let desk: OperationDesk;
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'jobscheduler.worker.reconnect-enabled': false } });
    desk = new OperationDesk(server);
  });
  afterAll(() => server.close());

  const fleet = async (zone: string, count: number, more: object = {}): Promise<string[]> => {
    const workerIds = names(zone, count);
    await desk.fleet(workerIds.map((workerId) => ({ workerId, zone, bootId: 'b', ...more })));
    return workerIds;
  };
  const worker = async (workerId: string) =>
    (await server.api.get<Record<string, unknown> & { order: object | null }>(`/${workerId}`)).body;
  const events = async (workerId: string) =>
    (
      await server.api.get<{ events: { type: string; actor: string; detail: Record<string, unknown> }[] }>(
        `/${workerId}/events`,
      )
    ).body.events;

  it('drains a selection, and is done with a worker once a heartbeat since then has no jobs', async () => {
    const [first, second] = await fleet('drained', 2);
    await server.api.post(`/${first}/jobs`, { jobId: 'j1' });
    const created = await desk.create({ kind: 'drain', select: { zone: 'drained' } });
    const { id } = created.body.operation;
    const before = await desk.carriedOn(id);
    await desk.beat([first!, second!]);
    const busy = await desk.carriedOn(id);
    const drained = await worker(second!);
    await server.api.delete(`/${first}/jobs/j1`);
    await desk.beat([first!]);
    const after = await desk.carriedOn(id);
    expect(created).toMatchObject({ status: 202, body: { message: 'The operation has begun on 2 workers' } });
    expect(created.headers.get('location')).toBe(`/api/v1/worker-registration/operations/${id}`);
    expect(before).toMatchObject({ state: 'running', progress: { total: 2, underWay: 2 } });
    expect(busy).toMatchObject({
      progress: { underWay: 1, done: 1 },
      left: [{ workerId: first, why: 'it still has 1 job' }],
    });
    expect(drained).toMatchObject({
      order: { kind: 'DRAINING', reason: 'CHG-77', by: 'operator', drained: true },
    });
    expect(after).toMatchObject({ state: 'finished', progress: { done: 2 }, left: [] });
    expect((await events(second!))[0]).toMatchObject({ type: 'order-given', detail: { operation: id } });
    const { body } = await server.api.get<{ events: object[] }>('/events?groups=operations');
    expect(body.events).toMatchObject([
      {
        type: 'operation-ended',
        actor: 'service',
        detail: { operation: id, state: 'finished', done: 2, left: 0 },
      },
      { type: 'operation-begun', actor: 'operator', detail: { operation: id, kind: 'drain', workers: 2 } },
    ]);
  });
});
