import { fleet } from '../factories/registration.factory.js';
import { CommandLine } from '../support/built-command-line.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('The command line, for a fleet with a suspect', () => {
  let server: TestServer;
  let cli: CommandLine;
  let watch: FleetWatch;
  beforeAll(async () => {
    server = await startTestServer({ settings: SWEEPS_BY_HAND });
    cli = await CommandLine.at(server.url);
    watch = new FleetWatch(server);
    await server.api.post('/register/batch', fleet(3));
    await server.api.post('/worker-1/heartbeat', {});
    await watch.late(12, 'worker-1');
  });
  afterAll(async () => {
    await cli.close();
    await server.close();
  });

  it('marks the suspect in lists, and lists only suspects on request', async () => {
    const [all, suspects] = await Promise.all([cli.run(['list']), cli.run(['list', '--suspect'])]);
    const marked = all.out.split('\n').filter((line) => line.includes('HEALTHY, suspect'));
    expect(marked).toEqual([expect.stringMatching(/^worker-1 /)]);
    expect(suspects.out.match(/^worker-\d/gm)).toEqual(['worker-1']);
  });

  it('shows how late the suspect is, and how late it usually is', async () => {
    const [get, health, other] = await Promise.all([
      cli.run(['get', 'worker-1']),
      cli.run(['health', 'worker-1']),
      cli.run(['get', 'worker-2']),
    ]);
    const late = /^ *heartbeat +late by \d+ s; usually within 10 s; suspect$/m;
    expect(get.out).toMatch(late);
    expect(health.out).toMatch(late);
    expect(other.out).toMatch(/^ *heartbeat +not late; usually within 10 s$/m);
  });

  it('shows until when reports of schedulers make it suspect', async () => {
    for (const jobId of ['job-1', 'job-2', 'job-3']) {
      await server.api.post('/worker-2/jobs', { jobId });
      await server.api.post('/worker-2/observations', { kind: 'refused', jobId });
    }
    const { out } = await cli.run(['health', 'worker-2']);
    expect(out).toMatch(/^ *heartbeat +not late; .*; suspect by reports of schedulers until 2\S+Z$/m);
  });

  it('counts suspects in the health of the fleet', async () => {
    const { suspectWorkers } = (await watch.sweep()).statistics as { suspectWorkers: number };
    expect((await cli.run(['health'])).out).toContain(`, ${suspectWorkers} suspect; `);
  });
});
