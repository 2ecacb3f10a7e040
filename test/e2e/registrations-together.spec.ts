import { Client } from 'pg';
import { Database } from '../../src/platform/database/database.js';
import { registration } from '../factories/registration.factory.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { BOOTSTRAP_KEY, startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

interface Registered {
  readonly outcome?: string;
  readonly code?: string;
  readonly worker?: { readonly workerId: string };
}

describe('Registrations that arrive together', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ settings: SWEEPS_BY_HAND });
  });
  afterAll(() => server.close());

  const names = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, at) => `${prefix}-${at}`);
  const register = (workerId: string, more: object = {}) =>
    server.api.post<Registered>('/register', registration({ workerId, ...more }));

  it('are written by far fewer transactions, each with its own answer and its own event', async () => {
    const transactions = jest.spyOn(server.app.get(Database), 'transaction');
    const answers = await Promise.all(names('many', 200).map((name) => register(name)));
    expect(transactions.mock.calls.length).toBeLessThan(100);
    transactions.mockRestore();
    expect(answers.map(({ status, body }) => [status, body.worker?.workerId])).toEqual(
      names('many', 200).map((name) => [201, name]),
    );
    const events = await server.database.query<{ worker_id: string; request_id: string }>(
      `SELECT worker_id, request_id FROM worker_registration.journal WHERE worker_id LIKE 'many-%'`,
    );
    expect(new Map(events.map((each) => [each.worker_id, each.request_id]))).toEqual(
      new Map(answers.map(({ body, headers }) => [body.worker!.workerId, headers.get('x-request-id')])),
    );
  });

  it('are one statement each if new workers arrive one by one', async () => {
    const transactions = jest.spyOn(server.app.get(Database), 'transaction');
    let [count, last] = [0, { status: 0, body: {} as Registered }];
    // Other work of the service may have a transaction meanwhile, but not each time.
    await until(async () => {
      transactions.mockClear();
      last = await register(`new-${(count += 1)}`, { bootId: 'boot-1' });
      return transactions.mock.calls.length === 0;
    });
    transactions.mockRestore();
    expect(last).toMatchObject({ status: 201, body: { outcome: 'created', releasedJobs: [] } });
    expect((await register(`new-${count}`, { bootId: 'boot-1' })).body.outcome).toBe('refreshed');
  });

  it('all count if they are of one worker', async () => {
    const answers = await Promise.all([1, 2, 3].map((n) => register('same', { bootId: `boot-${n}` })));
    expect(answers.map(({ body }) => body.outcome ?? '').toSorted()).toEqual([
      'created',
      'restarted',
      'restarted',
    ]);
    expect((await server.api.get('/same')).body).toMatchObject({ incarnation: 3, registrationCount: 3 });
  });

  it('do not wait for the locked row of one of them', async () => {
    await register('locked');
    const holder = new Client({ connectionString: server.database.url });
    await holder.connect();
    await holder.query(`BEGIN; SELECT FROM worker_registration.worker WHERE worker_id = 'locked' FOR UPDATE`);
    const slow = register('locked');
    const answers = await Promise.all(names('free', 30).map((name) => register(name)));
    expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(201));
    await holder.end();
    expect((await slow).status).toBe(200);
  });
});

describe('Registrations with a join token that arrive together', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ settings: { ...SWEEPS_BY_HAND, 'auth.mode': 'token' } });
  });
  afterAll(() => server.close());

  const admin = () => server.api.with({ authorization: `Bearer ${BOOTSTRAP_KEY}` });

  it('use it up, and the rest are refused', async () => {
    const { body } = await admin().post<{ joinToken: string }>('/access/join-tokens', {
      name: 'three',
      uses: 3,
    });
    const joining = server.api.with({ authorization: `Bearer ${body.joinToken}` });
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, at) =>
        joining.post<Registered>('/register', registration({ workerId: `joined-${at}` })),
      ),
    );
    expect(answers.map(({ body: { code, outcome } }) => code ?? outcome ?? '').toSorted()).toEqual([
      ...Array<string>(3).fill('created'),
      ...Array<string>(2).fill('join_token_used_up'),
    ]);
    expect(await server.database.query('SELECT FROM worker_registration.worker')).toHaveLength(3);
  });

  it('are accepted or refused one by one', async () => {
    const { body } = await admin().post<{ joinToken: string }>('/access/join-tokens', { name: 'any' });
    const joining = server.api.with({ authorization: `Bearer ${body.joinToken}` });
    await joining.post('/register', registration({ workerId: 'taken' }));
    const answers = await Promise.all(
      ['new-1', 'taken', 'new-2'].map((workerId) =>
        joining.post<Registered>('/register', registration({ workerId })),
      ),
    );
    expect(answers.map(({ body: { code, outcome } }) => code ?? outcome)).toEqual([
      'created',
      'own_token_required',
      'created',
    ]);
  });
});
