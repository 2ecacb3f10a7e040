import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import type { ApiClient } from '../support/api-client.js';
import { startTestServer } from '../support/test-server.js';
import type { Registered } from '../support/token-bearer.js';
import { TokenBearers } from '../support/token-bearer.js';
import { until } from '../support/waiting.js';
import { WorkerCalls } from '../support/worker-calls.js';

describe('Revoking a worker', () => {
  let desk: AccessDesk;
  let operator: ApiClient;
  let calls: WorkerCalls;
  beforeAll(async () => {
    desk = await AccessDesk.open({ 'jobs.self-assignment': true });
    operator = await desk.as('operator');
    calls = WorkerCalls.of(desk.server);
  });
  afterAll(() => desk.close());

  const join = async (workerId: string, given: object = {}) => {
    const joining = await desk.joining();
    const { status, body } = await joining.post<Registered>(
      '/register',
      registration({ workerId, bootId: 'b1', ...given }),
    );
    return { status, body, token: body.credentials?.accessToken };
  };
  const refusals = async (token: string, workerId: string) => {
    const answers: (string | undefined)[] = [];
    for (const route of calls.own)
      answers.push((await calls.call(desk.showing(token), route, workerId)).join(' '));
    return [...new Set(answers)];
  };

  it('invalidates its token on every route, expired or not, with the reason', async () => {
    const { token } = await join('stolen');
    const answer = await operator.post('/stolen/revoke', { reason: 'Host was compromised' });
    expect(answer).toMatchObject({ status: 200, body: { success: true, workerId: 'stolen' } });
    const expired = await new TokenBearers(desk.server).expired(token);
    expect(await refusals(token, 'stolen')).toEqual(['401 credentials_revoked']);
    expect(
      (await desk.showing(expired).post('/register', registration({ workerId: 'stolen' }))).body,
    ).toMatchObject({
      code: 'credentials_revoked',
    });
    const { body } = await operator.get<{ events: object[] }>('/stolen/events?limit=1');
    expect(body.events).toMatchObject([
      { type: 'credentials-revoked', detail: { reason: 'Host was compromised' } },
    ]);
  });

  it.each([
    ['while the record is there', false],
    ['when the record was deleted afterwards', true],
  ])('lets it register again with a join token, at a higher incarnation, %s', async (_, isDeleted) => {
    const workerId = `returning-${isDeleted}`;
    const { token } = await join(workerId);
    await operator.post(`/${workerId}/revoke`);
    if (isDeleted) await operator.delete(`/${workerId}`);
    const again = await join(workerId, { bootId: 'b2' });
    expect(again.body.worker.incarnation).toBe(isDeleted ? 1 : 3);
    expect((await desk.showing(again.token).post(`/${workerId}/heartbeat`)).status).toBe(200);
    expect(await refusals(token, workerId)).toEqual(['401 credentials_revoked']);
    expect((await join(workerId, { bootId: 'b3' })).body.code).toBe('own_token_required');
  });

  it('accepts the id of a deleted record, and no id that no worker ever had', async () => {
    const { token, body } = await join('late');
    await operator.delete('/late');
    expect((await operator.post('/late/revoke')).status).toBe(404);
    expect((await operator.post(`/${body.worker.id}/revoke`)).body).toMatchObject({ workerId: 'late' });
    expect(await refusals(token, 'late')).toEqual(['401 credentials_revoked']);
    expect((await operator.post('/01900000-0000-7000-8000-000000000000/revoke')).status).toBe(404);
    expect((await operator.post('/nobody/revoke')).status).toBe(404);
  });

  it('takes effect through the row too, in an instance that has not been notified', async () => {
    const { token, body } = await join('unheard');
    await desk.query(
      `UPDATE worker_registration.worker_state SET incarnation = incarnation + 1, boot_id = NULL WHERE id = $1`,
      [body.worker.id],
    );
    expect(await refusals(token, 'unheard')).toEqual(['409 superseded']);
  });

  it('does not affect a token that an admin issues afterwards', async () => {
    const { token } = await join('handed');
    await operator.post('/handed/revoke');
    const { body } = await (await desk.as('admin')).post<Registered>('/handed/token');
    expect((await desk.showing(body.credentials.accessToken).post('/handed/heartbeat')).status).toBe(200);
    expect((await desk.showing(token).post('/handed/heartbeat')).status).toBe(401);
  });

  it('reaches every other instance, and those that start later', async () => {
    const settings = { 'auth.mode': 'token' };
    const other = await startTestServer({ settings, database: desk.server.database });
    const { token } = await join('everywhere');
    const there = other.api.with({ authorization: `Bearer ${token}` });
    expect((await there.get('/everywhere')).status).toBe(200);
    await operator.post('/everywhere/revoke');
    await until(async () => (await there.get('/everywhere')).body['code'] === 'credentials_revoked');
    await other.close();
    const later = await startTestServer({ settings, database: desk.server.database });
    const answer = await later.api.with({ authorization: `Bearer ${token}` }).get('/everywhere');
    await later.close();
    expect(answer.body['code']).toBe('credentials_revoked');
  });

  it('is forgotten once no revoked token could register any longer', async () => {
    const { RevocationRetention } = await import('../../src/identity/revocation-retention.js');
    const retention = desk.server.app.get(RevocationRetention);
    const age = (days: number) =>
      desk.query(
        `UPDATE worker_registration.worker_revocation SET revoked_at = now() - make_interval(days => $1)`,
        [days],
      );
    await age(394);
    expect(await retention.dropExpired()).toBe(0);
    await age(396);
    expect(await retention.dropExpired()).toBeGreaterThan(0);
  });
});

describe('Revoking a worker in open mode', () => {
  it('invalidates its token; the worker registers again without one', async () => {
    const server = await startTestServer();
    const bearers = new TokenBearers(server);
    const token = await bearers.tokenOf('open');
    await server.api.post('/open/revoke');
    const shown = await bearers.showing(token).post('/open/heartbeat');
    const again = await bearers.register('open');
    await server.close();
    expect(shown).toMatchObject({ status: 401, body: { code: 'credentials_revoked' } });
    expect(again.body.worker.incarnation).toBe(3);
  });
});
