import { EVENT_TYPES } from '../../src/journal/event-types.js';
import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import type { ApiClient } from '../support/api-client.js';
import { EventStream } from '../support/event-stream.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { operationActs } from '../support/operations.js';
import { freePort, until } from '../support/waiting.js';
import { createServer } from 'node:net';
import { once } from 'node:events';

interface Event {
  type: string;
  id: string | null;
  workerId: string | null;
  actor: string;
  subject: string | null;
  address: string | null;
  requestId: string | null;
  detail: Record<string, unknown>;
}

/** Acts of the service alone: no request causes them, so they have neither address nor request id. */
const OWN = [
  'unhealthy',
  'failed',
  'guard-engaged',
  'guard-ended',
  'guard-spent',
  'alert-firing',
  'alert-resolved',
  'warning-began',
  'warning-ended',
  'purged',
] as const;

const ADDRESS = '203.0.113.7';

describe('The journal', () => {
  let desk: AccessDesk;
  let admin: ApiClient;
  let key: { id: string };
  let secret: string;
  beforeAll(async () => {
    desk = await AccessDesk.open({
      'server.trust-proxy': ['127.0.0.1'],
      ...SWEEPS_BY_HAND,
      'jobscheduler.worker.guard-enabled': false,
      'alerts.rules': [{ name: 'health', kind: 'system-health', below: 90 }],
      'auth.reregistration': 'join-token',
    });
    const { key: shown, ...made } = await desk.key({ name: 'ops', roles: ['admin'] });
    [key, secret] = [made, shown];
    admin = desk.showing(secret).with({ 'x-forwarded-for': ADDRESS });
  });
  afterAll(() => desk.close());

  const register = (workerId: string, more: object = {}, api = admin) =>
    api.post<Registered>('/register', registration({ workerId, ...more }));
  const beatOf = async (workerId: string, more: object = {}) => {
    const { body } = await register(workerId, more);
    return desk
      .showing(body.credentials.accessToken)
      .with({ 'x-forwarded-for': ADDRESS })
      .post(`/${workerId}/heartbeat`, { currentJobCount: 0 });
  };
  const fail = (workerId: string) =>
    desk.query(
      `UPDATE worker_registration.worker_state AS s
       SET health = 'FAILED', health_since = now() - interval '1 hour', last_error = 'silent', failed_checks = '{heartbeat}'
       FROM worker_registration.worker AS w WHERE w.id = s.id AND w.worker_id = $1`,
      [workerId],
    );

  const begin = () => desk.server.api.with({ 'x-forwarded-for': ADDRESS }).post('/session', { key: secret });

  /** Silent for so long that it is found FAILED by real sweeps, an hour ago. */
  const lose = async (workerId: string) => {
    const move = (changes: string) =>
      desk.query(
        `UPDATE worker_registration.worker_state AS s SET ${changes}
         FROM worker_registration.worker AS w WHERE w.id = s.id AND w.worker_id = $1`,
        [workerId],
      );
    await move(`lease_renewed_at = lease_renewed_at - interval '6 minutes'`);
    for (let sweep = 0; sweep < 3; sweep += 1) {
      await desk.query(`UPDATE worker_registration.duty SET claimed_at = claimed_at - interval '30 days'`);
      await admin.post('/health/check');
    }
    await move(
      `health_since = health_since - interval '1 hour', presence_since = presence_since - interval '1 hour'`,
    );
  };

  /** For each type that a request can cause: the request. */
  const CAUSED: Record<string, () => Promise<{ headers: Headers }>> = {
    registered: () => register('new'),
    're-registered': async () => (await register('again'), register('again')),
    replaced: async () => (await register('forced'), register('forced', { force: true })),
    'came-back': () => beatOf('back', { expectOnline: false }),
    reached: async () => {
      const port = await freePort();
      const worker = createServer().listen(port, '127.0.0.1');
      await once(worker, 'listening');
      await register('far', { expectOnline: false, hostAddress: '127.0.0.1', port });
      const answer = await admin.post('/far/reconnect');
      worker.close();
      return answer;
    },
    'token-issued': async () => (await register('fresh'), admin.post('/fresh/token')),
    'credentials-revoked': async () => (await register('stolen'), admin.post('/stolen/revoke')),
    overridden: async () => (await register('ruled'), admin.patch('/ruled', { capacity: 2 })),
    draining: async () => {
      await register('leaver');
      await admin.post('/leaver/jobs', { jobId: 'last' });
      return admin.post('/leaver/deregister', { drain: true });
    },
    deregistered: async () => (await register('gone'), admin.post('/gone/deregister', {})),
    'order-given': async () => (await register('ordered'), admin.post('/ordered/drain', {})),
    'order-lifted': async () => {
      await register('free');
      await admin.post('/free/maintenance', {});
      return admin.post('/free/activate', {});
    },
    recovered: async () => {
      await register('ill');
      await admin.post('/ill/maintenance', {});
      await fail('ill');
      return admin.post('/ill/activate', {});
    },
    'cleaned-up': async () => (await register('lost'), await lose('lost'), admin.post('/cleanup/failed')),
    'loss-acknowledged': async () => {
      await CAUSED['cleaned-up']!();
      return admin.post('/lost/acknowledge', { reason: 'Known' });
    },
    'guard-held': () => admin.post('/guards/_fleet/hold', { minutes: 5, reason: 'Repair' }),
    'guard-released': () => admin.post('/guards/_fleet/release', { reason: 'Repaired' }),
    suspected: async () => {
      await register('accused');
      const report = (api: ApiClient) => api.post('/accused/observations', { kind: 'timeout' });
      return (await report(await desk.as('scheduler')), report(admin));
    },
    ...operationActs(async (workerId) => (await register(workerId), admin)),
    restored: async () => (await register('r'), await admin.post('/r/deregister'), admin.post('/r/restore')),
    'alert-muted': () =>
      admin.post('/alerts/health/mute', { until: new Date(Date.now() + 3_600_000).toISOString() }),
    'alert-unmuted': () => admin.delete('/alerts/health/mute'),
    'job-assigned': async () => (await register('busy'), admin.post('/jobs/claim', { jobId: 'claimed' })),
    'job-ended': async () => {
      await register('done');
      await admin.post('/done/jobs', { jobId: 'ending' });
      return admin.delete('/done/jobs/ending');
    },
    'job-released': async () => {
      await register('restarting', { bootId: 'a' });
      await admin.post('/restarting/jobs', { jobId: 'stale' });
      return register('restarting', { bootId: 'b' });
    },
    'api-key-made': () => admin.post('/access/keys', { name: 'made', roles: ['viewer'] }),
    'api-key-revoked': async () => admin.delete(`/access/keys/${(await desk.key({ roles: ['viewer'] })).id}`),
    'session-begun': () => begin(),
    'session-ended': async () => {
      const { headers } = await begin();
      return desk.server.api
        .with({ cookie: headers.get('set-cookie')!.split(';')[0]!, 'x-forwarded-for': ADDRESS })
        .delete('/session');
    },
    'join-token-made': () => admin.post('/access/join-tokens', { name: 'made' }),
    'join-token-revoked': async () => admin.delete(`/access/join-tokens/${(await desk.joinToken()).id}`),
    'signing-keys-rotated': () => admin.post('/access/signing-keys/rotate', {}),
    deleted: async () => (await register('deleted'), admin.delete('/deleted')),
  };

  const latest = async (type: string): Promise<Event> => {
    const { body } = await admin.get<{ events: Event[] }>(`/events?type=${type}&limit=1`);
    return body.events[0]!;
  };

  it('covers each type of event that a request causes', () => {
    expect([...OWN, ...Object.keys(CAUSED)].sort()).toEqual(Object.keys(EVENT_TYPES).sort());
  });

  it.each(Object.entries(CAUSED))(
    'records the actor, the address and the request of %s',
    async (type, cause) => {
      const { headers } = await cause();
      const event = await latest(type);
      const itself = { actor: 'worker', subject: `worker:${event.id}` };
      const who = type === 'came-back' ? itself : { actor: 'key:ops', subject: `key:${key.id}` };
      expect(event).toMatchObject({ ...who, address: ADDRESS, requestId: headers.get('x-request-id') });
    },
  );

  it("records them for each worker of a batch, and for a gateway's heartbeat", async () => {
    const many = [1, 2, 3].map((n) => registration({ workerId: `many-${n}`, expectOnline: false }));
    const { headers } = await admin.post('/register/batch', many);
    const { body } = await admin.get<{ events: Event[] }>('/events?type=registered&limit=3');
    for (const event of body.events)
      expect(event).toMatchObject({ address: ADDRESS, requestId: headers.get('x-request-id') });
    const beats = await admin.post('/heartbeat/batch', [{ workerId: 'many-2' }]);
    expect(await latest('came-back')).toMatchObject({
      actor: 'key:ops',
      address: ADDRESS,
      requestId: beats.headers.get('x-request-id'),
    });
  });

  it('records the join token of a new worker, and a worker that leaves by itself', async () => {
    const { id, joinToken } = await desk.joinToken();
    const joining = desk.showing(joinToken).with({ 'x-forwarded-for': ADDRESS });
    const { body } = await register('joined', {}, joining);
    expect(await latest('registered')).toMatchObject({ actor: 'worker', subject: `join-token:${id}` });
    await desk.showing(body.credentials.accessToken).post('/joined/deregister', {});
    expect(await latest('deregistered')).toMatchObject({
      actor: 'worker',
      subject: `worker:${body.worker.id}`,
      address: '127.0.0.1',
    });
  });

  it('records no address and no request for acts of the service itself', async () => {
    await register('silent');
    await desk.query(
      `UPDATE worker_registration.worker_state SET lease_renewed_at = now() - interval '1 hour' WHERE presence = 'PRESENT'`,
    );
    await admin.post('/health/check');
    expect(await latest('unhealthy')).toMatchObject({
      actor: 'service',
      subject: null,
      address: null,
      requestId: null,
    });
  });

  it('sends the address and the request to the stream too, and stores only names elsewhere', async () => {
    const { key: viewer } = await desk.key({ roles: ['viewer'] });
    const stream = await EventStream.open(desk.server.url, {}, { authorization: `Bearer ${viewer}` });
    const { headers } = await register('streamed');
    await until(() => stream.blocks.some(({ data }) => data?.includes('"streamed"')));
    const told = stream.blocks.map(({ data }) => data).filter((data) => data !== undefined);
    expect(told.map((data) => JSON.parse(data) as Event)).toContainEqual(
      expect.objectContaining({
        workerId: 'streamed',
        address: ADDRESS,
        requestId: headers.get('x-request-id'),
        subject: `key:${key.id}`,
      }),
    );
    stream.response.destroy();
    for (const { table } of await desk.query<{ table: string }>(
      `SELECT table_name AS table FROM information_schema.tables
       WHERE table_schema = 'worker_registration' AND table_type = 'BASE TABLE'`,
    )) {
      const rows = await desk.query(
        `SELECT * FROM worker_registration.${table} AS t WHERE strpos(t::text, chr(31)) > 0`,
      );
      expect([table, rows]).toEqual([table, []]);
    }
  });

  it('is filtered by the subject of an account', async () => {
    await register('sought');
    const { body } = await admin.get<{ events: Event[] }>(
      `/events?actor=key:${key.id}&type=registered&limit=1`,
    );
    expect(body.events).toMatchObject([{ workerId: 'sought', actor: 'key:ops' }]);
  });
});

type Registered = Record<'worker', { id: string }> & Record<'credentials', { accessToken: string }>;
