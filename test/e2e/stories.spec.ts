import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { runCommand } from '../support/own-command-line.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

/** The stories of docs/operators.md on the command line: each takes at most two commands. */
describe('An operator on the command line', () => {
  let server: TestServer;
  let watch: FleetWatch;
  let folder: string;
  const wr = (...args: string[]) => runCommand(server.url, ...args);
  const workers = (prefix: string, size: number, body: object = {}) =>
    Array.from({ length: size }, (_, index) =>
      registration({ workerId: `${prefix}-${index}`, maxConcurrentJobs: 4, ...body }),
    );
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stories-'));
    server = await startTestServer({
      settings: { ...SWEEPS_BY_HAND, 'alerts.rules': [{ name: 'worker-failed', kind: 'worker-failed' }] },
    });
    watch = new FleetWatch(server);
    await server.api.post('/register/batch', [
      ...workers('gpu', 3, { tags: ['gpu'], zone: 'zone-a', capabilities: { gpu: true } }),
      ...workers('cpu', 17, { zone: 'zone-a', hostName: 'node-1' }),
      ...workers('silent', 10, { zone: 'zone-c' }),
      ...workers('host', 4, { zone: 'zone-b', hostName: 'node-7', version: '2.4.0' }),
      ...workers('old', 10, { zone: 'zone-b', version: '2.5.0', capabilities: { gpu: true } }),
      ...workers('leaving', 4, { zone: 'zone-d' }),
    ]);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await server.close();
  });

  it('finds out at night what is wrong', async () => {
    const message = 'GPU fell off the bus (Xid 79)';
    for (const worker of [0, 1, 2])
      await server.api.post(`/gpu-${worker}/heartbeat`, { status: 'ERROR', message });
    await watch.sweep();
    const { code, out } = await wr('why');
    expect(code).toBe(0);
    expect(out).toMatch(/3 workers: The worker reports ERROR: GPU fell off the bus \(Xid 79\).*tag gpu/);
    for (const worker of [0, 1, 2]) await server.api.post(`/gpu-${worker}/heartbeat`, { status: 'IDLE' });
  });

  it('takes the workers of a host out of service, and back', async () => {
    const reason = ['--deadline', '30m', '--reason', 'CHG-77', '--wait', '--yes'];
    const drained = wr('drain', '--host', 'node-7', ...reason);
    await until(async () => {
      const { body } = await server.api.get<{ workers: unknown[] }>('/?order=DRAINING&host=node-7');
      return body.workers.length === 4;
    });
    await server.api.post(
      '/heartbeat/batch',
      workers('host', 4).map(({ workerId }) => ({ workerId, currentJobCount: 0 })),
    );
    expect(await drained).toMatchObject({ code: 0, out: 'drain finished: 4/4 done\n' });
    const back = await wr('activate', '--host', 'node-7', '--order', 'DRAINING', '--yes', '-o', 'name');
    expect(back.code).toBe(0);
    expect((await server.api.get<{ workers: unknown[] }>('/?order=DRAINING')).body.workers).toEqual([]);
  });

  it('rolls out a version, never with more than a tenth unavailable', async () => {
    const versions = await wr('versions', '-o', 'csv', '--columns', 'version,zone,workers');
    const limits = ['--max-unavailable', '10%', '--by', 'zone', '--wait-for', 'version=2.5.1'];
    const begun = await wr('drain', '--version', '2.5.0', ...limits, '--reason', 'CHG-78', '--yes', '--json');
    expect(versions.out).toContain('2.5.0,zone-b,10');
    const { operation } = JSON.parse(begun.out) as { operation: { id: string; maxUnavailable: number } };
    expect(operation).toMatchObject({ kind: 'drain', maxUnavailable: 1 });
    await server.api.post(`/operations/${operation.id}/undo`);
  });

  it('restores what a cleanup took by mistake', async () => {
    await server.api.post('/register/batch', workers('lost', 1, { zone: 'zone-b' }));
    await watch.lose('lost-%');
    const { detail } = (await watch.events('lost-0')).find(({ type }) => type === 'cleaned-up')!;
    const began = new Date(detail['run'] as string);
    const clock = [began.getHours(), began.getMinutes()]
      .map((part) => String(part).padStart(2, '0'))
      .join(':');
    const { code, out, err } = await wr(
      'restore',
      '--cleanup',
      clock,
      '--reason',
      'Network',
      '--wait',
      '--yes',
    );
    expect({ code, out }).toEqual({ code: 0, out: 'restore finished: 1/1 done\n' });
    expect(err).toContain(`Restores the cleanup of`);
    expect((await server.api.get('/lost-0')).body).toMatchObject({ presence: 'EXPECTED' });
    const none = await wr('restore', '--cleanup', '2020-01-01T00:00Z', '--reason', 'Network', '--yes');
    const wrong = await wr('restore', '--cleanup', 'yesterday', '--reason', 'Network', '--yes');
    const last = await wr('restore', '--cleanup', 'last', '--dry-run', '--json');
    const twice = await wr('restore', '--cleanup', 'last', 'cpu-0', '--reason', 'Network', '--yes');
    const noDay = await wr('restore', '--cleanup', '2026-02-31 10:00', '--reason', 'Network', '--yes');
    const noTime = await wr('restore', '--cleanup', '2026-02-03 25:00', '--reason', 'Network', '--yes');
    expect([none.code, wrong.code, noDay.code, noTime.code]).toEqual([1, 2, 2, 2]);
    expect(twice).toMatchObject({ code: 2, err: 'Workers are chosen in several ways' });
    const [id] = (await wr('ops', '--kind', 'cleanup', '-o', 'name')).out.split('\n');
    const taken = await wr('ops', 'show', id!, '--done');
    expect(taken.out).toMatch(/cleanup finished: 1\/1 done[^]*by +operator[^]*lost-0 .*done/);
    expect(JSON.parse(last.out)).toMatchObject({ total: 1, skipped: 1 });
  });

  it('sees who drained a worker, why, and what else they did', async () => {
    await server.api.post('/cpu-0/drain', { reason: 'Kernel update' });
    const shown = await wr('get', 'cpu-0');
    const events = await wr(
      'events',
      '--actor',
      'operator',
      '--group',
      'orders',
      '--limit',
      '1',
      '-o',
      'csv',
    );
    expect(shown.out).toMatch(/order +DRAINING by operator \d+s ago: Kernel update/);
    expect(events.out).toContain('was drained: Kernel update');
  });

  it('sees the states of a worker over hours', async () => {
    const { code, out } = await wr('timeline', 'cpu-0', '--hours', '6');
    expect(code).toBe(0);
    expect(out).toMatch(/^order +\.*D\n/m);
  });

  it('asks for the slots of next Monday', async () => {
    const { code, out } = await wr('capacity', '--at', 'Mon 09:00');
    expect(code).toBe(0);
    expect(out).toMatch(/^Now: \d+ of \d+ slots used.*\n.* UTC: \d+ slots used[^]*Wanted: /);
    expect((await wr('capacity', '--at', 'Moonday')).err).toContain('a day and time such as Mon 09:00');
  });

  it('finds a worker with a GPU in a zone, and claims it for a job', async () => {
    const claimed = await wr('jobs', 'claim', 'job-1', '--capability', 'gpu', '--zone', 'zone-b', '--json');
    const { workerId } = (JSON.parse(claimed.out) as { worker: { workerId: string } }).worker;
    expect((await wr('jobs', 'list', workerId)).out).toContain('job-1');
  });

  it('exports the events of a worker for an audit', async () => {
    const { out } = await wr('events', 'cpu-0', '--from', '7d', '-o', 'csv');
    expect(out.trim().split('\n')).toHaveLength(3);
    expect(out).toContain('was drained: Kernel update');
  });

  it('reports on the week', async () => {
    const { code, out } = await wr('report', '--week');
    expect(code).toBe(0);
    expect(out).toMatch(/^# .*\n[^]*zone-a[^]*Kernel update/);
  });

  it('mutes an alert for two hours, with a reason', async () => {
    const { code } = await wr('alerts', 'mute', 'worker-failed', '--for', '2h', '--reason', 'Kernel update');
    const { body } = await server.api.get<{ mutes: { rule: string; reason: string }[] }>('/alerts');
    expect(code).toBe(0);
    expect(body.mutes).toMatchObject([{ rule: 'worker-failed', reason: 'Kernel update' }]);
  });

  it('compares two workers', async () => {
    const { code, out } = await wr('diff', 'gpu-0', 'old-0', '-o', 'json');
    const same = await wr('diff', 'silent-0', 'silent-1');
    const { differences } = JSON.parse(out) as { differences: { field: string; values: unknown[] }[] };
    expect(code).toBe(0);
    expect(differences).toContainEqual({ field: 'zone', values: ['zone-a', 'zone-b'] });
    expect(differences.map(({ field }) => field)).not.toContain('lastHeartbeat');
    expect(same.err).toBe('They do not differ.\n');
  });

  it('decommissions the workers of a list, after a dry run', async () => {
    const file = join(folder, 'list.txt');
    writeFileSync(file, [...workers('leaving', 4).map(({ workerId }) => workerId), 'unknown'].join('\n'));
    const dry = await wr('deregister', '-f', file, '--operation', '--dry-run', '--json');
    const done = await wr('deregister', '-f', file, '--reason', 'End of life', '--wait', '--yes');
    expect(dry).toMatchObject({ code: 1, err: 'No such worker: unknown\n' });
    expect(JSON.parse(dry.out)).toMatchObject({ affected: 4, unknownWorkers: ['unknown'] });
    expect(done).toMatchObject({ code: 1, out: 'deregister finished: 4/4 done\n' });
  });

  it('keeps holding a zone that fell silent', async () => {
    await watch.silence(400, 'silent-%');
    await watch.sweep();
    const shown = await wr('guard', 'show', 'zone-c');
    const held = await wr('guard', 'hold', 'zone-c', '--for', '30m', '--reason', 'Switch is being replaced');
    expect(shown.out).toContain('10 of 10');
    expect(held.code).toBe(0);
    expect((await wr('guard')).out).toMatch(/zone-c .*HOLDING/);
  });

  it('completes names, zones and versions in the shell', async () => {
    const offers = async (...words: string[]) => {
      const { out } = await runCommand(undefined, 'complete', '--', '--server', server.url, ...words);
      return out.split('\n').filter((line) => line !== '');
    };
    expect(await offers('get', 'gp')).toEqual(['gpu-0', 'gpu-1', 'gpu-2']);
    expect(await offers('drain', 'gpu-0', 'gpu-1', 'gpu-')).toHaveLength(3);
    expect(await offers('list', '--zone', 'zone-b')).toEqual(['zone-b']);
    expect((await offers('drain', '--version', '')).toSorted()).toEqual(['2.4.0', '2.5.0']);
    expect(await offers('alerts', 'mute', '')).toEqual(['worker-failed']);
    expect(await offers('list', '-o', 'js')).toEqual(['json']);
    expect(await offers('list', '--limit', '')).toEqual([]);
    expect(await offers('get', '--')).toEqual([]);
  });
});
