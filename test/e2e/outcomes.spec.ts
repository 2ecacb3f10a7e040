import { SWEEPS_BY_HAND } from '../support/health.js';
import { JobDesk } from '../support/job-desk.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Registered {
  outcome: string;
  reRegistered: boolean;
  releasedJobs: string[];
  worker: Record<string, unknown>;
}

/** What identifies a worker, and how one and the same worker says it. */
const IDENTITIES = [
  ['worker-id', { workerId: 'worker-1', hostName: 'node-1' }, 'worker-1'],
  ['host-name', { hostName: 'node-1' }, 'node-1'],
  ['host-address', { hostAddress: '10.0.1.15:9090' }, '10.0.1.15:9090'],
] as const;

describe.each(IDENTITIES)(
  'A known worker, known by its %s, that registers again',
  (identity, given, name) => {
    let server: TestServer;
    let desk: JobDesk;
    beforeAll(async () => {
      server = await startTestServer({
        settings: { ...SWEEPS_BY_HAND, 'jobscheduler.worker.identity': identity },
      });
      desk = new JobDesk(server);
    });
    // The identity is the same in each test; its record is created again.
    beforeEach(() => server.database.query('TRUNCATE worker_registration.worker CASCADE'));
    afterAll(() => server.close());

    const register = async (body: object = {}) => {
      const described = { name: 'Worker', maxConcurrentJobs: 5, bootId: 'boot-1', ...given, ...body };
      const { status, body: answer } = await server.api.post<Registered>('/register', described);
      return { status, ...answer };
    };
    /** It was registered, reported that it is busy, and was given three jobs. */
    const running = async () => {
      const first = await register();
      await server.api.post(`/${name}/heartbeat`, { status: 'BUSY', currentJobCount: 3 });
      for (const jobId of ['a', 'b', 'c']) await desk.assign(name, jobId);
      return first.worker;
    };
    const sameRecord = (before: Record<string, unknown>) => ({
      id: before['id'],
      registeredAt: before['registeredAt'],
      registrationCount: 2,
      maxConcurrentJobs: 7,
      capabilities: { java: 17 },
    });
    const anew = { maxConcurrentJobs: 7, capabilities: { java: 17 } };

    it('as the same process is refreshed: status and jobs are kept', async () => {
      const before = await running();
      const again = await register(anew);
      expect(again).toMatchObject({
        status: 200,
        outcome: 'refreshed',
        reRegistered: true,
        releasedJobs: [],
      });
      expect(again.worker).toMatchObject({
        ...sameRecord(before),
        reportedStatus: 'BUSY',
        currentJobCount: 3,
        incarnation: 1,
      });
      expect(await desk.jobs(name)).toEqual(['a', 'b', 'c']);
    });

    it('as another process that names its jobs is resumed: those are kept, the others released', async () => {
      const before = await running();
      const again = await register({ ...anew, bootId: 'boot-2', activeJobs: ['a', 'c'] });
      expect(again).toMatchObject({
        status: 200,
        outcome: 'resumed',
        reRegistered: true,
        releasedJobs: ['b'],
      });
      expect(again.worker).toMatchObject({ ...sameRecord(before), currentJobCount: 2, incarnation: 2 });
      expect(await desk.jobs(name)).toEqual(['a', 'c']);
    });

    it('as another process that reports the number of its jobs is resumed: all are kept', async () => {
      const before = await running();
      const again = await register({ ...anew, bootId: 'boot-2', activeJobCount: 2 });
      expect(again).toMatchObject({ status: 200, outcome: 'resumed', releasedJobs: [] });
      expect(again.worker).toMatchObject({ ...sameRecord(before), currentJobCount: 2, incarnation: 2 });
      expect(await desk.jobs(name)).toEqual(['a', 'b', 'c']);
    });

    it.each([
      ['that runs none', { bootId: 'boot-2', activeJobCount: 0 }],
      ['that names none', { bootId: 'boot-2', activeJobs: [] }],
      ['that says nothing', { bootId: undefined }],
    ])('as another process %s is restarted: its jobs are released', async (_what, body) => {
      const before = await running();
      const again = await register({ ...anew, ...body });
      expect(again).toMatchObject({ status: 200, outcome: 'restarted', releasedJobs: ['a', 'b', 'c'] });
      expect(again.worker).toMatchObject({
        ...sameRecord(before),
        reportedStatus: 'ACTIVE',
        currentJobCount: 0,
        incarnation: 2,
      });
      expect(await desk.jobs(name)).toEqual([]);
    });

    it('by force is replaced: another id, and the old record is closed', async () => {
      const before = await running();
      const again = await register({ ...anew, bootId: 'boot-2', force: true });
      expect(again).toMatchObject({ status: 201, outcome: 'replaced', reRegistered: false });
      expect(again.worker).toMatchObject({ registrationCount: 1, incarnation: 2, currentJobCount: 0 });
      expect(again.worker['id']).not.toBe(before['id']);
      expect((await server.api.get(`/${String(before['id'])}`)).status).toBe(404);
      expect(await desk.events(String(before['id']))).toContain('job-released b');
    });

    it('keeps the order of an operator, but not its own drain', async () => {
      await register();
      await server.api.post(`/${name}/maintenance`, { reason: 'disk' });
      const ordered = await register({ bootId: 'boot-2' });
      await server.api.post(`/${name}/activate`, {});
      await desk.assign(name, 'a');
      await server.api.post(`/${name}/deregister`, { drain: true });
      const drained = await register({ bootId: 'boot-3' });
      expect(ordered.worker).toMatchObject({ status: 'MAINTENANCE', order: { reason: 'disk' } });
      expect(drained.worker).toMatchObject({ status: 'ACTIVE', order: null });
    });

    it('supersedes the old process: its calls get 409, and change nothing', async () => {
      await register();
      await register({ bootId: 'boot-2' });
      const before = (await server.api.get(`/${name}`)).body;
      const beat = await server.api.post(`/${name}/heartbeat`, { bootId: 'boot-1', status: 'ERROR' });
      expect([beat.status, beat.body['code']]).toEqual([409, 'superseded']);
      expect((await server.api.get(`/${name}`)).body).toEqual(before);
    });

    it('is one worker, however many registrations arrive at once', async () => {
      const all = await Promise.all(Array.from({ length: 50 }, () => register()));
      expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(all.filter(({ status }) => status === 200)).toHaveLength(49);
      expect(new Set(all.map(({ worker }) => worker['id'])).size).toBe(1);
    });
  },
);
