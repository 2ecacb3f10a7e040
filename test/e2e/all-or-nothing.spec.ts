import { registration } from '../factories/registration.factory.js';
import { Scrape } from '../support/scrape.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { EVERYTHING } from '../support/worker-calls.js';

interface Answered {
  readonly code?: string;
  readonly rolledBack?: boolean;
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly created: number;
  readonly known: number;
  readonly results: { index: number; status: number; message?: string; credentials?: object }[];
}

const fleet = (count: number): object[] =>
  Array.from({ length: count }, (_, at) => registration({ workerId: `w-${at}` }));

describe('A batch that is registered as a whole or not at all', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  afterEach(async () => {
    for (const workerId of await server.api.workerIds()) await server.api.delete(`/${workerId}`);
  });

  const register = (items: readonly unknown[]) =>
    server.api.post<Answered>('/register/batch?allOrNothing=true&credentials=true', items);

  it('is registered if all items are valid', async () => {
    await server.api.post('/register', registration({ workerId: 'w-1' }));
    const { body } = await register(fleet(3));
    expect(body).toMatchObject({ rolledBack: false, total: 3, succeeded: 3, created: 2, known: 1 });
    expect(body.results.map(({ status, credentials }) => [status, credentials !== undefined])).toEqual([
      [201, true],
      [200, true],
      [201, true],
    ]);
  });

  it('changes nothing if an item is invalid, and lists every fault', async () => {
    const { body: first } = await server.api.post<{ worker: { id: string } }>(
      '/register',
      registration({ workerId: 'known', bootId: 'new' }),
    );
    const before = await server.database.query(EVERYTHING);
    const { status, body } = await register([
      ...fleet(3),
      registration({ workerId: 'many', maxConcurrentJobs: 400 }),
      registration({ workerId: 'w-1' }),
      registration({ workerId: first.worker.id }),
      'no worker',
    ]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ rolledBack: true, total: 7, succeeded: 0, failed: 7, created: 0, known: 0 });
    expect(body.results.map(({ index, message }) => [index, message])).toEqual([
      [3, 'Max concurrent jobs cannot exceed 100'],
      [4, 'The batch holds this worker already'],
      [5, 'Worker ID is the id of another worker; choose another'],
      [6, expect.stringContaining('must be a JSON object')],
    ]);
    expect(await server.database.query(EVERYTHING)).toEqual(before);
  });

  /** More than one statement can write. */
  const large = (count: number): object[] =>
    Array.from({ length: count }, (_, at) =>
      registration({
        workerId: `w-${999 - at}`,
        maxConcurrentJobs: 1 + (at % 50),
        capabilities: { models: 'm'.repeat(16_000) },
      }),
    );

  it('is written by several statements if it is large, all or none of them', async () => {
    await server.api.post('/register', registration({ workerId: 'w-900' }));
    const { id } = (await server.api.get<{ id: string }>('/w-900')).body;
    const before = await server.database.query(EVERYTHING);
    const { body: faulty } = await register([...large(100), registration({ workerId: id })]);
    expect([faulty.rolledBack, faulty.results.map(({ index }) => index)]).toEqual([true, [100]]);
    expect(await server.database.query(EVERYTHING)).toEqual(before);
    const { body } = await register(large(100));
    expect(body).toMatchObject({ rolledBack: false, succeeded: 100, created: 99, known: 1 });
    expect(body.results.map(({ index, status }) => [index, status])).toEqual(
      large(100).map((_, at) => [at, at === 99 ? 200 : 201]),
    );
    const { body: last } = await server.api.get<{ maxConcurrentJobs: number }>('/w-950');
    expect(last.maxConcurrentJobs).toBe(50);
  });

  it('of several statements does not deadlock with the same in another order', async () => {
    const all = await Promise.all([register(large(100)), register(large(100).toReversed())]);
    expect(all.map(({ body }) => body.succeeded)).toEqual([100, 100]);
    const again = await Promise.all([register(large(100).toReversed()), register(large(100))]);
    expect(again.map(({ body }) => body.known)).toEqual([100, 100]);
    expect((await Scrape.of(server.url)).value('worker_registration_database_retries_total')).toBe(0);
  });

  it('is refused if one transaction would be too long', async () => {
    const { status, body } = await register(fleet(5001));
    expect([status, body.code]).toEqual([413, 'too_many_items']);
  });
});
