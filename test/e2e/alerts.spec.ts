import { storeFleet } from '../factories/fleet.rows.js';
import { registration } from '../factories/registration.factory.js';
import { AlertWatch, ALERTS_AT_ONCE } from '../support/alerts.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { FleetWatch } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const RULES = [
  { name: 'health', kind: 'system-health', below: 90, severity: 'critical' },
  { name: 'capacity', kind: 'free-capacity', below: 500 },
  { name: 'zones', kind: 'guard' },
  { name: 'spent', kind: 'guard-spent' },
  { name: 'failed', kind: 'worker-failed', zone: 'rack' },
  { name: 'slow', kind: 'worker-failed', zone: 'slow', forMinutes: 5 },
  { name: 'flapping', kind: 'worker-flapping', moreThan: 5, withinMinutes: 30 },
  { name: 'stuck', kind: 'worker-stuck', zone: 'sluggish' },
  { name: 'swept', kind: 'worker-failed', zone: 'swept' },
  { name: 'reminding', kind: 'worker-failed', zone: 'reminding', reminderMinutes: 60 },
];

describe('A rule', () => {
  let server: TestServer;
  let database: TestDatabase;
  let receiver: WebhookReceiver;
  let watch: AlertWatch;
  beforeAll(async () => {
    receiver = await WebhookReceiver.start();
    const settings = {
      ...ALERTS_AT_ONCE,
      'jobscheduler.worker.guard-enabled': false,
      'alerts.rules': RULES,
      'alerts.webhooks': [receiver.webhook()],
    };
    // The fleet exists before the first evaluation: an empty one has no free slots.
    database = await createTestDatabase();
    await storeFleet(database, 100, (index) => ({ workerId: `base-${index}` }), { analyze: false });
    server = await startTestServer({ settings, database });
    watch = new AlertWatch(server);
  });
  afterAll(async () => {
    await server.close();
    await receiver.close();
    await database.drop();
  });

  it('on the health of the fleet fires below its percentage, and resolves', async () => {
    await watch.judged('FAILED', 'base-1%');
    const { payload } = await receiver.message('health', 'alert.firing');
    expect(payload).toMatchObject({
      type: 'alert.firing',
      data: { kind: 'system-health', severity: 'critical', value: 89, total: 1, itemsTotal: 1 },
    });
    expect(payload.data.summary).toBe('System health is 89 %, below 90 %: 11 of 100 workers failed');
    expect(await watch.alert('health')).toMatchObject({
      state: 'firing',
      since: payload.data.since,
      value: 89,
      total: 1,
      items: [{ state: 'firing', since: null, reason: payload.data.summary }],
    });
    await watch.judged('HEALTHY', 'base-1%');
    await receiver.message('health', 'alert.resolved');
    expect(await watch.alert('health')).toBeUndefined();
  });

  it('on free capacity fires below its slots, and resolves', async () => {
    await server.database.query(
      `UPDATE worker_registration.worker_state SET available_capacity = 4 WHERE available_capacity = 10`,
    );
    const { payload } = await receiver.message('capacity', 'alert.firing');
    expect(payload.data).toMatchObject({
      value: 400,
      summary: '400 slots of 1000 are free, fewer than 500',
    });
    await server.database.query(
      `UPDATE worker_registration.worker_state SET available_capacity = 10 WHERE available_capacity = 4`,
    );
    await receiver.message('capacity', 'alert.resolved');
  });

  it('on guards fires for the held zones, and is followed by a critical one once they are spent', async () => {
    await server.database.query(
      `INSERT INTO worker_registration.guard (scope, zone, state, since, episode_since, silent, total)
       VALUES ('zone', 'eu-1', 'HOLDING', now(), now(), 8, 10), ('zone', 'eu-2', 'WATCHING', now(), now(), 1, 10)`,
    );
    const { payload } = await receiver.message('zones', 'alert.firing');
    const held = { scope: 'zone', zone: 'eu-1', reason: '8 of 10 workers fell silent together' };
    expect(payload.data).toMatchObject({ summary: 'The guard holds zone eu-1', items: [held] });
    expect((await watch.alert('zones'))!.items).toMatchObject([held]);
    await server.database.query(
      `UPDATE worker_registration.guard SET state = 'SPENT', silent_now = 7 WHERE zone = 'eu-1'`,
    );
    await receiver.message('zones', 'alert.resolved');
    const spent = await receiver.message('spent', 'alert.firing');
    expect(spent.payload.data).toMatchObject({
      severity: 'critical',
      summary: 'The guard no longer holds zone eu-1, where workers are still silent',
      items: [{ ...held, reason: '7 of 10 workers are still silent and no longer held' }],
    });
    await server.database.query('DELETE FROM worker_registration.guard');
    await receiver.message('spent', 'alert.resolved');
  });

  it('on flapping fires for a worker whose health changed too often, and resolves', async () => {
    await watch.fleet('restless', 2);
    await changeHealth('restless-0', 6);
    await changeHealth('restless-1', 5);
    const { payload } = await receiver.message('flapping', 'alert.firing');
    expect(payload.data.items).toMatchObject([
      { workerId: 'restless-0', reason: '6 changes of health within 30 minutes', state: 'firing' },
    ]);
    await server.database.query(`UPDATE worker_registration.journal SET at = at - interval '31 minutes'`);
    await receiver.message('flapping', 'alert.resolved');
  });

  it('on stuck workers fires for one that sends heartbeats and whose event loop lags, and resolves', async () => {
    await watch.fleet('sluggish', 3, { zone: 'sluggish' });
    await new FleetWatch(server).silence(400, 'sluggish-2');
    await lag('sluggish-2', 9000);
    await lag('base-1', 9000);
    await lag('sluggish-1', 5000);
    await watch.evaluatedAgain();
    expect(await watch.alert('stuck')).toBeUndefined();
    await lag('sluggish-0', 5001);
    const { payload } = await receiver.message('stuck', 'alert.firing');
    expect(payload.data).toMatchObject({
      total: 1,
      summary: 'The event loop of 1 worker lags by more than 5000 ms: sluggish-0',
      items: [{ workerId: 'sluggish-0', reason: 'Its event loop lags by 5001 ms', state: 'firing' }],
    });
    await lag('sluggish-0', 3);
    await receiver.message('stuck', 'alert.resolved');
  });

  it('on failed workers reports fifty in one message, and the end of all in one', async () => {
    await watch.fleet('rack', 50, { zone: 'rack' });
    await watch.judged('FAILED', 'rack-%');
    const { payload } = await receiver.message('failed', 'alert.firing');
    expect(payload.data).toMatchObject({ total: 50, itemsTotal: 50 });
    expect(payload.data.summary).toMatch(/^50 workers failed: rack-\d+, .* and 45 more$/);
    expect(new Set(payload.data.items.map(({ workerId }) => workerId)).size).toBe(50);
    await watch.judged('HEALTHY', 'rack-1%');
    await until(async () => (await watch.alert('failed'))!.total === 39);
    await watch.judged('HEALTHY', 'rack-%');
    const resolved = await receiver.message('failed', 'alert.resolved');
    expect(resolved.payload.data).toMatchObject({
      total: 0,
      itemsTotal: 50,
      summary: 'No worker has failed',
    });
    expect(receiver.typesOf('failed')).toEqual(['alert.firing', 'alert.resolved']);
  });

  it('lists up to a thousand failed workers, always the same ones, and counts all', async () => {
    await watch.fleet('many', 1500, { zone: 'rack' });
    await watch.judged('FAILED', 'many-%');
    await until(async () => (await watch.alert('failed'))?.total === 1500);
    const keys = () =>
      server.database.query(`SELECT key FROM worker_registration.alert WHERE rule = 'failed' ORDER BY key`);
    const before = await keys();
    // Their ids are smaller, as they were created earlier.
    await watch.judged('FAILED', 'rack-%');
    await until(async () => (await watch.alert('failed'))?.total === 1550);
    expect(await keys()).toEqual(before);
    expect(before).toHaveLength(1000);
    const alert = (await watch.alert('failed'))!;
    expect(alert.items).toHaveLength(100);
    await watch.judged('HEALTHY', '%');
    await watch.untilOver('failed');
  });

  it('fires once it has held for its time', async () => {
    await watch.fleet('slow', 1, { zone: 'slow' });
    await watch.judged('FAILED', 'slow-%');
    const pending = await watch.untilState('slow', 'pending');
    await watch.evaluatedAgain();
    expect(receiver.of('slow')).toEqual([]);
    await watch.held('slow', 5);
    const { payload } = await receiver.message('slow', 'alert.firing');
    expect(pending.items).toMatchObject([{ state: 'pending', firingSince: null, workerId: 'slow-0' }]);
    expect(payload.data.items).toMatchObject([{ workerId: 'slow-0', zone: 'slow' }]);
  });

  it('is sent again after its reminder interval', async () => {
    await watch.fleet('reminding', 1, { zone: 'reminding' });
    await watch.judged('FAILED', 'reminding-%');
    await receiver.message('reminding', 'alert.firing');
    const { lastSentAt, nextReminderAt } = (await watch.alert('reminding'))!;
    expect(Date.parse(nextReminderAt!) - Date.parse(lastSentAt!)).toBe(3_600_000);
    await watch.sent('reminding', 60);
    const { payload } = await receiver.message('reminding', 'alert.reminder');
    await watch.evaluatedAgain();
    expect(payload.data.items).toMatchObject([{ workerId: 'reminding-0', state: 'firing' }]);
    expect(receiver.typesOf('reminding')).toEqual(['alert.firing', 'alert.reminder']);
  });

  it('fires for a worker that a sweep fails, and resolves with its next heartbeat', async () => {
    await server.api.post('/register', registration({ workerId: 'swept', zone: 'swept' }));
    const fleet = new FleetWatch(server);
    await fleet.silence(400, 'swept');
    for (let sweep = 0; sweep < 3; sweep += 1) await fleet.sweep();
    const { payload } = await receiver.message('swept', 'alert.firing');
    await server.api.post('/swept/heartbeat', {});
    await receiver.message('swept', 'alert.resolved');
    expect(payload.data.items).toMatchObject([
      { workerId: 'swept', reason: expect.stringMatching(/^No heartbeat for 40\d s/) },
    ]);
    const events = (await fleet.events()).filter(({ detail }) => detail['rule'] === 'swept');
    expect(events).toMatchObject([
      { type: 'alert-firing', detail: { kind: 'worker-failed', items: [{ workerId: 'swept' }] } },
      { type: 'alert-resolved', detail: { summary: 'No worker has failed' } },
    ]);
  });

  async function changeHealth(workerId: string, times: number): Promise<void> {
    await server.database.query(
      `INSERT INTO worker_registration.journal (type, id, worker_id, actor)
       SELECT (CASE n % 2 WHEN 0 THEN 'unhealthy' ELSE 'recovered' END)::worker_registration.event_type, w.id, w.worker_id, 'service'
       FROM worker_registration.worker AS w, generate_series(1, $2) AS n WHERE w.worker_id = $1`,
      [workerId, times],
    );
  }

  async function lag(workerId: string, milliseconds: number): Promise<void> {
    await server.database.query(
      `UPDATE worker_registration.worker_state SET event_loop_lag_ms = $2
       WHERE id = (SELECT id FROM worker_registration.worker WHERE worker_id = $1)`,
      [workerId, milliseconds],
    );
  }
});
