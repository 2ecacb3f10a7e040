import { Orders } from '../../src/workers/orders/orders.js';
import { registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Answer {
  message: string;
  worker: { status: string; reportedStatus: string; order: Record<string, unknown> | null };
}

describe('Orders', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  /** The time of all orders with an end is over. */
  async function overdue() {
    await server.database.query(
      `UPDATE worker_registration.worker_state SET order_until = now() - interval '1 second' WHERE order_until IS NOT NULL`,
    );
    await server.app.get(Orders).endOverdue();
  }

  async function present(workerId: string, beat: Record<string, unknown> = {}) {
    await server.api.post('/register', registration({ workerId, bootId: 'boot-1' }));
    await server.api.post(`/${workerId}/heartbeat`, beat);
  }
  const order = (path: string, body?: object) => server.api.post<Answer>(path, body);
  const events = async (workerId: string) =>
    (
      await server.api.get<{ events: { type: string; actor: string; detail: object }[] }>(
        `/${workerId}/events`,
      )
    ).body.events;

  it('drain a worker: its next heartbeat returns the command, and activate restores its status', async () => {
    await present('drained', { status: 'BUSY', currentJobCount: 2 });
    const drained = await order('/drained/drain', { reason: 'kernel update' });
    const beaten = await server.api.post('/drained/heartbeat', {});
    const activated = await order('/drained/activate', { reason: 'done' });
    expect(drained).toMatchObject({
      status: 200,
      body: {
        message: 'Worker is draining',
        worker: {
          status: 'DRAINING',
          reportedStatus: 'BUSY',
          order: { kind: 'DRAINING', reason: 'kernel update', by: 'operator' },
        },
      },
    });
    expect(beaten.body['commands']).toEqual(['drain']);
    expect(activated.body.worker).toMatchObject({ status: 'BUSY', order: null });
    expect((await events('drained')).slice(0, 2)).toMatchObject([
      { type: 'order-lifted', actor: 'operator', detail: { kind: 'DRAINING', reason: 'done' } },
      {
        type: 'order-given',
        actor: 'operator',
        detail: { kind: 'DRAINING', reason: 'kernel update', until: null },
      },
    ]);
  });

  it('outlive a restart of the worker, and do not make it leave', async () => {
    await present('rested');
    await order('/rested/maintenance', {});
    await server.api.post('/register', registration({ workerId: 'rested', bootId: 'boot-2' }));
    const beaten = await server.api.post<Answer>('/rested/heartbeat', { currentJobCount: 0 });
    expect(beaten).toMatchObject({
      status: 200,
      body: { worker: { status: 'MAINTENANCE' }, commands: ['maintenance'] },
    });
  });

  it('end by themselves when their time is over', async () => {
    await present('timed');
    await order('/timed/maintenance', { until: '2099-01-01T00:00:00Z' });
    await server.app.get(Orders).endOverdue();
    const before = await server.api.get('/timed');
    await overdue();
    expect(before.body).toMatchObject({
      status: 'MAINTENANCE',
      order: { until: '2099-01-01T00:00:00.000Z' },
    });
    expect((await server.api.get('/timed')).body).toMatchObject({ status: 'ACTIVE', order: null });
    expect((await events('timed'))[0]).toMatchObject({ type: 'order-lifted', actor: 'service' });
  });

  it('end by the database clock, as operations do, if that of the instance is a day behind', async () => {
    await present('skewed');
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 86_400_000);
    const body = { kind: 'drain', workerIds: ['skewed'], reason: 'x', until: '2h', deadline: '2h' };
    const given = await order('/skewed/drain', { until: '2h' });
    const begun = await server.api.post<{ operation: object }>('/operations', body);
    clock.mockRestore();
    const { operation } = begun.body as { operation: { until: string; deadline: string } };
    const ends = [given.body.worker.order!['until'], operation.until, operation.deadline];
    const [{ fit }] = (await server.database.query<{ fit: boolean[] }>(
      `SELECT array_agg(e BETWEEN now() + interval '1 h' AND now() + interval '2 h') AS fit
      FROM unnest($1::timestamptz[]) AS e`,
      [ends],
    )) as [{ fit: boolean[] }];
    expect(fit).toEqual([true, true, true]);
  });

  it('replace a drain that the worker itself requested', async () => {
    await present('returning', { currentJobCount: 1 });
    await server.api.post('/returning/deregister', { drain: true });
    await order('/returning/activate');
    const beaten = await server.api.post<Answer>('/returning/heartbeat', { currentJobCount: 0 });
    expect(beaten.body.worker).toMatchObject({ status: 'ACTIVE', order: null });
  });

  it.each(['drain', 'maintenance'])('to %s that end restore the drain from before', async (kind) => {
    const workerId = `leaving-${kind}`;
    await present(workerId, { currentJobCount: 2 });
    await server.api.post(`/${workerId}/deregister`, { drain: true, reason: 'update' });
    await order(`/${workerId}/${kind}`, { until: '2099-01-01T00:00:00Z' });
    await overdue();
    const working = await server.api.post(`/${workerId}/heartbeat`, { currentJobCount: 1 });
    const done = await server.api.post(`/${workerId}/heartbeat`, { currentJobCount: 0 });
    expect(working.body).toMatchObject({
      worker: { order: { kind: 'DRAINING', reason: 'update', by: 'worker', until: null } },
      commands: ['drain'],
    });
    expect(done.body['commands']).toEqual(['stop']);
    expect((await events(workerId)).find(({ type }) => type === 'order-lifted')).toMatchObject({
      actor: 'service',
      detail: { now: 'DRAINING' },
    });
  });

  it('given during a drain are lifted first, and the drain next', async () => {
    await present('twice', { currentJobCount: 1 });
    await server.api.post('/twice/deregister', { drain: true });
    await order('/twice/drain', { reason: 'kernel update' });
    const first = await order('/twice/activate');
    const second = await order('/twice/activate');
    const beaten = await server.api.post<Answer>('/twice/heartbeat', { currentJobCount: 0 });
    expect(first.body).toMatchObject({
      message: 'Worker is draining',
      worker: { status: 'DRAINING', order: { reason: null, by: 'worker' } },
    });
    expect(second.body).toMatchObject({ message: 'Worker has no order', worker: { order: null } });
    expect(beaten.body.worker).toMatchObject({ status: 'ACTIVE', order: null });
  });

  it.each([
    ['/nobody/drain', {}, 404, 'Worker not registered'],
    [
      '/known/drain',
      { until: 'tomorrow' },
      400,
      'Until must be a time such as 2026-01-31T12:00:00Z, or a duration such as 2h, 30m or 7d, not "tomorrow"',
    ],
    ['/known/drain', { until: '2020-01-01T00:00:00Z' }, 400, 'Until must be in the future'],
    ['/known/maintenance', { reason: 5 }, 400, 'Reason must be text, not 5'],
  ])('%s %j is %d', async (path, body, status, message) => {
    await present('known');
    expect(await order(path, body)).toMatchObject({ status, body: { message } });
    expect((await server.api.get('/known')).body).toMatchObject({ order: null });
  });
});
