import { Agents, type WatchedAgent } from '../support/agents.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { JobDesk } from '../support/job-desk.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

/** The interval of the service, half a minute: what arrives earlier has not waited for a heartbeat. */
const SELDOM = { heartbeat: {} };

const agents = new Agents();
afterEach(() => agents.stopAll());

const beatsOver = ({ happened }: WatchedAgent, way: string) =>
  happened.filter(([name, detail]) => name === 'heartbeat' && (detail as { via: string }).via === way).length;
const inSession = (watched: WatchedAgent) => until(() => beatsOver(watched, 'session') > 0);

describe('A session notifies the agent at once', () => {
  let server: TestServer;
  beforeAll(async () => (server = await startTestServer({ settings: SWEEPS_BY_HAND })));
  afterAll(() => server.close());

  const started = async (workerId: string) => {
    const watched = await agents.start({ server: server.url, workerId, ...SELDOM });
    await inSession(watched);
    return watched;
  };

  it('of orders, and of their end', async () => {
    const { agent, heard, count } = await started('ordered');
    const before = count('heartbeat');
    await server.api.post('/ordered/drain', {});
    await heard('drain');
    expect(agent.acceptsWork).toBe(false);
    await server.api.post('/ordered/activate', {});
    await heard('activate');
    expect([agent.acceptsWork, count('heartbeat')]).toEqual([true, before]);
  });

  it('of its deregistration', async () => {
    const { agent, heard } = await started('sent-away');
    await server.api.post('/sent-away/force-deregister?reason=too%20old');
    expect(await heard('deregistered')).toEqual({ message: 'Worker was deregistered: too old' });
    expect(agent.state).toBe('deregistered');
  });

  it('of a takeover by another process', async () => {
    const first = await started('twin');
    const second = await started('twin');
    await first.heard('superseded');
    expect([first.agent.state, second.agent.state]).toEqual(['superseded', 'registered']);
  });

  it('of a deleted record: the agent registers again', async () => {
    const { count, agent } = await started('deleted');
    const before = agent.id;
    await server.api.delete('/deleted');
    await until(() => count('registered') === 2);
    await agent.ready();
    expect(agent.id).not.toBe(before);
  });

  it('of a revoked job', async () => {
    const desk = new JobDesk(server);
    const { agent, heard } = await started('revoked');
    await agent.takeJob('job-1');
    const job = agent.run('job-1', (signal) => new Promise((done) => signal.addEventListener('abort', done)));
    await server.database.query(
      `UPDATE worker_registration.worker_state SET lease_renewed_at = lease_renewed_at - interval '1 hour'`,
    );
    const watch = new FleetWatch(server);
    for (let sweeps = 0; sweeps < 3; sweeps += 1) await watch.sweep();
    await until(async () => (await desk.jobs('revoked')).length === 0);
    expect(await heard('job-revoked')).toEqual({ jobId: 'job-1' });
    await job;
  });
});
