import { readFileSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Client, CLIENTS, ClientWorkers } from '../clients/client-workers.js';
import { eventTypesOf, WHOLE_LIFE } from '../clients/whole-life.js';
import { AccessDesk } from '../support/access-desk.js';
import type { ApiClient } from '../support/api-client.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import type { Exit } from '../support/programs.js';
import { until } from '../support/waiting.js';

describe('The clients', () => {
  it.each(CLIENTS)('have a program in their README: $language', ({ folder, example }) => {
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toMatch(example.fence);
  });
});

/** What every client does, whatever its language. */
const theScenario = (client: Client): void => {
  const workers = new ClientWorkers(client);
  const ownTests = new ClientWorkers(client);
  let passed: Promise<Exit>;
  let desk: AccessDesk;
  let admin: ApiClient;
  let watch: FleetWatch;
  let schedulerKey: string;
  beforeAll(async () => {
    workers.build();
    // They wait most of the time, here meanwhile.
    passed = ownTests.run(client.tests, {}, client.folder).exit;
    desk = await AccessDesk.open({
      ...SWEEPS_BY_HAND,
      'jobs.self-assignment': true,
      'jobscheduler.worker.release-jobs-after': 'lease-end',
      'jobscheduler.worker.guard-enabled': false,
      'auth.token-lifetime-minutes': 0.1,
    });
    admin = await desk.as('admin');
    ({ key: schedulerKey } = await desk.key({ roles: ['scheduler'] }));
    watch = new FleetWatch({ ...desk.server, api: admin });
  });
  afterEach(() => workers.endAll());
  afterAll(async () => {
    await desk.close();
    await ownTests.endAll();
    for (const { folder } of [workers, ownTests]) await rm(folder, { recursive: true });
  });

  const stateFileOf = (worker_id: string) => join(workers.folder, `${worker_id}.json`);
  const start = async (worker_id: string, given: object = {}) => {
    const { joinToken } = await desk.joinToken();
    const options = {
      server: desk.server.url,
      worker_id,
      join_token: joinToken,
      state_file: stateFileOf(worker_id),
      max_concurrent_jobs: 2,
      ...given,
    };
    const worker = workers.start(options, { SCHEDULER_KEY: schedulerKey });
    await worker.heard('registered');
    return worker;
  };
  const record = async (workerId: string) => (await admin.get(`/${workerId}`)).body;
  const shows = (workerId: string, fields: Record<string, unknown>) =>
    until(async () => {
      const there = await record(workerId);
      return Object.entries(fields).every(([name, value]) => there[name] === value);
    });
  const jobsOf = async (workerId: string) => {
    const { body } = await admin.get<{ jobs: { jobId: string }[] }>(`/${workerId}/jobs`);
    return body.jobs.map(({ jobId }) => jobId);
  };

  it('registers, reports the job that a scheduler claimed it for, and leaves', async () => {
    const worker = await start('plain', { tags: ['gpu'], capabilities: { cuda: 12 }, zone: 'a', port: 9000 });
    expect(await record('plain')).toMatchObject({
      tags: ['gpu'],
      capabilities: { cuda: 12 },
      zone: 'a',
      port: 9000,
      maxConcurrentJobs: 2,
    });
    expect(await worker.ask('claim job-1 gpu', 'claimed')).toMatchObject({ workerId: 'plain' });
    expect(await jobsOf('plain')).toEqual(['job-1']);
    expect(await worker.ask('claim job-0 none', 'refused')).toMatchObject({ code: 'no_worker_for_job' });
    await worker.ask('run job-1', 'running');
    await shows('plain', { reportedStatus: 'BUSY', currentJobCount: 1 });
    await worker.ask('finish job-1', 'ended');
    await worker.ask('end job-1', 'recorded');
    expect(await jobsOf('plain')).toEqual([]);
    await shows('plain', { reportedStatus: 'ACTIVE', currentJobCount: 0 });
    expect(await worker.ask('stop', 'stopped')).toMatchObject({ deregistered: true, abandonedJobs: [] });
    expect(await record('plain')).toMatchObject({ presence: 'LEFT' });
    expect(await eventTypesOf(admin, 'plain')).toEqual(WHOLE_LIFE);
    expect((await worker.exit).code).toBe(0);
  });

  it('assigns jobs to itself under one fence, and reports a refusal', async () => {
    const worker = await start('taking');
    const { fence } = await worker.ask('take job-2', 'taken');
    expect(await worker.ask('take job-2', 'taken')).toMatchObject({ fence });
    expect(await jobsOf('taking')).toEqual(['job-2']);
    expect(await worker.ask('end other', 'refused')).toMatchObject({ code: 'job_not_assigned' });
  });

  it("follows an operator's orders", async () => {
    const worker = await start('ordered');
    expect(await worker.ask('accepts', 'accepts')).toMatchObject({ work: true });
    await admin.post('/ordered/drain', {});
    await worker.heard('drain');
    expect(await worker.ask('accepts', 'accepts')).toMatchObject({ work: false });
    await admin.post('/ordered/activate', {});
    await worker.heard('activate');
    expect(await worker.ask('accepts', 'accepts')).toMatchObject({ work: true });
  });

  it('stores the next token from a heartbeat in a file that only its owner can read', async () => {
    await start('rotated');
    const kept = () => (JSON.parse(readFileSync(stateFileOf('rotated'), 'utf8')) as Kept).accessToken;
    const first = kept();
    await until(() => kept() !== first);
    expect((await stat(stateFileOf('rotated'))).mode & 0o777).toBe(0o600);
    expect(await record('rotated')).toMatchObject({ registrationCount: 1 });
  });

  it('keeps its id after a kill, and learns which jobs were released', async () => {
    const first = await start('killed');
    const { id } = await record('killed');
    await first.ask('take job-3', 'taken');
    await first.stop('SIGKILL');
    const second = await start('killed');
    expect(await second.heard('registered')).toMatchObject({
      outcome: 'restarted',
      releasedJobs: ['job-3'],
    });
    expect(await record('killed')).toMatchObject({ id, incarnation: 2, presence: 'PRESENT' });
  });

  it('continues the jobs of the process before it', async () => {
    const first = await start('resumed');
    await first.ask('take job-4', 'taken');
    await first.stop('SIGKILL');
    const second = await start('resumed', { active_jobs: ['job-4'] });
    expect(await second.heard('registered')).toMatchObject({ outcome: 'resumed', releasedJobs: [] });
    expect(await jobsOf('resumed')).toEqual(['job-4']);
  });

  it('stops a job that was released while it was silent, and confirms that', async () => {
    const worker = await start('silent');
    await worker.ask('take job-5', 'taken');
    await worker.ask('run job-5', 'running');
    worker.signal('SIGSTOP');
    await watch.silence(400, 'silent');
    await watch.sweep();
    worker.signal('SIGCONT');
    expect(await worker.heard('job-revoked')).toMatchObject({ jobId: 'job-5' });
    expect(await worker.heard('ended')).toMatchObject({ code: 'job_revoked' });
    await until(async () => {
      const { body } = await admin.post<{ revokedJobs: string[] }>('/silent/heartbeat', {});
      return body.revokedJobs.length === 0;
    });
  });

  it('registers again when its record is gone', async () => {
    const worker = await start('deleted');
    await admin.delete('/deleted');
    expect(await worker.heard('registered', 2)).toMatchObject({ outcome: 'created' });
    await shows('deleted', { presence: 'PRESENT' });
  });

  it('stops, with its jobs, when another process has taken over', async () => {
    const worker = await start('taken-over');
    await worker.ask('run job-6', 'running');
    const another = { workerId: 'taken-over', name: 'Another', maxConcurrentJobs: 1, bootId: 'another' };
    await admin.post('/register', another);
    expect(await worker.heard('ended')).toMatchObject({ code: 'superseded' });
    expect(await worker.heard('over')).toMatchObject({ state: 'superseded' });
    expect(await record('taken-over')).toMatchObject({ incarnation: 2, presence: 'PRESENT' });
  });

  it('stops when an operator deregistered it, or revoked its credentials', async () => {
    const worker = await start('sent-away');
    await admin.post('/sent-away/force-deregister?reason=too%20old');
    expect(await worker.heard('over')).toMatchObject({ state: 'deregistered' });
    const revoked = await start('revoked');
    await admin.post('/revoked/revoke');
    // A heartbeat that is under way meanwhile is refused as one of an earlier incarnation.
    const { state } = await revoked.heard('over');
    expect(['deregistered', 'superseded']).toContain(state);
  });

  it('drains on SIGTERM: it leaves when its job has ended', async () => {
    const worker = await start('ended');
    await worker.ask('run job-7', 'running');
    worker.signal('SIGTERM');
    await shows('ended', { status: 'DRAINING', currentJobCount: 1 });
    worker.tell('finish job-7');
    expect(await worker.exit).toEqual({ code: 0, signal: null });
    expect(await record('ended')).toMatchObject({ presence: 'LEFT' });
  });

  it('runs the program of its README', async () => {
    const { fence, run } = client.example;
    const [, code = ''] = fence.exec(readFileSync(join(client.folder, 'README.md'), 'utf8'))!;
    const { joinToken } = await desk.joinToken();
    const program = workers.run([...run(code, workers.folder), 'example', desk.server.url, joinToken]);
    await shows('example', { presence: 'PRESENT' });
    await admin.post('/example/jobs', { jobId: 'job-8' });
    program.tell('job-8');
    await program.says(/job-8: part 2/);
    await until(async () => (await jobsOf('example')).length === 0);
    program.signal('SIGTERM');
    expect(await program.exit).toEqual({ code: 0, signal: null });
    expect(await record('example')).toMatchObject({ presence: 'LEFT' });
  });

  it('passes its own tests', async () => {
    expect((await passed).code).toBe(0);
  });

  it('is refused with the reason of the service', async () => {
    const worker = workers.start({ server: desk.server.url, worker_id: 'unknown' });
    expect((await worker.exit).code).toBe(1);
    expect(worker.errors).toContain('refused: credential_missing');
  });
};

for (const client of CLIENTS) {
  if (client.isThere)
    describe(`A worker with the client for ${client.language}`, () => {
      theScenario(client);
    });
  else process.stderr.write(`The client for ${client.language} is not tested: no ${client.tool}.\n`);
}

interface Kept {
  readonly accessToken: string;
}
