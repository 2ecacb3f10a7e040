import { fleet } from '../factories/registration.factory.js';
import { AlertWatch, ALERTS_AT_ONCE } from '../support/alerts.js';
import { FleetWatch } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const RULES = [
  { name: 'health', kind: 'system-health', below: 90 },
  { name: 'failed', kind: 'worker-failed' },
  { name: 'lost', kind: 'workers-lost' },
  { name: 'many-lost', kind: 'workers-lost', atLeast: 4 },
  { name: 'thin', kind: 'zone-present-below', belowPercent: 50 },
  { name: 'few', kind: 'zone-present-below', zone: 'zone-1', below: 5 },
  { name: 'unknown-zone', kind: 'zone-present-below', zone: 'nowhere', below: 1 },
];

describe('Alerts on losses', () => {
  let server: TestServer;
  let receiver: WebhookReceiver;
  let alerts: AlertWatch;
  let watch: FleetWatch;
  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
    server = await startTestServer({
      settings: {
        ...ALERTS_AT_ONCE,
        'jobscheduler.worker.guard-enabled': false,
        'alerts.rules': RULES,
        'alerts.webhooks': [receiver.webhook()],
      },
    });
    alerts = new AlertWatch(server);
    watch = new FleetWatch(server);
    await server.api.post(
      '/register/batch',
      fleet(10, (index) => ({ bootId: 'boot-1', zone: `zone-${index % 2}` })),
    );
  });
  afterEach(async () => {
    await server.close();
    await receiver.close();
  });

  const untilTotal = (rule: string, total: number) =>
    until(async () => ((await alerts.alert(rule))?.total ?? 0) === total);

  it('fire for each lost worker until its loss is acknowledged', async () => {
    await watch.lose(['worker-0', 'worker-2', 'worker-4']);
    await untilTotal('lost', 3);
    const { payload } = await receiver.message('lost', 'alert.firing');
    expect(payload.data.items[0]).toMatchObject({
      workerId: 'worker-0',
      zone: 'zone-0',
      reason: expect.stringMatching(/^FAILED for 60 minutes: No heartbeat/),
      state: 'firing',
    });
    expect(await alerts.alert('lost')).toMatchObject({
      kind: 'workers-lost',
      state: 'firing',
      summary: '3 workers were lost: worker-0, worker-2, worker-4',
    });
    expect(await alerts.alert('many-lost')).toBeUndefined();
    await server.api.post('/worker-0/heartbeat', {});
    await untilTotal('lost', 2);
    await server.api.post('/losses/acknowledge', { reason: 'Known' });
    await alerts.untilOver('lost');
    const summary = 'No loss of a worker needs attention';
    const sentence = `Alert lost is resolved: ${summary}`;
    expect((await receiver.message('lost', 'alert.resolved')).payload.data).toMatchObject({
      summary,
      sentence,
    });
  });

  it('on failed workers and on the health of the fleet do not resolve by a cleanup', async () => {
    await watch.silence(400, ['worker-1', 'worker-3', 'worker-5']);
    for (let sweep = 0; sweep < 3; sweep += 1) await watch.sweep();
    await untilTotal('failed', 3);
    const { since } = (await alerts.alert('failed'))!;
    await watch.lose(['worker-1', 'worker-3', 'worker-5']);
    await untilTotal('lost', 3);
    await alerts.evaluatedAgain();
    expect(await alerts.alert('failed')).toMatchObject({
      state: 'firing',
      since,
      total: 3,
      summary: '3 workers failed, all of them are lost: worker-1, worker-3, worker-5',
      items: [
        { kind: 'workers-lost', firingSince: since, reason: expect.stringMatching(/^FAILED for/) },
        { kind: 'workers-lost' },
        { kind: 'workers-lost' },
      ],
    });
    expect((await alerts.alert('health'))!.summary).toBe(
      'System health is 70 %, below 90 %: 0 of 10 workers failed, 3 lost',
    );
    const ended = receiver.received.filter(
      ({ payload: { type, data } }) => type === 'alert.resolved' && /^(failed|health)$/.test(data.rule),
    );
    expect(ended).toEqual([]);
    await server.api.post('/losses/acknowledge', { reason: 'Known' });
    await alerts.untilOver('failed');
    await alerts.untilOver('health');
  });

  it('on zones fire below a number or a share of the workers that should be there', async () => {
    expect((await alerts.untilState('unknown-zone', 'firing')).items).toMatchObject([
      { zone: 'nowhere', reason: '0 of 0 workers of zone nowhere are present, fewer than 1' },
    ]);
    await alerts.untilOver('few');
    await watch.lose(['worker-1']);
    expect((await alerts.untilState('few', 'firing')).items).toMatchObject([
      {
        scope: 'zone',
        zone: 'zone-1',
        reason: '4 of 5 workers of zone zone-1 are present (80 %), fewer than 5',
      },
    ]);
    await watch.lose(['worker-3', 'worker-5']);
    expect(await alerts.untilState('thin', 'firing')).toMatchObject({
      summary: '1 zone has too few present workers: zone zone-1',
      items: [{ reason: '2 of 5 workers of zone zone-1 are present (40 %), fewer than 50 %' }],
    });
    await server.api.post('/losses/acknowledge', { reason: 'Known', zone: 'zone-1' });
    await alerts.untilOver('thin');
  });
});
