import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AGENT } from '../support/agents.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { JobDesk } from '../support/job-desk.js';
import { Programs } from '../support/programs.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

const ROOT = join(import.meta.dirname, '../..');

describe('A worker process with an agent', () => {
  const programs = new Programs();
  let server: TestServer;
  let desk: JobDesk;
  let watch: FleetWatch;
  let folder: string;
  beforeAll(async () => {
    server = await startTestServer({
      settings: {
        ...SWEEPS_BY_HAND,
        // Two seconds and a bit.
        'jobscheduler.worker.heartbeat-timeout-minutes': 0.04,
        'jobscheduler.worker.stuck-event-loop-lag-ms': 1000,
      },
    });
    desk = new JobDesk(server);
    watch = new FleetWatch(server);
    folder = await mkdtemp(join(tmpdir(), 'agent-'));
  });
  afterEach(() => programs.endAll());
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  it('keeps its id after a SIGKILL, and its stale jobs are released, or kept if it names them', async () => {
    const options = { server: server.url, workerId: 'phoenix', stateFile: join(folder, 'phoenix.json') };
    const first = programs.agent({ ...options, maxConcurrentJobs: 2 });
    const [, id] = await first.says(/"started","detail":"(.*)"/);
    for (const jobId of ['job-1', 'job-2']) {
      first.tell(`run ${jobId}`);
      await first.says(new RegExp(`"running","detail":"${jobId}"`));
    }
    first.signal('SIGKILL');
    await first.exit;

    const second = programs.agent({ ...options, activeJobs: ['job-2'] });
    await second.says(new RegExp(`"started","detail":"${id}"`));
    await second.says(/reconnected to existing registration with its running jobs, registered at 2/);
    expect(await desk.jobs('phoenix')).toEqual(['job-2']);
    second.signal('SIGKILL');
    await second.exit;

    const third = programs.agent(options);
    await third.says(/reconnected to existing registration, registered at .*; released jobs: job-2/);
    expect(await desk.jobs('phoenix')).toEqual([]);
    expect((await watch.events('phoenix')).filter(({ type }) => /regist/.test(type))).toMatchObject([
      { type: 'registered' },
      { type: 're-registered', detail: { outcome: 'resumed' } },
      { type: 're-registered', detail: { outcome: 'restarted' } },
    ]);
  });

  it('stays alive for longer than a lease with a blocked event loop, and is reported as stuck', async () => {
    const program = programs.agent({ server: server.url, workerId: 'stuck' });
    await program.says(/"heartbeat"/);
    program.tell('block 60000');
    await until(async () => (await watch.health('stuck')).stuck);
    const { lastHeartbeat } = (await watch.health('stuck')).metrics;
    const leaseLater = Date.parse(String(lastHeartbeat)) + 2500;
    await until(
      async () => Date.parse(String((await watch.health('stuck')).metrics['lastHeartbeat'])) > leaseLater,
    );
    expect(await watch.health('stuck')).toMatchObject({ healthy: true, stuck: true });
  });

  it('drains and deregisters on SIGTERM, then ends by the signal', async () => {
    const program = programs.agent({ server: server.url, workerId: 'asked', handleSignals: true });
    program.tell('run job-1');
    await program.says(/"running"/);
    program.signal('SIGTERM');
    await until(async () => (await watch.worker('asked')).status === 'DRAINING');
    program.signal('SIGTERM');
    expect(await program.exit).toEqual({ code: null, signal: 'SIGTERM' });
    expect(program.output).toContain('"ended","detail":"job-1"');
    expect((await watch.events('asked')).slice(-3)).toMatchObject([
      { type: 'draining', detail: { reason: 'SIGTERM' } },
      { type: 'deregistered', detail: { reason: 'SIGTERM' } },
      { type: 'job-released', detail: { jobId: 'job-1' } },
    ]);
  });

  it.each(['error', 'rejection'])('reports the end of the program by an uncaught %s at once', async (how) => {
    const workerId = `crashing-by-${how}`;
    const program = programs.agent({ server: server.url, workerId });
    await program.says(/"started"/);
    program.tell('run job-of-' + workerId);
    await program.says(/"running"/);
    program.tell(`crash ${how}`);
    expect(await program.exit).toEqual({ code: 1, signal: null });
    expect((await watch.events(workerId)).slice(-2)).toMatchObject([
      { type: 'deregistered', detail: { reason: 'The program ended with exit code 1 (uncaught TypeError)' } },
      { type: 'job-released' },
    ]);
  });

  it('stays registered after an error that the program handles', async () => {
    const program = programs.agent({ server: server.url, workerId: 'careful' });
    await program.says(/"started"/);
    program.tell('crash handled');
    await program.says(/"handled"/);
    expect(await watch.worker('careful')).toMatchObject({ presence: 'PRESENT' });
  });

  it('runs as in the example of the guide', async () => {
    const page = await readFile(join(ROOT, 'docs/agent.md'), 'utf8');
    const [, program = ''] = /```js\n([^]*?)```/.exec(page)!;
    await mkdir(join(folder, 'node_modules'));
    await symlink(ROOT, join(folder, 'node_modules/worker-registration'));
    await writeFile(join(folder, 'worker.mjs'), program.replace('http://127.0.0.1:8080', server.url));
    const first = programs.start(['worker.mjs'], folder);
    expect(await first.exit).toEqual({ code: 0, signal: null });
    expect(first.errors).toMatch(/^worker worker-001: registered, id [0-9a-f-]{36}\n$/);
    const second = programs.start(['worker.mjs'], folder);
    await second.exit;
    expect(second.errors).toMatch(/^worker worker-001: reconnected to existing registration, registered at /);
  });

  it('needs only Node.js: it runs without installed packages', async () => {
    const alone = join(folder, 'alone');
    await cp(dirname(AGENT), alone, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    const program = programs.agent({ server: server.url, workerId: 'alone' }, join(alone, 'index.js'));
    await program.says(/"heartbeat"/);
    expect(program.errors).toBe('');
  });
});
