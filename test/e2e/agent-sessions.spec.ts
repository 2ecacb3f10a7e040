import { Agents, type WatchedAgent } from '../support/agents.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { PlainProxy } from '../support/plain-proxy.js';
import { Programs } from '../support/programs.js';
import { Relay } from '../support/relay.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

/** The interval of the service, which is far longer than a test: what arrives earlier has not waited for a heartbeat. */
const SELDOM = { heartbeat: {} };

const heartbeats = ({ happened }: WatchedAgent) =>
  happened.flatMap(([name, detail]) => (name === 'heartbeat' ? [(detail as { via: string }).via] : []));
/** Waits for a heartbeat by that way after those so far. */
const nextBy = (watched: WatchedAgent, via: string) => {
  const before = heartbeats(watched).length;
  return until(() => heartbeats(watched).slice(before).includes(via));
};

describe('An agent with a session', () => {
  const agents = new Agents();
  const programs = new Programs();
  let server: TestServer;
  let watch: FleetWatch;
  let relay: Relay;
  beforeAll(async () => {
    server = await startTestServer({ settings: SWEEPS_BY_HAND });
    watch = new FleetWatch(server);
  });
  beforeEach(async () => (relay = await Relay.to(server.url)));
  afterEach(async () => {
    await Promise.all([agents.stopAll(), programs.endAll()]);
    await relay.shut();
  });
  afterAll(() => server.close());

  const suspect = async (workerId: string) => (await watch.worker(workerId))['suspect'];

  it('sends its heartbeats over it', async () => {
    const watched = await agents.start({ server: server.url, workerId: 'plain', maxConcurrentJobs: 2 });
    await nextBy(watched, 'session');
    const before = heartbeats(watched).length;
    await until(() => heartbeats(watched).length > before + 3);
    expect(new Set(heartbeats(watched).slice(before))).toEqual(new Set(['session']));
    expect(await watch.worker('plain')).toMatchObject({ currentJobCount: 0, cpuUsage: expect.any(Number) });
  });

  it('says farewell when it stops', async () => {
    const watched = await agents.start({ server: server.url, workerId: 'leaving', ...SELDOM });
    await nextBy(watched, 'session');
    expect(await watched.agent.stop()).toMatchObject({ deregistered: true });
    expect(await watch.worker('leaving')).toMatchObject({ presence: 'LEFT', suspect: false });
  });

  it('is suspect as soon as its process is killed', async () => {
    const program = programs.agent({ server: server.url, workerId: 'killed' });
    await program.says(/"via":"session"/);
    program.signal('SIGKILL');
    await until(() => suspect('killed'));
    expect(await watch.worker('killed')).toMatchObject({ health: 'HEALTHY' });
  });

  it('sends a heartbeat at once when its connection breaks, and opens another session', async () => {
    const watched = await agents.start({ server: relay.url, workerId: 'torn', ...SELDOM });
    await nextBy(watched, 'session');
    relay.cut();
    await nextBy(watched, 'session');
    await until(async () => !(await suspect('torn')));
    expect(watched.count('registered')).toBe(1);
  });

  it('replaces a session whose connection is dead without notice', async () => {
    const watched = await agents.start({
      server: relay.url,
      workerId: 'unheard',
      heartbeat: { intervalMs: 100, timeoutMs: 300 },
    });
    await nextBy(watched, 'session');
    // As after the restart of a firewall: new connections work.
    relay.forget();
    await nextBy(watched, 'session');
    expect(watched.count('registered')).toBe(1);
  });

  it('sends no heartbeats over a session if sessions are off', async () => {
    const watched = await agents.start({ server: server.url, workerId: 'off', session: 'off' });
    await until(() => watched.count('heartbeat') > 3);
    expect(new Set(heartbeats(watched))).toEqual(new Set(['http']));
  });

  it.each(['drop', 'break', 405, 501] as const)(
    'sends heartbeats over HTTP through a proxy that passes no upgrades: %s',
    async (treatment) => {
      const proxy = await PlainProxy.to(server.url, treatment);
      const workerId = `behind-proxy-${treatment}`;
      const watched = await agents.start({ server: proxy.url, workerId });
      await until(() => watched.count('heartbeat') > 3);
      expect(new Set(heartbeats(watched))).toEqual(new Set(['http']));
      expect(watched.count('problem')).toBe(0);
      await agents.stopAll();
      await proxy.close();
    },
  );
});
