import { ContestedNames } from '../../src/workers/registration/contested-names.js';
import { registration } from '../factories/registration.factory.js';
import { AlertWatch, ALERTS_AT_ONCE } from '../support/alerts.js';
import { FleetWatch } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

const RULE = { name: 'contested', kind: 'worker-contested', moreThan: 3, withinMinutes: 30 };

describe('A name that two processes alternately register', () => {
  const lines: string[] = [];
  let server: TestServer;
  let watch: FleetWatch;
  beforeAll(async () => {
    server = await startTestServer({
      settings: {
        ...ALERTS_AT_ONCE,
        'log.level': 'warn',
        'jobscheduler.worker.flap-changes': 4,
        'alerts.rules': [RULE],
      },
      log: (line) => lines.push(line),
    });
    watch = new FleetWatch(server);
  });
  afterAll(() => server.close());

  const register = (workerId: string, bootId: string) =>
    server.api.post('/register', registration({ workerId, bootId }));
  const warnings = (workerId: string) => lines.filter((line) => line.includes(`${workerId} was taken over`));

  it('is shown as contested, logged once with the addresses, and fires an alert', async () => {
    await register('twins', 'boot-a');
    for (const turn of ['b', 'a', 'b']) await register('twins', `boot-${turn}`);
    const before = await watch.worker('twins');
    await register('twins', 'boot-a');
    await until(() => warnings('twins').length > 0);
    await register('twins', 'boot-b');
    await until(async () => (await watch.worker('twins')).contested);
    const alert = await new AlertWatch(server).untilState('contested', 'firing');

    expect(before.contested).toBe(false);
    expect(warnings('twins')).toEqual([
      expect.stringMatching(
        /taken over 4 times within 30 minutes, from 127\.0\.0\.1: several processes use this name/,
      ),
    ]);
    expect(alert.summary).toBe('1 worker was taken over more than 3 times within 30 minutes: twins');
    expect(await watch.health('twins')).toMatchObject({ health: 'HEALTHY', contested: true });
    expect((await server.api.get('?text=twins')).body).toMatchObject({ workers: [{ contested: true }] });
    expect((await server.api.post('/twins/heartbeat', {})).body).toMatchObject({
      worker: { contested: true },
    });
  });

  it('is shown as contested after registrations in batches too', async () => {
    await register('batched', 'boot-a');
    for (const turn of ['b', 'a', 'b', 'a'])
      await server.api.post('/register/batch', [
        registration({ workerId: 'batched', bootId: `boot-${turn}` }),
      ]);
    await until(async () => (await watch.worker('batched')).contested);
    expect(await watch.health('batched')).toMatchObject({ contested: true });
  });

  it.each([
    ['has passed', '-1 second'],
    ['was reckoned by a clock that was ahead', '1 day'],
  ])('is no longer contested when its time %s', async (_what, from) => {
    await register('settled', 'boot-a');
    await server.database.query(
      `UPDATE worker_registration.worker_state AS s SET contested_until = now() + $1::interval
       FROM worker_registration.worker AS w WHERE w.id = s.id AND w.worker_id = 'settled'`,
      [from],
    );
    const before = await watch.worker('settled');
    await server.app.get(ContestedNames).endContests();
    expect([before.contested, (await watch.worker('settled')).contested]).toEqual([true, false]);
  });

  it('is not contested if one process registers repeatedly', async () => {
    for (let turn = 0; turn < 6; turn += 1) await register('refreshed', 'boot-a');
    expect(await watch.health('refreshed')).toMatchObject({ contested: false });
  });
});
