import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import type { ApiClient } from '../support/api-client.js';
import type { Registered } from '../support/token-bearer.js';
import { WorkerCalls } from '../support/worker-calls.js';

const TIMES = 50;

describe('A call that a worker repeats', () => {
  let desk: AccessDesk;
  let admin: ApiClient;
  let calls: WorkerCalls;
  beforeAll(async () => {
    desk = await AccessDesk.open({ 'jobs.self-assignment': true });
    admin = await desk.as('admin');
    calls = WorkerCalls.of(desk.server);
  });
  afterAll(() => desk.close());

  const begin = async (workerId: string): Promise<ApiClient> => {
    const { body } = await admin.post<Registered>('/register', registration({ workerId, bootId: 'b1' }));
    return desk.showing(body.credentials.accessToken);
  };
  const events = (workerId: string) =>
    desk.query<{ type: string; detail: Record<string, unknown> }>(
      'SELECT type, detail FROM worker_registration.journal WHERE worker_id = $1 ORDER BY seq OFFSET 1',
      [workerId],
    );
  async function repeat(call: () => Promise<unknown>): Promise<void> {
    for (let time = 0; time < TIMES; time += 1) await call();
  }

  it('adds at most two rows to the journal, on every route', async () => {
    for (const [index, route] of calls.own.entries()) {
      const workerId = `loop-${index}`;
      const own = await begin(workerId);
      await admin.post(`/${workerId}/jobs`, { jobId: `${workerId}-old` });
      const before = (await events(workerId)).length;
      await repeat(() => calls.call(own, route, workerId));
      const added = (await events(workerId)).slice(before).map(({ type }) => type);
      expect([route, added, added.length <= 2]).toEqual([route, added, true]);
    }
  });

  it('adds at most one row of each kind if it alternates them', async () => {
    const own = await begin('alternating');
    await repeat(async () => {
      await own.post('/alternating/token', {});
      await own.post('/register', registration({ workerId: 'alternating', bootId: 'b1' }));
    });
    expect((await events('alternating')).map(({ type }) => type)).toEqual(['token-issued', 're-registered']);
  });

  it('is limited too for a join token that registers one worker', async () => {
    const joining = await desk.joining();
    await repeat(() => joining.post('/register', registration({ workerId: 'joined', bootId: 'b1' })));
    expect((await events('joined')).map(({ type }) => type)).toEqual(['re-registered']);
  });

  it('is limited too for drains with a new reason each time', async () => {
    const own = await begin('leaving');
    await admin.post('/leaving/jobs', { jobId: 'leaving-job' });
    let reason = 0;
    await repeat(() => own.post('/leaving/deregister', { drain: true, reason: `reason ${(reason += 1)}` }));
    expect((await events('leaving')).map(({ type, detail }) => [type, detail['reason']])).toEqual([
      ['job-assigned', undefined],
      ['draining', 'reason 1'],
    ]);
    expect((await admin.get('/leaving')).body['order']).toMatchObject({ reason: 'reason 1' });
  });

  it('is journalled again after an hour, or at once if it changes something', async () => {
    const own = await begin('later');
    await own.post('/later/token', {});
    await desk.query(
      `UPDATE worker_registration.journal SET at = at - interval '61 minutes' WHERE worker_id = 'later'`,
    );
    await own.post('/later/token', {});
    const { body } = await own.post<Registered>(
      '/register',
      registration({ workerId: 'later', bootId: 'b2' }),
    );
    await desk.showing(body.credentials.accessToken).post('/later/token', {});
    expect((await events('later')).map(({ type, detail }) => [type, detail['incarnation']])).toEqual([
      ['token-issued', 1],
      ['token-issued', 1],
      ['re-registered', 2],
      ['token-issued', 2],
    ]);
  });
});
