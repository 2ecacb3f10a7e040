import { AlertWatch, ALERTS_AT_ONCE } from '../support/alerts.js';
import { FleetWatch } from '../support/health.js';
import { startTestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const rule = (name: string) => ({ name, kind: 'worker-failed', zone: name });

describe('A webhook that never answers', () => {
  it('delays no sweep, no other webhook and no stop', async () => {
    const silent = await WebhookReceiver.start();
    const other = await WebhookReceiver.start();
    silent.answer = () => undefined;
    const server = await startTestServer({
      settings: {
        ...ALERTS_AT_ONCE,
        'alerts.rules': [rule('zone'), rule('second')],
        'alerts.webhooks': [silent.webhook(), other.webhook({ rules: ['zone'] })],
      },
    });
    const watch = new AlertWatch(server);
    for (const zone of ['zone', 'second']) await watch.fleet(zone, 1, { zone });
    await watch.judged('FAILED', 'zone-%');
    await silent.message('zone', 'alert.firing');
    await other.message('zone', 'alert.firing');
    // Its message waits behind the unanswered one.
    await watch.judged('FAILED', 'second-%');
    await watch.untilState('second', 'firing');
    expect(await new FleetWatch(server).sweep()).toMatchObject({ counted: true, recovered: 2 });
    await other.message('zone', 'alert.resolved');
    await server.app.close();
    expect(other.of('second')).toEqual([]);
    expect(silent.of('zone')).toHaveLength(1);
    const left = await server.database.query(
      `SELECT DISTINCT attempts, claimed_until FROM worker_registration.alert_delivery WHERE webhook = $1 AND type = 'alert.firing'`,
      [silent.host],
    );
    expect(left).toEqual([{ attempts: 0, claimed_until: null }]);
    await server.database.drop();
    await Promise.all([silent.close(), other.close()]);
  });
});

describe('Several instances', () => {
  it('send each message once, including one that another left behind when it stopped', async () => {
    const receiver = await WebhookReceiver.start();
    const settings = {
      ...ALERTS_AT_ONCE,
      'alerts.rules': [rule('zone'), rule('left')],
      'alerts.webhooks': [receiver.webhook()],
    };
    const first = await startTestServer({ settings });
    const { database } = first;
    const others = await Promise.all([
      startTestServer({ settings, database }),
      startTestServer({ settings, database }),
    ]);
    const watch = new AlertWatch(first);
    for (const zone of ['zone', 'left']) await watch.fleet(zone, 1, { zone });
    await watch.judged('FAILED', 'zone-%');
    await watch.untilState('zone', 'firing');
    await watch.judged('HEALTHY', 'zone-%');
    await receiver.message('zone', 'alert.resolved');
    expect(receiver.typesOf('zone')).toEqual(['alert.firing', 'alert.resolved']);

    receiver.answer = () => ({ status: 500 });
    await watch.judged('FAILED', 'left-%');
    const { id } = await receiver.message('left', 'alert.firing');
    await until(async () => (await watch.webhook(receiver.host)).lastError !== null);
    await Promise.all([first, ...others].map(({ app }) => app.close()));
    const before = receiver.received.length;
    receiver.answer = () => ({ status: 204 });
    await watch.retryNow();
    const next = await startTestServer({ settings, database });
    await until(() => receiver.received.length > before);
    await new AlertWatch(next).evaluatedAgain();
    expect(receiver.received.slice(before)).toMatchObject([{ id, payload: { data: { rule: 'left' } } }]);
    await next.close();
    await database.drop();
    await receiver.close();
  });
});
