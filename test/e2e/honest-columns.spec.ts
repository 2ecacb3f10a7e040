import { registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** Columns whose value would mean nothing in such a row. */
const DISHONEST = `
  SELECT w.worker_id
  FROM worker_registration.worker_state AS s
  JOIN worker_registration.worker AS w USING (id)
  WHERE s.order_kind IS NULL AND num_nonnulls(s.order_reason, s.order_by, s.order_since, s.order_until) > 0
    OR s.presence IN ('PRESENT', 'EXPECTED') AND s.presence_reason IS NOT NULL
    OR NOT s.leave_when_drained AND num_nonnulls(s.leave_asked_by, s.leave_reason) > 0`;

describe('The columns of a worker', () => {
  let server: TestServer;
  let watch: FleetWatch;
  beforeEach(async () => {
    server = await startTestServer({ settings: SWEEPS_BY_HAND });
    watch = new FleetWatch(server);
    await again('one');
    await server.api.post('/w1/heartbeat', { currentJobCount: 1 });
  });
  afterEach(() => server.close());

  const again = (bootId: string, more: object = {}) =>
    server.api.post('/register', { ...registration({ workerId: 'w1' }), bootId, ...more });
  const drain = { drain: true, reason: 'update' };
  const [busy, done] = [{ currentJobCount: 1 }, { currentJobCount: 0 }];
  const order = { reason: 'disk' };

  it.each<[what: string, steps: [path: string, body: object][], bootId: string | null]>([
    ['leaves at once', [['/w1/deregister', { forceDeregister: true, reason: 'broken' }]], null],
    [
      'drains and leaves',
      [
        ['/w1/deregister', drain],
        ['/w1/heartbeat', done],
      ],
      null,
    ],
    [
      'drains, leaves, and registers again',
      [
        ['/w1/deregister', drain],
        ['/w1/heartbeat', done],
      ],
      'two',
    ],
    [
      'drains, and is activated',
      [
        ['/w1/deregister', drain],
        ['/w1/activate', {}],
      ],
      null,
    ],
    ['drains, and another process registers', [['/w1/deregister', drain]], 'two'],
    [
      'drains under an order that is lifted',
      [
        ['/w1/deregister', drain],
        ['/w1/maintenance', order],
        ['/w1/activate', {}],
      ],
      null,
    ],
    ['leaves and comes back', [['/w1/deregister', { forceDeregister: true }]], 'one'],
    [
      'drains, leaves, and is restored',
      [
        ['/w1/deregister', drain],
        ['/w1/heartbeat', done],
        ['/w1/restore', { reason: 'mistake' }],
      ],
      null,
    ],
    [
      'is ordered, and registers again',
      [
        ['/w1/drain', order],
        ['/w1/heartbeat', busy],
      ],
      'two',
    ],
  ])('have the meaning of their names when it %s', async (_what, steps, bootId) => {
    for (const [path, body] of steps) await server.api.post(path, body);
    if (bootId !== null) await again(bootId);
    expect(await server.database.query(DISHONEST)).toEqual([]);
  });

  it('have no text if there is no reason', async () => {
    await server.api.post('/w1/deregister', { forceDeregister: true });
    const refused = await server.api.post('/w1/heartbeat', {});
    expect(refused.body).toMatchObject({ status: 410, message: 'Worker was deregistered: no reason given' });
    expect((await server.api.get('/w1')).body).toMatchObject({ absence: { reason: null } });
    expect((await watch.events('w1')).at(-1)).toMatchObject({
      type: 'deregistered',
      detail: { reason: null },
    });
  });

  it('keep the reason of a drain as the reason of the departure', async () => {
    await server.api.post('/w1/deregister', drain);
    await server.api.post('/w1/maintenance', order);
    await server.api.post('/w1/activate', {});
    expect((await server.api.get('/w1')).body).toMatchObject({
      order: { kind: 'DRAINING', reason: 'update' },
    });
    await server.api.post('/w1/heartbeat', done);
    expect((await server.api.get('/w1')).body).toMatchObject({ absence: { reason: 'update' } });
    expect((await watch.events('w1')).at(-1)).toMatchObject({
      type: 'deregistered',
      detail: { reason: 'update' },
    });
  });

  it('let the journal name what a registration changed', async () => {
    await server.api.post('/w1/deregister', drain);
    await server.api.post('/w1/heartbeat', done);
    await again('two');
    expect((await watch.events('w1')).at(-1)).toMatchObject({
      type: 're-registered',
      detail: { from: 'LEFT', orderEnded: 'DRAINING' },
    });
    await again('two');
    expect((await watch.events('w1')).at(-1)!.detail).not.toHaveProperty('from');
  });
});
