import { Webhook } from 'standardwebhooks';
import { DeliveryRetention } from '../../src/alerts/delivery-retention.js';
import { AlertWatch, ALERTS_AT_ONCE } from '../support/alerts.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';
import { WebhookReceiver, type Answer } from '../support/webhook-receiver.js';

const NEVER = { status: 500 };
const ANSWERED = { status: 204 };
const rule = (name: string) => ({ name, kind: 'worker-failed', zone: name });
const RULES = [
  'signed',
  'retried',
  'ordered',
  'moved',
  'claimed',
  'gone',
  'patient',
  'woken',
  'crowded',
  'other',
].map(rule);

interface Waiting {
  id: string;
  type: string;
  attempts: number;
  last_error: string | null;
  waits: boolean;
}

describe('An alert message', () => {
  let server: TestServer;
  let receiver: WebhookReceiver;
  let watch: AlertWatch;
  beforeAll(async () => {
    receiver = await WebhookReceiver.start();
    const settings = {
      ...ALERTS_AT_ONCE,
      'alerts.rules': RULES,
      'alerts.webhooks': [receiver.webhook({ name: 'ops' })],
    };
    server = await startTestServer({ settings });
    watch = new AlertWatch(server);
    for (const { zone } of RULES) await watch.fleet(zone, 1, { zone });
  });
  afterEach(() => {
    receiver.answer = () => ANSWERED;
  });
  afterAll(async () => {
    await server.close();
    await receiver.close();
  });

  const fail = (zone: string) => watch.judged('FAILED', `${zone}-%`);
  const heal = (zone: string) => watch.judged('HEALTHY', `${zone}-%`);
  const waiting = (zone: string) =>
    server.database.query<Waiting>(
      `SELECT id, type, attempts, last_error, next_at > now() AS waits FROM worker_registration.alert_delivery
       WHERE rule = $1 AND finished_at IS NULL ORDER BY seq`,
      [zone],
    );
  /** Answers like this, except for the messages of `other`. */
  const answerWith = (answer: (type: string, rule: string) => Answer) =>
    (receiver.answer = ({ payload: { type, data } }) =>
      data.rule === 'other' ? ANSWERED : answer(type, data.rule));
  /** Waits for another message: whatever was due before it has then been processed. */
  async function another(): Promise<void> {
    const before = receiver.of('other').length;
    await (before % 2 === 0 ? fail : heal)('other');
    await until(() => receiver.of('other').length > before);
  }
  /** Waits until the first attempt for a message has failed. */
  const failedOnce = (zone: string) =>
    until(async () => (await waiting(zone))[0]?.last_error?.startsWith('Answered') ?? false);

  it('is signed: a modified message does not verify', async () => {
    await fail('signed');
    const { body, headers } = await receiver.message('signed', 'alert.firing');
    const verify = (given: string, secret = receiver.secret) => new Webhook(secret).verify(given, headers);
    expect(verify(body)).toMatchObject({ type: 'alert.firing', data: { rule: 'signed' } });
    expect(() => verify(body.replace('signed', 'forged'))).toThrow('No matching signature found');
    expect(() => verify(body, `whsec_${Buffer.alloc(32).toString('base64')}`)).toThrow(
      'No matching signature',
    );
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': expect.stringMatching(/^msg_[0-9a-f-]{36}$/),
    });
    expect(receiver.forged).toBe(0);
  });

  it('is retried after a failure, under the same id; the error is shown, without secrets', async () => {
    receiver.answer = () => NEVER;
    await fail('retried');
    await failedOnce('retried');
    const webhook = await watch.webhook('ops');
    const shown = JSON.stringify(await watch.all());
    receiver.answer = () => ANSWERED;
    await watch.retriedUntil(async () => (await waiting('retried')).length === 0);
    const attempts = receiver.of('retried');
    expect(new Set(attempts.map(({ id }) => id)).size).toBe(1);
    expect(attempts.length).toBeGreaterThan(1);
    expect(new Set(attempts.map(({ body }) => body)).size).toBe(1);
    expect(webhook).toMatchObject({ host: receiver.host, waiting: 1, lastError: 'Answered 500' });
    expect(shown).not.toMatch(/whsec_|hidden|hook\?/);
    expect(await watch.webhook('ops')).toMatchObject({ waiting: 0, nextAttemptAt: null });
  });

  it('never overtakes an older one of its rule', async () => {
    answerWith((type) => (type === 'alert.firing' ? NEVER : ANSWERED));
    await fail('ordered');
    await failedOnce('ordered');
    await heal('ordered');
    await until(async () => (await waiting('ordered')).length === 2);
    await another();
    expect(receiver.typesOf('ordered')).not.toContain('alert.resolved');
    receiver.answer = () => ANSWERED;
    await watch.retriedUntil(() => receiver.typesOf('ordered').includes('alert.resolved'));
    expect(receiver.typesOf('ordered').slice(-2)).toEqual(['alert.firing', 'alert.resolved']);
  });

  it('follows no redirect', async () => {
    receiver.answer = () => ({ status: 307, headers: { location: `http://${receiver.host}/elsewhere` } });
    await fail('moved');
    await failedOnce('moved');
    expect(await waiting('moved')).toMatchObject([
      { attempts: 1, last_error: 'Answered 307; redirects are not followed' },
    ]);
    receiver.answer = () => ANSWERED;
    await watch.retriedUntil(async () => (await waiting('moved')).length === 0);
    expect(receiver.of('moved')).toHaveLength(2);
  });

  it('is left to the instance that claimed it, and taken over when that one does not return', async () => {
    receiver.answer = () => NEVER;
    await fail('claimed');
    await failedOnce('claimed');
    const claimUntil = (until: string) =>
      server.database.query(
        `UPDATE worker_registration.alert_delivery SET next_at = now(), claimed_until = now() + $1::interval
         WHERE rule = 'claimed'`,
        [until],
      );
    await claimUntil('1 minute');
    receiver.answer = () => ANSWERED;
    await another();
    expect(receiver.of('claimed')).toHaveLength(1);
    await claimUntil('-1 second');
    await until(async () => (await waiting('claimed')).length === 0);
    expect(receiver.of('claimed')).toHaveLength(2);
  });

  it('fails permanently if the receiver is gone', async () => {
    receiver.answer = () => ({ status: 410 });
    await fail('gone');
    await until(async () => receiver.of('gone').length === 1 && (await waiting('gone')).length === 0);
    const [row] = await server.database.query(
      `SELECT delivered, attempts, last_error FROM worker_registration.alert_delivery WHERE rule = 'gone'`,
    );
    expect(row).toEqual({
      delivered: false,
      attempts: 1,
      last_error: 'Answered 410: the receiver is gone',
    });
  });

  it('is delayed for as long as the receiver asks, while others that wait are sent after the first success', async () => {
    answerWith((_type, rule) =>
      rule === 'patient' ? { status: 429, headers: { 'retry-after': '3600' } } : NEVER,
    );
    await fail('patient');
    await fail('woken');
    await failedOnce('patient');
    await failedOnce('woken');
    await server.database.query(
      `UPDATE worker_registration.alert_delivery SET next_at = now() + interval '1 hour' WHERE rule = 'woken'`,
    );
    receiver.answer = () => ANSWERED;
    await another();
    await until(async () => (await waiting('woken')).length === 0);
    expect(await waiting('patient')).toMatchObject([{ attempts: 1, waits: true }]);
    await watch.retriedUntil(async () => (await waiting('patient')).length === 0);
  });

  it('is dropped, reminders first, if a thousand others wait', async () => {
    await server.database.query(
      `INSERT INTO worker_registration.alert_delivery (id, webhook, rule, type, body, next_at)
       SELECT 'old-' || n, 'ops', 'old-' || n, CASE WHEN n = 500 THEN 'alert.reminder' ELSE 'alert.firing' END, '{}',
         now() + interval '1 hour'
       FROM generate_series(1, 1000) AS n`,
    );
    await fail('crowded');
    await until(async () => (await watch.alert('crowded'))?.lastSentAt != null);
    const [left] = await server.database.query<{ old: number; reminders: number }>(
      `SELECT count(*)::integer AS old, count(*) FILTER (WHERE type = 'alert.reminder')::integer AS reminders
       FROM worker_registration.alert_delivery WHERE id LIKE 'old-%'`,
    );
    expect(left).toEqual({ old: 999, reminders: 0 });
  });

  it('is deleted after a week', async () => {
    await server.database.query(
      `UPDATE worker_registration.alert_delivery SET created_at = now() - interval '8 days'`,
    );
    expect(await server.app.get(DeliveryRetention).dropExpired()).toBeGreaterThan(999);
  });
});
