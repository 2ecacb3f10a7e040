import type { WorkerDto } from '../../src/fleet/dto/worker.dto.js';
import { registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

type Workers = Record<string, unknown>[];

describe('GET / with fields', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'jobscheduler.worker.reconnect-enabled': false } });
    const described = { hostAddress: '192.0.2.1', port: 9100, tags: ['a'], zone: 'z', leaseSeconds: 60 };
    await server.api.post('/register', registration({ workerId: 'blue', ...described }));
    await server.api.post('/blue/heartbeat', { status: 'BUSY', currentJobCount: 2, message: 'at work' });
    await server.api.post('/blue/maintenance', { reason: 'disk' });
    await server.api.post('/register', registration({ workerId: 'gone' }));
    await server.api.post('/gone/force-deregister');
  });
  afterAll(() => server.close());

  const list = async (query: string): Promise<Workers> =>
    (await server.api.get<{ workers: Workers }>(query)).body.workers;

  it('lists only those fields, given in one parameter or in several', async () => {
    expect(await list('?fields=workerId,status')).toEqual([
      { workerId: 'blue', status: 'MAINTENANCE' },
      { workerId: 'gone', status: 'INACTIVE' },
    ]);
    expect(await list('?fields=status&fields=tags&presence=PRESENT')).toEqual([
      { tags: ['a'], status: 'MAINTENANCE' },
    ]);
  });

  it('shows each field as in the full answer', async () => {
    const whole = (await list('')) as unknown as WorkerDto[];
    const names = Object.keys(whole[0]!) as (keyof WorkerDto)[];
    const alone = await Promise.all(names.map((name) => list(`?fields=${name}`)));
    expect(alone).toEqual(names.map((name) => whole.map((worker) => ({ [name]: worker[name] }))));
    expect(names.length).toBeGreaterThan(40);
  });

  it('continues to the next page even without the field id', async () => {
    const { body } = await server.api.get<{ nextCursor: string }>('?fields=workerId&limit=1');
    expect(await list(`?fields=workerId&limit=1&cursor=${body.nextCursor}`)).toEqual([{ workerId: 'gone' }]);
  });

  it.each([
    ['workerId,statsu', 'fields has an unknown name "statsu"; did you mean status?'],
    ['worker_id', 'fields has an unknown name "worker_id"; did you mean workerId?'],
    [
      'password',
      expect.stringMatching(/^fields has an unknown name "password"; name some of workerId, name, /),
    ],
    ['', expect.stringMatching(/^fields must not be empty: name at least one of workerId, name, /)],
  ])('refuses fields=%s, and names valid ones', async (fields, message) => {
    const { status, body } = await server.api.get(`?fields=${fields}`);
    expect(status).toBe(400);
    expect(body['errors']).toEqual([{ field: 'fields', message }]);
  });
});
