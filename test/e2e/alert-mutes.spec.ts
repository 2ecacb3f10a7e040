import { AlertWatch, ALERTS_AT_ONCE } from '../support/alerts.js';
import { FleetWatch } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const LATER = '2099-01-31T12:00:00.000Z';
const rule = (name: string, given: object = {}) => ({ name, kind: 'worker-failed', zone: name, ...given });

describe('A mute', () => {
  let server: TestServer;
  let receiver: WebhookReceiver;
  let watch: AlertWatch;
  beforeAll(async () => {
    receiver = await WebhookReceiver.start();
    const settings = {
      ...ALERTS_AT_ONCE,
      'alerts.rules': [rule('ended'), rule('lifted'), rule('planned', { mutedUntil: LATER })],
      'alerts.webhooks': [receiver.webhook()],
    };
    server = await startTestServer({ settings });
    watch = new AlertWatch(server);
    for (const zone of ['ended', 'lifted', 'planned']) await watch.fleet(zone, 1, { zone });
  });
  afterAll(async () => {
    await server.close();
    await receiver.close();
  });
  const mute = (name: string, body: object = { until: LATER, reason: 'night' }) =>
    server.api.post(`/alerts/${name}/mute`, body);
  const events = async (name: string) =>
    (await new FleetWatch(server).events()).filter(({ detail }) => detail['rule'] === name);

  it('keeps a rule silent and visible, and what still fires at its end is sent', async () => {
    expect(await mute('ended')).toMatchObject({
      status: 200,
      body: { message: `ended is muted until ${LATER}`, rule: 'ended', mutedUntil: LATER },
    });
    await watch.judged('FAILED', 'ended-%');
    expect(await watch.untilState('ended', 'firing')).toMatchObject({
      mutedUntil: LATER,
      lastSentAt: null,
      nextReminderAt: null,
    });
    expect((await watch.all()).mutes).toContainEqual({
      rule: 'ended',
      until: LATER,
      reason: 'night',
      account: 'operator',
      by: 'operator',
    });
    await watch.evaluatedAgain();
    expect(receiver.of('ended')).toEqual([]);
    await server.database.query(
      `UPDATE worker_registration.alert_rule SET muted_until = now() WHERE name = 'ended'`,
    );
    await receiver.message('ended', 'alert.firing');
    expect((await watch.alert('ended'))!.mutedUntil).toBeNull();
    await watch.evaluatedAgain();
    expect(await events('ended')).toMatchObject([
      { type: 'alert-muted', detail: { until: '2099-01-31T12:00:00.000Z', reason: 'night' } },
      { type: 'alert-firing' },
      { type: 'alert-unmuted', detail: { reason: 'night' } },
    ]);
  });

  it('can be removed by an operator, and alerts from before it are sent once more', async () => {
    await watch.judged('FAILED', 'lifted-%');
    await receiver.message('lifted', 'alert.firing');
    await mute('lifted');
    await watch.evaluatedAgain();
    const lifted = await server.api.delete('/alerts/lifted/mute');
    expect(lifted).toMatchObject({ status: 200, body: { message: 'lifted is not muted', mutedUntil: null } });
    await receiver.message('lifted', 'alert.reminder');
    expect((await server.api.delete('/alerts/lifted/mute')).status).toBe(200);
    expect((await events('lifted')).map(({ type }) => type)).toEqual([
      'alert-firing',
      'alert-muted',
      'alert-unmuted',
    ]);
  });

  it('of the settings stays, whatever an operator removes', async () => {
    await watch.judged('FAILED', 'planned-%');
    await watch.untilState('planned', 'firing');
    expect((await server.api.delete('/alerts/planned/mute')).body).toMatchObject({
      message: `planned is muted until ${LATER}, by the settings`,
      mutedUntil: LATER,
    });
    await watch.evaluatedAgain();
    expect(receiver.of('planned')).toEqual([]);
    expect((await watch.all()).mutes).toContainEqual({
      rule: 'planned',
      until: LATER,
      reason: null,
      account: null,
      by: 'settings',
    });
  });

  it.each([
    [
      'nothing',
      { until: LATER },
      404,
      'No alert rule nothing; the configured rules are ended, lifted, planned',
    ],
    ['ended', {}, 400, 'Until is required'],
    [
      'ended',
      { until: 'tomorrow' },
      400,
      'Until must be a time such as 2026-01-31T12:00:00Z, or a duration such as 2h, 30m or 7d, not "tomorrow"',
    ],
    ['ended', { until: '2020-01-01T00:00:00Z' }, 400, 'Until must be in the future'],
    ['ended', { until: LATER, reason: 5 }, 400, 'Reason must be text, not 5'],
  ])('of %s with %j is refused', async (name, body, status, message) => {
    expect(await mute(name, body)).toMatchObject({ status, body: { message } });
  });

  it('ends by the database clock, if that of the instance is a day behind', async () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 86_400_000);
    const muted = await mute('lifted', { until: '2h' });
    clock.mockRestore();
    expect([muted.status, muted.body['message']]).toEqual([
      200,
      expect.stringMatching(/^lifted is muted until/),
    ]);
  });
});
