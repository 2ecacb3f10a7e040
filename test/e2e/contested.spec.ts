import { registration } from '../factories/registration.factory.js';
import { AlertWatch, ALERTS_AT_ONCE } from '../support/alerts.js';
import { FleetWatch } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

const RULE = { name: 'contested', kind: 'worker-contested', moreThan: 3, withinMinutes: 30 };

describe('A name that processes keep taking from each other', () => {
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

  it('is shown as contested, warned of once with the addresses, and fires an alert', async () => {
    await register('twins', 'boot-a');
    const shown: boolean[] = [];
    for (const turn of ['b', 'a', 'b', 'a', 'b']) {
      await register('twins', `boot-${turn}`);
      shown.push((await watch.health('twins')).contested);
    }
    await until(() => warnings('twins').length > 0);
    const alert = await new AlertWatch(server).untilState('contested', 'firing');

    expect(shown).toEqual([false, false, false, true, true]);
    expect(warnings('twins')).toEqual([
      expect.stringMatching(
        /taken over 4 times within 30 minutes, from 127\.0\.0\.1: processes keep taking the name/,
      ),
    ]);
    expect(alert.summary).toBe('1 worker was taken over more than 3 times within 30 minutes: twins');
    expect(await watch.health('twins')).toMatchObject({ health: 'HEALTHY' });
  });

  it('is not one that a process registers again and again', async () => {
    for (let turn = 0; turn < 6; turn += 1) await register('refreshed', 'boot-a');
    expect(await watch.health('refreshed')).toMatchObject({ contested: false });
  });
});
