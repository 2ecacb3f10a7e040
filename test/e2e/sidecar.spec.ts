import { type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { AGENT } from '../support/agents.js';
import { Door } from '../support/doors.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { Programs } from '../support/programs.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

const SIDECAR = join(dirname(AGENT), 'sidecar-main.js');

/** Prints its name and each signal, and ends with exit code 7 on the signals that ask for it. */
const OBEDIENT = [
  process.execPath,
  '-e',
  `for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {
     console.log('got ' + signal);
     if (signal !== 'SIGHUP') process.exit(7);
   });
   setInterval(() => {}, 1000);
   console.log('pid ' + process.pid);`,
];

function forward(to: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url } = request;
  const onward = httpRequest(new URL(url!, to), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}

describe('The sidecar', () => {
  const programs = new Programs();
  let server: TestServer;
  let watch: FleetWatch;
  beforeAll(async () => {
    server = await startTestServer({
      settings: { ...SWEEPS_BY_HAND, 'jobscheduler.worker.heartbeat-timeout-minutes': 0.02 },
    });
    watch = new FleetWatch(server);
  });
  afterEach(() => programs.endAll());
  afterAll(() => server.close());

  const beside = (workerId: string, command: readonly string[], options: readonly string[] = []) =>
    programs.start([SIDECAR, '--server', server.url, '--worker-id', workerId, ...options, '--', ...command]);
  const status = async (workerId: string) => (await watch.worker(workerId)).status;
  const registered = (workerId: string) => until(async () => (await status(workerId)) === 'ACTIVE');
  const left = async (workerId: string) => (await watch.events(workerId)).at(-1);

  it('keeps a program registered while it runs, and ends with its exit code', async () => {
    const { api } = server;
    const run = beside('plain', OBEDIENT, ['--tags', 'gpu,big', '--zone', 'a', '--max-concurrent-jobs', '3']);
    await registered('plain');
    const pid = Number((await run.says(/pid (\d+)/))[1]);
    expect((await api.get('/plain')).body).toMatchObject({
      name: 'plain',
      tags: ['gpu', 'big'],
      zone: 'a',
      maxConcurrentJobs: 3,
    });
    process.kill(pid, 'SIGTERM');
    expect(await run.exit).toEqual({ code: 7, signal: null });
    expect(await left('plain')).toMatchObject({
      type: 'deregistered',
      detail: { reason: 'The program ended with exit code 7' },
    });
  });

  it('notices a crash, and reports the signal', async () => {
    const run = beside('crashing', OBEDIENT);
    await registered('crashing');
    process.kill(Number((await run.says(/pid (\d+)/))[1]), 'SIGKILL');
    expect(await run.exit).toEqual({ code: 128 + 9, signal: null });
    expect(await left('crashing')).toMatchObject({
      type: 'deregistered',
      detail: { reason: 'The program ended with exit code 137 (SIGKILL)' },
    });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('passes %s on, and drains', async (signal) => {
    const run = beside(`asked-${signal}`, OBEDIENT);
    await registered(`asked-${signal}`);
    await run.says(/pid/);
    run.signal('SIGHUP');
    await run.says(/got SIGHUP/);
    run.signal(signal);
    expect(await run.exit).toEqual({ code: 7, signal: null });
    expect(run.output).toMatch(new RegExp(`got ${signal}\\n$`));
    expect(await left(`asked-${signal}`)).toMatchObject({ type: 'deregistered', detail: { reason: signal } });
  });

  it('leaves no orphan if it is killed itself, nor if the program ends before its child processes', async () => {
    const killed = beside('killed', ['sh', '-c', 'sleep 1000 & sleep 1000; true']);
    await registered('killed');
    killed.signal('SIGKILL');
    const parent = beside('parent', ['sh', '-c', 'sleep 1000 & exit 4']);
    // Their output is closed when the last process that shares it is gone.
    expect(await killed.exit).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await parent.exit).toEqual({ code: 4, signal: null });
  });

  it('registers when the probe answers, and reports what is wrong when it no longer does', async () => {
    let code = 503;
    const door = await Door.http((_request, response) => response.writeHead(code).end());
    const url = `http://127.0.0.1:${door.port}/health`;
    const run = beside('probed', OBEDIENT, ['--probe', url, '--probe-interval', '0.05']);
    await until(() => door.visits > 2);
    expect((await server.api.get('/probed')).status).toBe(404);
    code = 204;
    await registered('probed');
    code = 500;
    await until(async () => (await status('probed')) === 'ERROR');
    expect((await server.api.get('/probed')).body).toMatchObject({ message: `${url} answered 500` });
    code = 200;
    await registered('probed');
    run.signal('SIGTERM');
    expect((await run.exit).code).toBe(7);
    await door.close();
  });

  it('waits for a proxy that is not ready, whatever it answers meanwhile', async () => {
    const answers = [404, 403, 302];
    const ingress = await Door.http((request, response) => {
      const status = answers.shift();
      if (status === undefined) return forward(server.url, request, response);
      response.writeHead(status, { 'content-type': 'text/html', location: 'https://login.example.org/' });
      response.end(`<html>${'not ready '.repeat(1000)}</html>`);
    });
    const url = `http://127.0.0.1:${ingress.port}`;
    const given = ['--server', url, '--worker-id', 'patient', '--', ...OBEDIENT];
    const run = programs.start([SIDECAR, ...given]);
    await registered('patient');
    expect(run.errors).toContain(
      `worker patient: ${url}/api/v1/worker-registration answered 404 and does not look like the service`,
    );
    for (const line of run.errors.split('\n')) expect(line.length).toBeLessThan(500);
    await run.stop();
    await ingress.close();
  });

  it('ends the program if the worker is deregistered', async () => {
    const run = beside('sent-away', OBEDIENT);
    await run.says(/pid/);
    await registered('sent-away');
    await server.api.post('/sent-away/force-deregister?reason=old');
    expect(await run.exit).toEqual({ code: 7, signal: null });
    expect(run.errors).toContain(
      'worker-registration-agent: worker sent-away: stopped: Worker was deregistered: old',
    );
  });

  it('has a session, unless sessions are off', async () => {
    const hasSession = async (workerId: string) => {
      const [row] = await server.database.query<{ has: boolean }>(
        `SELECT s.session_number IS NOT NULL AS has FROM worker_registration.worker_state AS s
         JOIN worker_registration.worker AS w USING (id) WHERE w.worker_id = $1`,
        [workerId],
      );
      return row?.has === true;
    };
    const wrong = beside('wrong', OBEDIENT, ['--session', 'on']);
    beside('sessionless', OBEDIENT, ['--session', 'off']);
    beside('in-session', OBEDIENT);
    await until(() => hasSession('in-session'));
    await until(async () => Number((await server.api.get('/sessionless')).body['heartbeatCount']) > 1);
    expect(await hasSession('sessionless')).toBe(false);
    expect((await wrong.exit).code).toBe(125);
    expect(wrong.errors).toContain('--session must be auto or off; got "on"');
  });

  it('has its own exit codes for its faults', async () => {
    const [missing, folder, refused, wrong, help] = [
      beside('missing', ['no-such-program-anywhere']),
      beside('folder', ['/']),
      beside('not allowed', OBEDIENT),
      programs.start([SIDECAR, '--server', server.url, 'true']),
      programs.start([SIDECAR, '--help']),
    ];
    expect((await missing.exit).code).toBe(127);
    expect((await folder.exit).code).toBe(126);
    expect((await refused.exit).code).toBe(125);
    expect(refused.errors).toContain('must consist of letters');
    expect((await wrong.exit).code).toBe(125);
    expect(wrong.errors.trim().split('\n')).toHaveLength(1);
    expect((await help.exit).code).toBe(0);
    expect(help.output).toContain('--worker-id ID');
  });
});
