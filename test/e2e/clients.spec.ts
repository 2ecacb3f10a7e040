import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessDesk } from '../support/access-desk.js';
import type { ApiClient } from '../support/api-client.js';
import { Door } from '../support/doors.js';
import { until } from '../support/waiting.js';

const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../clients/minimal', name), 'utf8');
const programs = [
  ['python3', read('worker.py')],
  ['sh', read('worker.sh')],
] as const;

// Most machines have Python, and nothing else here needs it: without it, its worker is skipped.
const hasPython = spawnSync('python3', ['--version']).status === 0;
const runnable = programs.filter(([interpreter]) => interpreter !== 'python3' || hasPython);

describe.each(runnable)('The worker of clients/minimal for %s', (interpreter, program) => {
  let desk: AccessDesk;
  let viewer: ApiClient;
  let folder: string;
  const started: ChildProcess[] = [];
  beforeAll(async () => {
    desk = await AccessDesk.open({ 'jobscheduler.worker.heartbeat-interval-seconds': 0.2 });
    viewer = await desk.as('viewer');
    folder = await mkdtemp(join(tmpdir(), 'client-'));
    await writeFile(join(folder, 'worker'), program);
  });
  afterAll(async () => {
    for (const each of started) each.kill('SIGKILL');
    await desk.close();
    await rm(folder, { recursive: true });
  });

  const start = (workerId: string, joinToken: string): ChildProcess => {
    const args = ['worker', workerId, desk.server.url, joinToken];
    const child = spawn(interpreter, args, { cwd: folder, stdio: 'ignore' });
    started.push(child);
    return child;
  };
  const worker = async () => (await viewer.get('/mine')).body;
  const hasBeaten = (times: number) =>
    until(async () => Number((await worker())['heartbeatCount'] ?? 0) >= times);

  it('is under 60 lines', () => {
    expect(program.split('\n').length).toBeLessThan(60);
  });

  it('registers with a join token, returns after a crash as the same worker, and leaves', async () => {
    const { joinToken } = await desk.joinToken({ uses: 1 });
    const first = start('mine', joinToken);
    await hasBeaten(2);
    const { id } = await worker();
    expect((await stat(join(folder, 'mine.token'))).mode & 0o777).toBe(0o600);
    first.kill('SIGKILL');
    const second = start('mine', joinToken);
    await until(async () => (await worker())['registrationCount'] === 2);
    expect(await worker()).toMatchObject({ id, status: 'ACTIVE', incarnation: 2 });
    await until(async () => (await worker())['status'] === 'IDLE');
    second.kill('SIGTERM');
    expect((await once(second, 'exit'))[0]).toBe(0);
    expect(await worker()).toMatchObject({ id, status: 'INACTIVE' });
  });

  it('continues after whatever a proxy answers', async () => {
    const page = [502, '<html>'] as const;
    const registered = {
      success: true,
      outcome: 'created',
      message: 'Registered',
      credentials: { accessToken: 'a.b' },
      heartbeat: { intervalSeconds: 0.1 },
    };
    const renewed = { success: true, heartbeat: { intervalSeconds: 0.1 } };
    const answers = [
      [200, '<html>'],
      [201, JSON.stringify(registered)],
      page,
      [200, '<html>'],
      [200, '[]'],
      [200, JSON.stringify(renewed)],
    ] as const;
    const proxy = await Door.http((_request, response) => {
      const [status, body] = answers[proxy.visits - 1] ?? answers.at(-1)!;
      response.writeHead(status).end(body);
    });
    const child = spawn(interpreter, ['worker', 'proxied', `http://127.0.0.1:${proxy.port}`, 'token'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    started.push(child);
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    await until(() => proxy.visits > answers.length || child.exitCode !== null);
    child.kill('SIGTERM');
    await once(child, 'exit');
    await proxy.close();
    expect([proxy.visits > answers.length, errors]).toEqual([true, '']);
  });

  it('registers again if its record is gone, and stops if another process has taken over', async () => {
    const { joinToken } = await desk.joinToken();
    const child = start('other', joinToken);
    const admin = await desk.as('admin');
    const there = () => until(async () => (await viewer.get('/other')).status === 200);
    await there();
    await admin.delete('/other');
    await there();
    await admin.post('/register', {
      workerId: 'other',
      name: 'Another',
      maxConcurrentJobs: 1,
      bootId: 'another',
    });
    expect((await once(child, 'exit'))[0]).toBe(1);
  });
});
