import { fleet } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Guard {
  name: string;
  state: string;
  silentNow: number;
  total: number;
  reason: string;
  endsWhen: string;
  nextSteps: { at: string; what: string }[];
}

interface Answer extends Record<string, unknown> {
  message: string;
  guard: Guard;
}

interface Summary {
  overall: string;
  reasons: string[];
  nextSteps: { at: string; what: string }[];
}

const names = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `worker-${from + index}`);

describe('Operators steer a guard', () => {
  let server: TestServer;
  let watch: FleetWatch;
  beforeEach(async () => {
    server = await startTestServer({ settings: SWEEPS_BY_HAND });
    watch = new FleetWatch(server);
    await server.api.post(
      '/register/batch',
      fleet(20, (index) => ({
        bootId: 'boot-1',
        ...(index < 18 && { zone: index < 10 ? 'eu-1' : '_eu-2' }),
      })),
    );
  });
  afterEach(() => server.close());

  const hold = (zone: string, minutes = 90) =>
    server.api.post<Answer>(`/guards/${zone}/hold`, { minutes, reason: 'The network is being repaired' });
  const release = (zone: string) =>
    server.api.post<Answer>(`/guards/${zone}/release`, { reason: 'They were shut down' });
  const guards = async () => (await server.api.get<{ guards: Guard[] }>('/guards')).body.guards;
  const summary = async () => (await server.api.get<Summary>('/health/summary')).body;
  const sweeps = async (count: number) => {
    for (let sweep = 0; sweep < count; sweep += 1) await watch.sweep();
  };
  /** Moves the start of the guards back by this number of minutes. */
  const timePasses = (minutes: number) =>
    server.database.query(
      `UPDATE worker_registration.guard SET since = since - make_interval(mins => $1), hold_until = hold_until - make_interval(mins => $1)`,
      [minutes],
    );
  const types = async () =>
    (await watch.events()).filter(({ type }) => type.startsWith('guard')).map(({ type }) => type);

  it('hold it for longer than its maximum, at any level; then it is spent', async () => {
    await watch.silence(301, names(0, 8));
    await sweeps(1);
    const { status, body } = await hold('eu-1');
    expect([status, body.message]).toEqual([
      200,
      expect.stringMatching(/^The guard of zone eu-1 holds until 20/),
    ]);
    await timePasses(60);
    await sweeps(4);
    expect(await watch.counts()).toMatchObject({ FAILED: 0, held: 8 });
    expect(await guards()).toMatchObject([
      {
        name: 'eu-1',
        state: 'HOLDING',
        silentNow: 8,
        steeredBy: 'operator',
        reason: 'operator holds zone eu-1: The network is being repaired; 8 of 10 workers are silent',
        endsWhen: expect.stringMatching(/^An operator holds it until 20/),
      },
    ]);
    await timePasses(31);
    await sweeps(1);
    expect(await guards()).toMatchObject([{ state: 'SPENT', steeredBy: null }]);
    expect(await types()).toEqual(['guard-engaged', 'guard-held', 'guard-spent']);
  });

  it('hold a zone before any of its workers is silent', async () => {
    await hold('eu-1');
    await sweeps(1);
    await watch.silence(301, names(0, 3));
    await sweeps(4);
    expect(await watch.counts()).toMatchObject({ FAILED: 0, held: 3 });
    await timePasses(91);
    await sweeps(4);
    expect(await watch.counts()).toMatchObject({ FAILED: 3, held: 0 });
  });

  it('hold workers again for which it was spent', async () => {
    await watch.silence(301, names(0, 8));
    await sweeps(1);
    await timePasses(30);
    await sweeps(2);
    await hold('eu-1');
    await sweeps(4);
    expect(await watch.counts()).toMatchObject({ FAILED: 0, held: 8 });
  });

  it('release it: its workers are evaluated from zero, and the same silence does not engage it again', async () => {
    await watch.silence(301, names(0, 8));
    await watch.silence(290, 'worker-8');
    await sweeps(2);
    const { body } = await release('eu-1');
    expect(body).toMatchObject({
      message: 'The guard of zone eu-1 is released',
      guard: { state: 'RELEASED', steerReason: 'They were shut down', silentNow: 9 },
    });
    await watch.silence(30, 'worker-8');
    await sweeps(3);
    expect(await watch.worker('worker-0')).toMatchObject({ held: false, consecutiveFailures: 2 });
    await sweeps(1);
    expect(await watch.counts()).toMatchObject({ FAILED: 9, held: 0 });
    expect(await types()).toEqual(['guard-engaged', 'guard-released']);
    expect((await watch.events()).find(({ type }) => type === 'guard-released')).toMatchObject({
      actor: 'operator',
      detail: { scope: 'zone', zone: 'eu-1', was: 'HOLDING', reason: 'They were shut down' },
    });
  });

  it('release it before it engages', async () => {
    await watch.silence(301, names(0, 5));
    await sweeps(1);
    await release('eu-1');
    await watch.silence(301, 'worker-5');
    await sweeps(3);
    expect(await watch.counts()).toMatchObject({ FAILED: 6, held: 0 });
  });

  it('name the fleet, workers without a zone, and zones that begin with an underscore', async () => {
    for (const name of ['_fleet', '_none', '__eu-2']) expect((await hold(name)).body.guard.name).toBe(name);
    expect((await guards()).map(({ name }) => name).toSorted()).toEqual(['__eu-2', '_fleet', '_none']);
  });

  it('are refused for unknown zones, zones without a guard, and without a reason', async () => {
    const unknown = await hold('nowhere');
    const none = await release('eu-1');
    const without = await server.api.post<Answer>('/guards/eu-1/hold', { minutes: 5 });
    expect([unknown.status, none.status, without.status]).toEqual([404, 409, 400]);
    expect([unknown.body['code'], none.body['code']]).toEqual(['zone_unknown', 'guard_not_engaged']);
  });

  it('see how many workers are silent once it is spent, and what happens next and when', async () => {
    await watch.silence(301, names(0, 8));
    await sweeps(1);
    await timePasses(30);
    await sweeps(1);
    const { overall, reasons, nextSteps } = await summary();
    expect([overall, reasons[0]]).toEqual([
      'CRITICAL',
      'The guard is spent: 8 of 10 workers of zone eu-1 are silent now',
    ]);
    expect(nextSteps.map(({ what }) => what)).toEqual([
      'The next sweep evaluates the fleet',
      'Workers of zone eu-1 that are still silent become FAILED, and their jobs are released',
      'Workers of zone eu-1 that are still silent are cleaned up',
    ]);
    expect(nextSteps.map(({ at }) => at)).toEqual(nextSteps.map(({ at }) => at).toSorted());
    await server.api.post(
      '/heartbeat/batch',
      names(0, 6).map((workerId) => ({ workerId })),
    );
    await sweeps(1);
    expect(await guards()).toMatchObject([{ state: 'SPENT', silentNow: 2, total: 10 }]);
  });
});
