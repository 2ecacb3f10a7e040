import { once } from 'node:events';
import { Agents } from '../support/agents.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { JobDesk } from '../support/job-desk.js';
import { Relay } from '../support/relay.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { freePort, until } from '../support/waiting.js';

const agents = new Agents();
afterEach(() => agents.stopAll());

/** A job that runs until its signal is aborted; it has ended with that signal's reason. */
const untilAborted = (signal: AbortSignal) => once(signal, 'abort').then(() => signal.reason as Error);

describe('An agent', () => {
  let server: TestServer;
  let watch: FleetWatch;
  let desk: JobDesk;
  let relay: Relay;
  beforeAll(async () => {
    server = await startTestServer({
      settings: {
        ...SWEEPS_BY_HAND,
        // Three seconds: long enough for a busy machine, short enough to wait for its end.
        'jobscheduler.worker.heartbeat-timeout-minutes': 0.05,
        'jobscheduler.worker.cleanup-threshold-minutes': 0.001,
        'jobscheduler.worker.guard-enabled': false,
      },
    });
    watch = new FleetWatch(server);
    desk = new JobDesk(server);
  });
  beforeEach(async () => (relay = await Relay.to(server.url)));
  afterEach(async () => {
    await agents.stopAll();
    await relay.shut();
  });
  afterAll(() => server.close());

  const worker = async (workerId: string) => (await server.api.get(`/${workerId}`)).body;

  it('registers the worker as described, and reports its load and its jobs', async () => {
    const { agent, heard, lines } = await agents.start({
      server: server.url,
      workerId: 'described',
      maxConcurrentJobs: 3,
      tags: ['gpu'],
      zone: 'a',
      capabilities: { java: 17 },
    });
    const job = agent.run('job-1', untilAborted);
    await heard('heartbeat');
    // A heartbeat may have been under way when the job began.
    await until(async () => (await worker('described'))['status'] === 'BUSY');
    expect(await worker('described')).toMatchObject({
      id: agent.id,
      name: 'described',
      maxConcurrentJobs: 3,
      tags: ['gpu'],
      zone: 'a',
      capabilities: { java: 17 },
      status: 'BUSY',
      currentJobCount: 1,
      cpuUsage: expect.any(Number),
      memoryUsage: expect.any(Number),
    });
    expect(lines).toEqual([`worker described: registered, id ${agent.id}`]);
    const reason = 'longer than the service accepts '.repeat(50);
    expect(await agent.stop({ reason })).toEqual({ deregistered: true, abandonedJobs: [] });
    expect(await job).toMatchObject({ code: 'stopped' });
  });

  it('counts the jobs that failed, and passes their errors to the program', async () => {
    const { agent, count } = await agents.start({ server: server.url, workerId: 'failing' });
    await expect(agent.run('bad', () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
    const before = count('heartbeat');
    await until(() => count('heartbeat') > before + 1);
    expect(await worker('failing')).toMatchObject({ errorCount: 1, currentJobCount: 0, status: 'ACTIVE' });
  });

  it('drains: finishes the running jobs, and then leaves', async () => {
    const { agent, happened } = await agents.start({ server: server.url, workerId: 'draining' });
    let finish = (): void => undefined;
    const job = agent.run('job-1', () => new Promise<string>((resolve) => (finish = () => resolve('done'))));
    const stopped = agent.stop({ drain: true, reason: 'update' });
    await until(async () => (await worker('draining'))['status'] === 'DRAINING');
    expect(agent.acceptsWork).toBe(false);
    finish();
    expect(await job).toBe('done');
    expect(await stopped).toEqual({ deregistered: true, abandonedJobs: [] });
    expect((await watch.events('draining')).at(-1)).toMatchObject({
      type: 'deregistered',
      detail: { reason: 'update' },
    });
    expect(happened.map(([name]) => name)).not.toContain('deregistered');
  });

  it('stops when another process takes over the worker, and aborts its jobs', async () => {
    const first = await agents.start({ server: server.url, workerId: 'twin' });
    const job = first.agent.run('job-1', untilAborted);
    const second = await agents.start({ server: server.url, workerId: 'twin' });
    expect(await first.heard('superseded')).toEqual({
      message: 'Another process is registered as this worker',
    });
    expect(await job).toMatchObject({ name: 'AgentError', code: 'superseded' });
    expect([first.agent.state, first.agent.acceptsWork]).toEqual(['superseded', false]);
    await expect(first.agent.run('job-2', untilAborted)).rejects.toMatchObject({ code: 'superseded' });
    await expect(first.agent.ready()).rejects.toMatchObject({ code: 'stopped' });
    await until(() => second.agent.acceptsWork);
    expect(await worker('twin')).toMatchObject({ incarnation: 2, status: 'ACTIVE' });
  });

  it('stops when the worker is deregistered, and may start again', async () => {
    const { agent, heard } = await agents.start({ server: server.url, workerId: 'sent-away' });
    await server.api.post('/sent-away/force-deregister?reason=too%20old');
    expect(await heard('deregistered')).toEqual({ message: 'Worker was deregistered: too old' });
    const before = agent.id;
    expect(agent.state).toBe('deregistered');
    await agent.start();
    expect(await agent.run('job-1', () => 'done')).toBe('done');
    await expect(agent.call('GET', 'health')).rejects.toThrow(TypeError);
    expect(await worker('sent-away')).toMatchObject({ id: before, status: 'ACTIVE' });
  });

  it('registers again when its record is gone', async () => {
    const { agent, count } = await agents.start({ server: server.url, workerId: 'deleted' });
    const before = agent.id;
    await server.api.delete('/deleted');
    await until(() => count('registered') === 2);
    await agent.ready();
    expect(agent.id).not.toBe(before);
    expect(await worker('deleted')).toMatchObject({ id: agent.id, status: 'ACTIVE' });
  });

  it("emits an operator's orders, and accepts no work meanwhile", async () => {
    const { agent, heard } = await agents.start({ server: server.url, workerId: 'ordered' });
    await server.api.post('/ordered/maintenance', {});
    await heard('maintenance');
    expect(agent.acceptsWork).toBe(false);
    await server.api.post('/ordered/drain', {});
    await heard('drain');
    await server.api.post('/ordered/activate', {});
    await heard('activate');
    expect(agent.acceptsWork).toBe(true);
  });

  it('reports that its lease is about to expire before its jobs are reassigned, and which were released when it is back', async () => {
    const { agent, heard } = await agents.start({ server: relay.url, workerId: 'cut-off' });
    await agent.takeJob('job-1');
    const job = agent.run('job-1', untilAborted);
    await heard('heartbeat');

    await relay.shut();
    await heard('lease-lost');
    const { checks } = await watch.health('cut-off');
    expect(checks).toContainEqual({ name: 'heartbeat', healthy: true, message: 'The lease is valid' });
    expect(agent.acceptsWork).toBe(false);

    await watch.silence(6000, 'cut-off');
    for (let sweeps = 0; sweeps < 3; sweeps += 1) await watch.sweep();
    await until(async () => (await server.api.post('/cleanup/failed')).body['total'] === 1);
    await relay.open();
    await heard('lease-regained');
    expect(await heard('job-revoked')).toEqual({ jobId: 'job-1' });
    expect(await job).toMatchObject({ code: 'job_revoked' });
    expect(agent.acceptsWork).toBe(true);
    await until(async () => {
      const { body } = await server.api.post<{ revokedJobs: string[] }>('/cut-off/heartbeat');
      return body.revokedJobs.length === 0;
    });
    expect(await desk.events('cut-off')).toEqual(['job-assigned job-1', 'job-released job-1']);
  });

  it('finds the server that answers, even after it became unavailable', async () => {
    const dead = `http://127.0.0.1:${await freePort()}`;
    const { count, heard } = await agents.start({
      server: [dead, relay.url, server.url],
      workerId: 'seeking',
    });
    await heard('heartbeat');
    await relay.shut();
    const before = count('heartbeat');
    await until(() => count('heartbeat') > before + 1);
    expect(await worker('seeking')).toMatchObject({ status: 'ACTIVE', registrationCount: 1 });
  });

  it('waits for a server as long as it takes, or until the program aborts', async () => {
    const port = await freePort();
    const { agent, heard, lines } = await agents.make({
      server: `http://127.0.0.1:${port}`,
      workerId: 'early',
      heartbeat: { longestPauseMs: 20 },
    });
    const giveUp = new AbortController();
    const start = agent.start({ signal: giveUp.signal });
    expect(await heard('problem')).toMatchObject({ code: 'unreachable' });
    giveUp.abort(new Error('no more'));
    await expect(start).rejects.toThrow('no more');
    expect(agent.state).toBe('stopped');
    expect(lines).toHaveLength(1);
  });

  it('continues when its thread dies, as the same process with the same jobs', async () => {
    const { agent, heard, count } = await agents.start({ server: server.url, workerId: 'torn' });
    const job = agent.run('job-1', untilAborted);
    await agent['link']!['thread']!.terminate();
    expect(await heard('problem')).toMatchObject({ code: 'thread' });
    await until(() => count('registered') === 2);
    await until(async () => (await worker('torn'))['currentJobCount'] === 1);
    expect(await worker('torn')).toMatchObject({ incarnation: 1, registrationCount: 2 });
    await agent.stop();
    await job;
  });

  it('does not start with an invalid description', async () => {
    const { agent } = await agents.make({ server: server.url, workerId: 'not fit', name: '' });
    await expect(agent.start()).rejects.toMatchObject({
      name: 'AgentError',
      code: 'validation_failed',
      status: 400,
    });
    expect(agent.state).toBe('stopped');
  });

  it('reports a listener that throws, and continues', async () => {
    const { agent, heard, count } = await agents.make({ server: server.url, workerId: 'listened' });
    agent.on('registered', () => {
      throw new Error('oops');
    });
    await agent.start();
    expect(await heard('problem')).toEqual({
      code: 'listener',
      message: 'A listener of "registered" threw: oops',
    });
    await until(() => count('heartbeat') > 0);
  });
});
