import type { AlertsDto } from '../../src/alerts/dto/alerts.dto.js';
import { DEFAULT_ALERT_RULES } from '../../src/platform/config/default-alert-rules.js';
import { AlertWatch, ALERTS_AT_ONCE } from '../support/alerts.js';
import { CommandLine } from '../support/built-command-line.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

describe('The default rules', () => {
  let server: TestServer;
  let watch: AlertWatch;
  let cli: CommandLine;
  beforeAll(async () => {
    const rules = DEFAULT_ALERT_RULES.map((rule) => ({ ...rule, forMinutes: 0 }));
    server = await startTestServer({ settings: { ...ALERTS_AT_ONCE, 'alerts.rules': rules } });
    watch = new AlertWatch(server);
    cli = await CommandLine.at(server.url);
  });
  afterAll(async () => {
    await cli.close();
    await server.close();
  });
  const ruleOf = async (name: string): Promise<AlertsDto['rules'][number]> =>
    (await watch.all()).rules.find((each) => each.name === name)!;

  it('are silent about an empty fleet, and about a healthy one with a worker that left', async () => {
    await watch.evaluatedAgain();
    const empty = await watch.all();
    await watch.fleet('fine', 20, { zone: 'eu-1' });
    await server.api.post('/fine-0/deregister', { reason: 'Scaled down' });
    await watch.evaluatedAgain();
    const { alerts, rules } = await watch.all();

    expect(empty.alerts).toEqual([]);
    expect(alerts).toEqual([]);
    expect(rules.map(({ name, state, history }) => [name, state, history])).toEqual(
      DEFAULT_ALERT_RULES.map(({ name }) => [name, 'ok', []]),
    );
  });

  it('name the cause, the consequence and the command, and record when they fired', async () => {
    await watch.judged('FAILED', 'fine-1');

    const alert = await watch.untilState('worker-failed', 'firing');
    const shown = await cli.run(['alerts'], { as: 'wr' });
    await watch.judged('HEALTHY', 'fine-1');
    await watch.untilOver('worker-failed');

    expect(alert).toMatchObject({
      summary: '1 worker failed: fine-1',
      next: expect.stringContaining('cleaned up') as string,
      command: 'wr why fine-1',
    });
    expect(shown.out).toMatch(/^worker-failed {2}A worker that stays FAILED .*\n {2}Run: wr why fine-1$/m);
    expect((await ruleOf('worker-failed')).history).toMatchObject([
      { state: 'resolved', summary: 'No worker has failed' },
      { state: 'firing', summary: '1 worker failed: fine-1' },
    ]);
  });

  it('are muted and unmuted by the command line, with reason, end and account', async () => {
    const muted = await cli.run(['alerts', 'mute', 'zone-silent', '--for', '2h', '--reason', 'Rack move']);
    const { mutes } = await watch.all();
    const listed = await cli.run(['alerts', 'rules', '-o', 'csv', '--columns', 'rule,state,mutedUntil']);
    const endless = await cli.run(['alerts', 'mute', 'zone-silent', '--reason', 'Rack move']);
    await cli.run(['alerts', 'unmute', 'zone-silent']);

    expect(muted).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^zone-silent is muted until /) as string,
    });
    expect(mutes).toMatchObject([
      { rule: 'zone-silent', by: 'operator', account: 'operator', reason: 'Rack move' },
    ]);
    expect(listed.out).toMatch(/^zone-silent,ok,\S+Z$/m);
    expect(endless).toMatchObject({ code: 2, err: expect.stringContaining('--for 2h') as string });
    expect((await watch.all()).mutes).toEqual([]);
  });
});

describe('Without rules', () => {
  it('nothing fires', async () => {
    const server = await startTestServer();
    expect(await server.api.get('/alerts')).toMatchObject({
      status: 200,
      body: { alerts: [], mutes: [], webhooks: [], evaluatedAt: null },
    });
    await server.close();
  });
});

describe('A rule that the settings no longer have', () => {
  it('is resolved after a while, and its receivers are notified', async () => {
    const receiver = await WebhookReceiver.start();
    const alerts = { ...ALERTS_AT_ONCE, 'alerts.webhooks': [receiver.webhook()] };
    const rules = [{ name: 'removed', kind: 'worker-failed' }];
    const server = await startTestServer({ settings: { ...alerts, 'alerts.rules': rules } });
    const watch = new AlertWatch(server);
    await watch.fleet('worker', 1);
    await watch.judged('FAILED', 'worker-%');
    await receiver.message('removed', 'alert.firing');
    await server.app.close();

    const next = await startTestServer({ settings: alerts, database: server.database });
    await server.database.query(
      `UPDATE worker_registration.alert_rule SET evaluated_at = now() - interval '11 minutes'`,
    );
    const { payload } = await receiver.message('removed', 'alert.resolved');
    expect(payload.data.summary).toBe('The rule was removed from the settings');
    expect(await server.database.query('SELECT FROM worker_registration.alert_rule')).toEqual([]);
    await next.close();
    await server.database.drop();
    await receiver.close();
  });
});
