import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fleet, registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import { CommandLine } from '../support/built-command-line.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
let cli: CommandLine;

beforeAll(async () => {
  server = await startTestServer();
  cli = await CommandLine.at(server.url);
});
afterEach(() => server.database.query('truncate worker_registration.worker cascade'));
afterAll(async () => {
  await cli.close();
  await server.close();
});

const orders = async (): Promise<unknown[]> => {
  const { workers } = await cli.json<{ workers: { order: { kind: string } | null }[] }>('list', '-o', 'json');
  return workers.map(({ order }) => order?.kind ?? null);
};

describe('The commands for operators', () => {
  it('act on the workers that match filters, after a dry run and a confirmation', async () => {
    await server.api.post(
      '/register/batch',
      fleet(3, (at) => ({ hostName: at === 0 ? 'node-1' : 'node-2' })),
    );

    await server.api.post('/worker-0/heartbeat', {});
    const dry = await cli.run(['drain', '--host', 'node-2', '--dry-run', '-o', 'name']);
    const unconfirmed = await cli.run(['drain', '--host', 'node-2']);
    const before = await orders();
    const drained = await cli.run(['drain', '--host', 'node-2', '--yes', '--reason', 'CHG-77']);

    expect(dry).toMatchObject({ code: 0, out: 'worker-1\nworker-2\n' });
    expect(dry.err).toMatch(/^Dry run: 2 workers, none is busy\. Nothing was changed\.\n$/);
    expect(unconfirmed).toMatchObject({ code: 2, out: '' });
    expect(unconfirmed.err).toContain('Drain 2 workers (none is busy)?');
    expect(before).toEqual([null, null, null]);
    expect(drained.code).toBe(0);
    expect((await cli.run(['list', '-o', 'wide'])).out).toMatch(/ \S+T\S+Z {2}\S+T\S+Z$/m);
    expect(await orders()).toEqual([null, 'DRAINING', 'DRAINING']);
  });

  it('act on names from a file or standard input, and refuse workers that are chosen in two ways', async () => {
    await server.api.post('/register/batch', fleet(2));
    await cli.write('names.txt', 'worker-0\r\n\nworker-0\nnobody\n');

    const dry = await cli.run(['deregister', '-f', 'names.txt', '--dry-run']);
    const piped = await cli.run(['maintenance', '-'], { input: 'worker-1\n' });
    const both = await cli.run(['drain', 'worker-0', '--zone', 'eu-1']);
    const none = await cli.run(['drain']);
    const twice = await cli.run(['drain', 'worker-0', 'worker-0', '--dry-run', '-o', 'name']);
    const nothing = [
      await cli.run(['drain', '--tag', '', '--yes']),
      await cli.run(['list', '--columns', '']),
      await cli.run(['drain', 'worker-0', '--reason', ' ']),
      await cli.run(['drain', 'worker-0', '--until', '2999-02-31']),
      await cli.run(['reconnect', '--all', '--zone', 'eu-1']),
    ];

    expect(dry).toMatchObject({ code: 1, err: expect.stringContaining('Not registered: nobody') as string });
    expect(piped.out).toMatch(/^✓ worker-1 /);
    expect([both.code, none.code]).toEqual([2, 2]);
    expect(twice.out).toBe('worker-0\n');
    expect(nothing.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
    expect(await orders()).toEqual([null, 'MAINTENANCE']);
  });

  it('set values in place of the workers that match filters, and validate them in a dry run', async () => {
    await server.api.post(
      '/register/batch',
      fleet(3, (at) => ({ zone: at === 0 ? 'z1' : 'z2', tags: ['gpu'] })),
    );
    const inZone = (...args: string[]) => cli.run(['set', '--in-zone', 'z2', ...args]);

    const dry = await inZone('--zone', 'z3', '--dry-run', '-o', 'name');
    const unconfirmed = await inZone('--zone', 'z3');
    const moved = await inZone('--zone', 'z3', '--no-tags', '--yes');
    const refused = await Promise.all([
      cli.run(['set', 'worker-0', '--capacity', '100000', '--dry-run']),
      cli.run(['set', 'worker-0', '--tags', '']),
      cli.run(['set', 'worker-0', '--tag', 'gpu']),
      cli.run(['set', '--capacity', '2']),
    ]);
    const { workers } = await cli.json<{ workers: Record<string, unknown>[] }>('list', '-o', 'json');

    expect(dry).toMatchObject({ code: 0, out: 'worker-1\nworker-2\n' });
    expect(unconfirmed.err).toContain('Change 2 workers (none is busy)?');
    expect(moved.code).toBe(0);
    expect(workers.map(({ zone, tags }) => [zone, tags])).toEqual([
      ['z1', ['gpu']],
      ['z3', []],
      ['z3', []],
    ]);
    expect(refused.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    expect(refused.map(({ err }) => err)).toEqual([
      expect.stringContaining('Capacity cannot exceed'),
      expect.stringContaining('For no tags at all use --no-tags'),
      expect.stringContaining('Nothing to set'),
      expect.stringContaining('No workers given'),
    ]);
  });

  it('wait until workers are drained, and name what is left after the time limit', async () => {
    await server.api.post('/register', registration({ workerId: 'busy' }));
    await cli.run(['jobs', 'assign', 'busy', 'job-1']);
    const free = await cli.run(['wait', 'busy', '--for', 'drained']);
    await cli.run(['drain', 'busy']);

    const late = await cli.run(['wait', 'busy', '--for', 'drained', '--timeout', '0s']);
    await cli.run(['jobs', 'end', 'busy', 'job-1']);
    const unconfirmed = await cli.run(['wait', 'busy', '--for', 'drained', '--timeout', '0s']);
    await server.api.post('/busy/heartbeat', { currentJobCount: 0 });
    const drained = await cli.run(['wait', 'busy', '--for', 'drained', '--timeout', '10s']);

    expect(free).toMatchObject({ code: 1, err: expect.stringContaining('busy is under no order') as string });
    expect(late).toMatchObject({
      code: 1,
      err: expect.stringContaining('Timed out: 0 of 1 drained; waiting for busy: 1 job left') as string,
    });
    expect(unconfirmed.err).toContain('waiting for busy: no heartbeat since the order');
    expect(drained).toMatchObject({ code: 0, out: '1 worker is drained\n' });
  });

  it('list, claim, assign and end jobs', async () => {
    await server.api.post(
      '/register',
      registration({ workerId: 'w', capabilities: { gpu: 'a100', java: 17 } }),
    );

    const claimed = await cli.run(['jobs', 'claim', 'job-1', '--capability', 'gpu,java=17']);
    const refused = await cli.run(['jobs', 'claim', 'job-2', '--capability', 'java=21']);
    const listed = await cli.run(['jobs', 'list', 'w', '-o', 'csv']);
    const ended = await cli.run(['jobs', 'end', 'w', 'job-1', 'job-9']);

    expect(claimed.out).toMatch(/^w {2}has job-1, fence \d+\n$/);
    expect(refused.code).toBe(1);
    expect(listed.out).toMatch(/^job,priority,assigned,fence\njob-1,0,\S+Z,\d+\n$/);
    expect(ended.out).toContain('✓ job-1  Job of w ended');
    expect((await cli.run(['jobs', 'list', 'w'])).err).toBe('No jobs.\n');
  });

  it('explain a worker in one paragraph, with the command that helps', async () => {
    await server.api.post('/register', registration({ workerId: 'w-1' }));
    await cli.run(['drain', 'w-1', '--reason', 'Kernel update']);

    const { out, code } = await cli.run(['why', 'w-1'], { as: 'wr' });
    const fleetWide = await cli.run(['why']);

    expect(code).toBe(0);
    expect(out).toMatch(
      /^w-1 is PRESENT, reports ACTIVE, and has been HEALTHY for \d+s\. It was ordered DRAINING by \S+ \d+s ago: Kernel update; it has no jobs\. .*\nRun: wr activate w-1\n$/,
    );
    expect(fleetWide.out).toMatch(/^HEALTHY {2}/);
  });

  it('report with an exit code whether the fleet, or a worker, is healthy', async () => {
    await server.api.post('/register/batch', fleet(2));
    const fine = await cli.run(['health', '--exit-code']);
    await server.api.post('/worker-1/heartbeat', { status: 'ERROR', message: 'Disk is full' });
    const worker = await cli.run(['health', 'worker-1', '--exit-code']);
    expect(fine.code).toBe(0);
    expect(worker.code).toBe(1);
    expect(worker.out).toContain('Disk is full');
  });

  it('print the address of a page of the dashboard', async () => {
    await server.api.post('/register', registration({ workerId: 'a:b' }));
    const { out } = await cli.run(['open', 'a:b']);
    expect(out).toBe(`${new URL(server.url).origin}/dashboard/workers/a%3Ab\n`);
  });
});

describe('Contexts of the command line', () => {
  it('store servers with their keys where only the owner reads them, and send each key to its server', async () => {
    const desk = await AccessDesk.open();
    const { key } = await desk.key({ roles: ['viewer'] });
    const env = { WORKER_REGISTRATION_SERVER: '', XDG_CONFIG_HOME: join(cli.folder, 'contexts') };
    const file = join(cli.folder, 'contexts', 'worker-registration', 'config.yaml');
    await mkdir(join(cli.folder, 'contexts', 'worker-registration'), { recursive: true });
    await writeFile(file, '# My servers\n', { mode: 0o644 });

    const wrong = await cli.run(['login', desk.server.url, '--name', 'prod'], { env, input: 'wrk_wrong' });
    const login = await cli.run(['login', desk.server.url, '--name', 'prod'], { env, input: `${key}\n` });
    const open = await cli.run(['login', server.url, '--name', 'test', '--keyless'], { env });
    const listed = await cli.run(['context', 'list', '-o', 'csv'], { env });
    const prod = await cli.run(['list', '--context', 'prod'], { env });
    const config = await cli.run(['config', '--context', 'prod', '-o', 'csv'], { env });
    await cli.run(['context', 'use', 'prod'], { env });
    const current = await cli.run(['config', '-o', 'csv'], { env });
    const removed = await cli.run(['context', 'remove', 'prod', '--yes'], { env });
    const unknown = await cli.run(['list', '--context', 'prod'], { env });

    expect(wrong.code).toBe(4);
    expect(login).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Context prod: .* \(viewer\)/) as string,
    });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toContain('# My servers');
    expect(open.code).toBe(0);
    expect(listed.out).toBe(
      `current,name,server,key\nfalse,prod,${desk.server.url},true\ntrue,test,${server.url},false\n`,
    );
    expect(prod).toMatchObject({ code: 0, err: 'No workers.\n' });
    expect(config.out).toMatch(/^key,wrk_[0-9a-f]{16}_…,the same context$/m);
    expect([listed.out, config.out, login.out].join()).not.toContain(key);
    expect(current.out).toMatch(/^context,prod,\S+config\.yaml$/m);
    expect(removed.code).toBe(0);
    expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('Use one of test') as string });
    await desk.close();
  });
});
