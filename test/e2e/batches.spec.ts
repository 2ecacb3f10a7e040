import { fleet, registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface BatchAnswer {
  total: number;
  succeeded: number;
  failed: number;
  created: number;
  known: number;
  results: {
    index: number;
    workerId: string | null;
    status: number;
    outcome?: string;
    message?: string;
    code?: string;
    id?: string;
  }[];
}

describe('Batches', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  it('register ten thousand workers from one NDJSON request', async () => {
    const { status, body } = await server.api.ndjson<BatchAnswer>('/register/batch', fleet(10_000));
    const [count] = await server.database.query<{ count: string }>(
      'SELECT count(*) FROM worker_registration.worker_state',
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ total: 10_000, succeeded: 10_000, failed: 0, created: 10_000, known: 0 });
    expect(count).toEqual({ count: '10000' });
    expect((await server.api.get('/worker-9999')).body).toMatchObject({
      id: body.results[9999]!.id,
      status: 'ACTIVE',
    });
  });

  it('accept the heartbeats of ten thousand workers in one request', async () => {
    await server.api.post('/register/batch', fleet(10_000));
    const beats = fleet(10_000).map(({ workerId }) => ({ workerId, currentJobCount: 2 }));
    const { body } = await server.api.post<BatchAnswer>('/heartbeat/batch', beats);
    const [sum] = await server.database.query(
      'SELECT sum(current_job_count)::integer AS jobs FROM worker_registration.worker_state',
    );
    expect(body).toMatchObject({ total: 10_000, succeeded: 10_000, failed: 0 });
    expect(sum).toEqual({ jobs: 20_000 });
  });

  it('process all other items if one is invalid', async () => {
    const { body } = await server.api.ndjson<BatchAnswer>('/register/batch', [
      registration({ workerId: 'good-1' }),
      { workerId: 'no-name', maxConcurrentJobs: 0 },
      '{"workerId": "cut off',
      registration({ workerId: 'good-2' }),
    ]);
    expect(body).toMatchObject({ total: 4, succeeded: 2, failed: 2 });
    expect(body.results).toMatchObject([
      { index: 0, workerId: 'good-1', status: 201, outcome: 'created' },
      {
        index: 1,
        workerId: 'no-name',
        status: 400,
        message: 'Worker name is required; Max concurrent jobs must be positive',
      },
      { index: 2, workerId: null, status: 400, code: 'malformed_json' },
      { index: 3, workerId: 'good-2', status: 201 },
    ]);
    expect((await server.api.get('/good-2')).status).toBe(200);
  });

  it('apply repeated items of a worker in order', async () => {
    const repeats = [1, 2, 3].map((maxConcurrentJobs) =>
      registration({ workerId: 'repeated', maxConcurrentJobs }),
    );
    const { body } = await server.api.post<BatchAnswer>('/register/batch', repeats);
    expect(body.results.map(({ status }) => status)).toEqual([201, 200, 200]);
    expect((await server.api.get('/repeated')).body).toMatchObject({
      maxConcurrentJobs: 3,
      registrationCount: 3,
    });
  });

  it('merge repeated heartbeats of a worker, where later values win', async () => {
    await server.api.post('/register', registration({ workerId: 'merged' }));
    const { body } = await server.api.post<BatchAnswer>('/heartbeat/batch', [
      { workerId: 'merged', currentJobCount: 1, message: 'first' },
      { workerId: 'merged', currentJobCount: 2 },
    ]);
    expect(body.results.map(({ status }) => status)).toEqual([200, 200]);
    expect((await server.api.get('/merged')).body).toMatchObject({ currentJobCount: 2, message: 'first' });
  });

  it('evaluate each heartbeat of a batch separately', async () => {
    await server.api.post('/register', registration({ workerId: 'there', bootId: 'new' }));
    await server.api.post('/register', registration({ workerId: 'gone' }));
    await server.api.post('/gone/deregister', { reason: 'moved away' });
    const id = ((await server.api.get('/there')).body as { id: string }).id;
    const { body } = await server.api.post<BatchAnswer>('/heartbeat/batch', [
      { workerId: 'there', bootId: 'new' },
      { workerId: 'there', bootId: 'old' },
      { workerId: id, incarnation: 1 },
      { workerId: 'gone' },
      { workerId: 'nobody' },
      { workerId: 'there', currentJobCount: -1 },
      {},
    ]);
    expect(body.results.map(({ status }) => status)).toEqual([200, 409, 200, 410, 404, 200, 400]);
    expect(body.results[3]!.message).toContain('moved away');
  });
});
