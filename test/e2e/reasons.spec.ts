import { fleet } from '../factories/registration.factory.js';
import { AlertWatch, ALERTS_AT_ONCE } from '../support/alerts.js';
import { FleetWatch } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

interface Group {
  sentence: string;
  count: number;
  zone: string | null;
  version: string | null;
  host: string | null;
  tags: string[];
}

interface Summary {
  reasonGroups: Group[];
  worstWorkers: { workerId: string; reason: string; message: string | null }[];
}

describe('Reasons', () => {
  let server: TestServer;
  let watch: FleetWatch;
  beforeEach(async () => {
    server = await startTestServer({
      settings: {
        ...ALERTS_AT_ONCE,
        'jobscheduler.worker.guard-enabled': false,
        'alerts.rules': [{ name: 'failed', kind: 'worker-failed' }],
      },
    });
    watch = new FleetWatch(server);
    await server.api.post(
      '/register/batch',
      fleet(12, (index) => ({
        bootId: 'boot-1',
        zone: index < 4 ? 'eu-1' : 'eu-2',
        version: index % 4 === 0 ? '2.5.1' : '2.5.0',
        hostName: `node-${index % 3}`,
        tags: ['linux', ...(index % 4 === 0 ? ['canary'] : [])],
      })),
    );
  });
  afterEach(() => server.close());

  const names = (of: readonly number[]) => of.map((index) => `worker-${index}`);
  const report = (index: number, message: string) =>
    server.api.post<{ worker: { messageAt: string | null } }>(`/worker-${index}/heartbeat`, {
      status: 'ERROR',
      message,
    });
  /** The summary once it is newer than the last sweep. */
  const groups = async (count: number) => {
    let found: Summary | undefined;
    await until(async () => {
      found = (await server.api.get<Summary>('/health/summary')).body;
      return found.reasonGroups.length === count;
    });
    return found!;
  };

  it('are grouped without their figures, with what only the affected workers have in common', async () => {
    await watch.silence(400, names([0, 1]));
    await watch.silence(450, names([2, 3]));
    for (const index of [4, 8]) await report(index, `Disk ${index} is full`);
    await watch.sweep();
    const { reasonGroups } = await groups(2);
    expect(reasonGroups).toEqual([
      {
        sentence: 'No heartbeat for … s; the lease lasts … s',
        count: 4,
        zone: 'eu-1',
        version: null,
        host: null,
        tags: [],
      },
      {
        sentence: 'The worker reports ERROR: Disk … is full',
        count: 2,
        zone: 'eu-2',
        version: '2.5.1',
        host: null,
        tags: ['canary'],
      },
    ]);
  });

  it('of a single worker list nothing in common; losses have groups too', async () => {
    await watch.lose(['worker-0']);
    const { reasonGroups } = await groups(1);
    expect(reasonGroups).toEqual([
      {
        sentence: 'Lost: No heartbeat for … s; the lease lasts … s',
        count: 1,
        zone: null,
        version: null,
        host: null,
        tags: [],
      },
    ]);
  });

  it("contain the worker's message in checks, events, alerts and the worst workers", async () => {
    await report(0, 'GPU 3 fell off the bus');
    const sentence = 'The worker reports ERROR: GPU 3 fell off the bus';
    await watch.sweep();
    expect((await watch.health('worker-0')).description).toBe(sentence);
    const unhealthy = (await watch.events('worker-0')).at(-1);
    for (let sweep = 0; sweep < 2; sweep += 1) await watch.sweep();
    const failed = (await watch.events('worker-0')).at(-1);
    for (const event of [unhealthy, failed])
      expect(event).toMatchObject({ detail: { error: sentence, message: 'GPU 3 fell off the bus' } });
    const alerts = new AlertWatch(server);
    await alerts.untilState('failed', 'firing');
    await alerts.evaluatedAgain();
    expect((await alerts.alert('failed'))!.items).toMatchObject([
      { workerId: 'worker-0', reason: expect.stringContaining('GPU 3'), message: 'GPU 3 fell off the bus' },
    ]);
    const { worstWorkers } = await groups(1);
    expect(worstWorkers).toMatchObject([{ reason: sentence, message: 'GPU 3 fell off the bus' }]);
    await watch.lose(['worker-0']);
    expect((await watch.events('worker-0')).at(-1)).toMatchObject({
      type: 'cleaned-up',
      detail: { message: 'GPU 3 fell off the bus' },
    });
  });

  it('have the time when the message last changed, not when it was last repeated', async () => {
    const first = await report(0, 'Disk is full');
    await server.database.query(
      `UPDATE worker_registration.worker_state SET message_at = message_at - interval '1 hour'`,
    );
    const again = await report(0, 'Disk is full');
    const silent = await server.api.post<typeof first.body>('/worker-0/heartbeat', {});
    const other = await report(0, 'Disk is fuller');
    const [at, repeated, kept, changed] = [first, again, silent, other].map(({ body }) =>
      Date.parse(body.worker.messageAt!),
    );
    expect([repeated, kept]).toEqual([at! - 3_600_000, at! - 3_600_000]);
    expect(changed).toBeGreaterThanOrEqual(at!);
    const { body } = await server.api.get('/worker-1');
    expect(body).toMatchObject({ message: null, messageAt: null });
  });
});
