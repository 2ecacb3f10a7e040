import { SystemStatisticsService } from '../../src/statistics/system-statistics.service.js';
import { registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface History {
  from: string;
  to: string;
  stepSeconds: number;
  points: { at: string; totalWorkers: number }[];
}

const SNAPSHOT = '2026-01-31T12:00:00Z';

describe('The history', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({
      settings: { 'jobscheduler.worker.health-check-interval-ms': 86_400_000 },
    });
  });
  afterAll(() => server.close());
  beforeEach(() => server.database.query('DELETE FROM worker_registration.sweep'));

  /** Inserts sweeps at these seconds after noon; each counts as many workers as its number is. */
  const sweeps = (...seconds: number[]) =>
    server.database.query(
      `INSERT INTO worker_registration.sweep (round, instance, cause, finished_at, statistics)
       SELECT n, 1, 'schedule', $1::timestamptz + make_interval(secs => s), jsonb_build_object('totalWorkers', n)
       FROM unnest($2::float8[]) WITH ORDINALITY AS given (s, n)`,
      [SNAPSHOT, seconds],
    );
  const read = async (query: string) => (await server.api.get<History>(`/health/history?${query}`)).body;
  const counts = async (query: string) => (await read(query)).points.map(({ totalWorkers }) => totalWorkers);
  const refusal = async (query: string) => {
    const { status, body } = await server.api.get(`/health/history?${query}`);
    return [status, body['code'], body['message']];
  };

  it('has one point per step, from its last snapshot, and none for a step without snapshots', async () => {
    await sweeps(0, 29.999, 30, 59, 120, 121);
    const history = await read('from=2026-01-31T12:00:00Z&to=2026-01-31T12:05:00Z&step=30s');
    expect(history).toMatchObject({
      from: '2026-01-31T12:00:00.000Z',
      to: '2026-01-31T12:05:00.000Z',
      stepSeconds: 30,
      points: [
        { at: '2026-01-31T12:00:29.999Z', totalWorkers: 2 },
        { at: '2026-01-31T12:00:59.000Z', totalWorkers: 4 },
        { at: '2026-01-31T12:02:01.000Z', totalWorkers: 6 },
      ],
    });
  });

  it('includes `from` and excludes `to`, and cuts off the first step at `from`', async () => {
    await sweeps(-1, 0, 9, 10, 60, 69, 70, 71);
    const cut = 'from=2026-01-31T12:00:10Z&to=2026-01-31T12:01:10Z';
    expect(await counts(`${cut}&step=1m`)).toEqual([4, 6]);
    expect(await counts(`${cut}&step=1`)).toEqual([4, 5, 6]);
    expect(await counts('from=2026-01-31T12:01:12Z&to=2026-01-31T12:03:00Z&step=1m')).toEqual([]);
  });

  it.each([
    ['45', 45],
    ['45s', 45],
    ['5m', 300],
    ['2h', 7200],
    ['1d', 86_400],
  ])('accepts a step of %s', async (step, stepSeconds) => {
    expect(await read(`step=${step}&from=2026-01-31&to=2026-01-31T06:00:00Z`)).toMatchObject({ stepSeconds });
  });

  it('covers the last day up to now by default, in up to 500 points', async () => {
    await server.database.query(
      `INSERT INTO worker_registration.sweep (round, instance, cause, finished_at, statistics)
       SELECT n, 1, 'schedule', now() - make_interval(mins => n), '{}' FROM generate_series(1, 1500) AS n`,
    );
    const { from, to, stepSeconds, points } = await read('');
    expect(Date.parse(to) - Date.parse(from)).toBe(86_400_000);
    expect(stepSeconds).toBe(300);
    expect(points.length).toBeGreaterThanOrEqual(288);
    expect(points.length).toBeLessThanOrEqual(289);
  });

  it('returns what a sweep saved in the form of the statistics', async () => {
    await server.api.post('/register', registration());
    const snapshot = await server.app.get(SystemStatisticsService).takeSnapshot();
    await server.database.query(
      `INSERT INTO worker_registration.sweep (round, instance, cause, finished_at, statistics) VALUES (1, 1, 'schedule', now(), $1)`,
      [JSON.stringify(snapshot)],
    );
    const { points } = await read('');
    expect(points).toEqual([{ at: expect.any(String) as string, ...snapshot }]);
  });

  it('omits sweeps that did not finish, or saved no snapshot', async () => {
    await server.database.query(
      `INSERT INTO worker_registration.sweep (round, instance, cause, finished_at, statistics)
       VALUES (1, 1, 'schedule', NULL, '{}'), (2, 1, 'schedule', now(), NULL)`,
    );
    expect((await read('')).points).toEqual([]);
  });

  it('has up to 2,000 points, and suggests a step that works', async () => {
    const day = 'from=2026-01-30T00:00:00Z&to=2026-01-31T00:00:00Z';
    expect(await refusal(`${day}&step=30s`)).toEqual([
      400,
      'validation_failed',
      'step must be longer: 30s gives 2880 points, but at most 2000 are allowed; use 1m or longer',
    ]);
    expect(await read(`${day}&step=1m`)).toMatchObject({ stepSeconds: 60 });
    expect(await read('from=2026-01-31T00:00:00Z&to=2026-01-31T00:33:20Z&step=1s')).toMatchObject({
      stepSeconds: 1,
    });
  });

  it.each(['0', '0s', '-5', '1.5', '5 m', '5w', 'P1D', '99999999999', '40000d', 'abc'])(
    'rejects a step of %s',
    async (step) => {
      expect(await refusal(`step=${step}`)).toEqual([
        400,
        'validation_failed',
        `step must be whole seconds, or a duration such as 30s, 5m, 1h or 1d, from 1 second to 36500 days, not "${step}"`,
      ]);
    },
  );

  it.each([
    [
      'from=yesterday',
      'from must be a time such as 2026-01-31T12:00:00Z, or an age such as 2h, 30m or 7d, not "yesterday"',
    ],
    ['from=2026-01-31&to=2026-01-31', 'from must be before to'],
    ['until=2026-01-31', 'Unknown query parameter "until"; there is no such option here'],
  ])('rejects %s', async (query, message) => {
    expect(await refusal(query)).toEqual([400, 'validation_failed', message]);
  });

  it('covers all valid times', async () => {
    expect(await read('from=0001-01-01&to=9999-12-31')).toMatchObject({ points: [] });
  });
});
