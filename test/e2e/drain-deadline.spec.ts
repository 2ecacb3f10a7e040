import { Orders } from '../../src/workers/orders/orders.js';
import { registration } from '../factories/registration.factory.js';
import { OperationDesk } from '../support/operations.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Answer {
  message: string;
  worker: { assignedJobCount: number; order: Record<string, unknown> | null };
}

describe('The deadline of a drain', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'jobscheduler.worker.reconnect-enabled': false } });
  });
  afterAll(() => server.close());

  /** A worker with a job. */
  async function working(workerId: string) {
    await server.api.post('/register', registration({ workerId, bootId: 'boot-1', maxConcurrentJobs: 2 }));
    await server.api.post(`/${workerId}/jobs`, { jobId: `job-of-${workerId}` });
  }

  /** All deadlines have passed. */
  async function overdue() {
    await server.database.query(
      `UPDATE worker_registration.worker_state SET order_deadline = now() - interval '1 second' WHERE order_deadline IS NOT NULL`,
    );
    await server.app.get(Orders).releaseOverdue();
  }
  const post = (path: string, body?: object) => server.api.post<Answer>(path, body);
  const read = async (workerId: string) => (await server.api.get<Answer['worker']>(`/${workerId}`)).body;
  const eventsOf = async (workerId: string) =>
    (await server.api.get<{ events: { type: string; detail: object }[] }>(`/${workerId}/events`)).body.events;

  it('releases the jobs that are left, and the worker receives their ids', async () => {
    await working('slow');
    const given = await post('/slow/drain', { reason: 'kernel update', deadline: '30m' });
    await server.app.get(Orders).releaseOverdue();
    const before = await read('slow');
    await overdue();
    const beaten = await server.api.post('/slow/heartbeat', { bootId: 'boot-1', currentJobCount: 1 });
    const since = Date.parse(String(given.body.worker.order!['since']));
    expect(Date.parse(String(given.body.worker.order!['deadline'])) - since).toBe(30 * 60_000);
    expect(before.assignedJobCount).toBe(1);
    expect(beaten.body).toMatchObject({ commands: ['drain'], revokedJobs: ['job-of-slow'] });
    expect(await read('slow')).toMatchObject({ assignedJobCount: 0, order: { kind: 'DRAINING' } });
    const events = await eventsOf('slow');
    expect(events.find(({ type }) => type === 'job-released')).toMatchObject({
      actor: 'service',
      detail: { jobId: 'job-of-slow', reason: 'the deadline of the drain has passed' },
    });
    expect(events.find(({ type }) => type === 'order-given')).toMatchObject({
      detail: { deadline: given.body.worker.order!['deadline'] },
    });
  });

  it('ends with the drain, and outlives a restart with it', async () => {
    await working('restarted');
    await post('/restarted/drain', { deadline: '30m' });
    await server.api.post('/register', registration({ workerId: 'restarted', bootId: 'boot-2' }));
    const restarted = await read('restarted');
    const lifted = await post('/restarted/activate');
    const again = await post('/restarted/drain', {});
    expect(restarted.order!['deadline']).toEqual(expect.any(String));
    expect(lifted.body.worker.order).toBeNull();
    expect(again.body.worker.order!['deadline']).toBeNull();
  });

  it('is met even if the order has expired before the jobs could be released', async () => {
    await working('expired');
    await post('/expired/drain', { deadline: '30m', until: '31m' });
    await server.database.query(
      `UPDATE worker_registration.worker_state SET order_deadline = now() - interval '2 seconds', order_until = now() - interval '1 second'
       WHERE order_until IS NOT NULL`,
    );
    await server.app.get(Orders).endOverdue();
    const waiting = await read('expired');
    await server.app.get(Orders).releaseOverdue();
    await server.app.get(Orders).endOverdue();
    expect(waiting).toMatchObject({ assignedJobCount: 1, order: { kind: 'DRAINING' } });
    expect(await read('expired')).toMatchObject({ assignedJobCount: 0, order: null });
  });

  it('is that of the operation which gave the drain', async () => {
    await working('of-operation');
    const desk = new OperationDesk(server);
    const id = await desk.begin({ kind: 'drain', workerIds: ['of-operation'], deadline: '30m' });
    const operation = await desk.carriedOn(id);
    expect((await read('of-operation')).order).toMatchObject({ deadline: operation.deadline });
    await overdue();
    expect((await read('of-operation')).assignedJobCount).toBe(0);
  });

  it.each([
    ['drain', { deadline: '2020-01-01T00:00:00Z' }, 'Deadline must be in the future'],
    ['drain', { deadline: '2h', until: '1h' }, 'Deadline must be before until: the order ends then'],
    [
      'drain',
      { deadline: 'soon' },
      'Deadline must be a time such as 2026-01-31T12:00:00Z, or a duration such as 2h, 30m or 7d, not "soon"',
    ],
    ['maintenance', { deadline: '30m' }, 'Unknown field "deadline"'],
  ])('%s %j is refused', async (path, body, message) => {
    await working('known');
    const { status, body: answer } = await post(`/known/${path}`, body);
    expect([status, answer.message]).toEqual([400, expect.stringContaining(message)]);
    expect((await read('known')).order).toBeNull();
  });
});
