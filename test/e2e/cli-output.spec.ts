import { parse } from 'yaml';
import { fleet, registration } from '../factories/registration.factory.js';
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

const lines = (text: string): string[] => text.trimEnd().split('\n');

describe('The output of the command line', () => {
  it('names the program as it was called, in help, hints and errors', async () => {
    const [help, list, error] = await Promise.all([
      cli.run(['--help'], { as: 'wr' }),
      cli.run(['list', '--help'], { as: 'wr' }),
      cli.run(['get', 'nobody'], { as: 'wr' }),
    ]);

    expect(help.out).toMatch(/^Usage: wr \[options] \[command]\n/);
    expect(list.out).toContain('wr list --presence LOST\n');
    expect(list.out).not.toContain('worker-registration');
    expect(error.err).toMatch(/^wr: .*`wr list` shows all\.\n$/);
  });

  it('lists options of the command before those of every command', async () => {
    const { out } = await cli.run(['drain', '--help']);
    expect(out.indexOf('--reason')).toBeGreaterThan(0);
    expect(out.indexOf('Global options:')).toBeGreaterThan(out.indexOf('--reason'));
    expect(out.indexOf('--server')).toBeGreaterThan(out.indexOf('Global options:'));
  });

  it('prints reports as Markdown, CSV and JSON', async () => {
    await server.api.post('/register', registration({ workerId: 'reported', zone: 'eu-1' }));
    const [week, csv, json, wrong] = await Promise.all([
      cli.run(['report', '--week', '--zone', 'eu-1']),
      cli.run(['report', '-o', 'csv', '--from', '2d']),
      cli.run(['report', '-o', 'json', '--day']),
      cli.run(['report', '--day', '--from', '2d']),
    ]);

    expect(lines(week.out).filter((line) => line.startsWith('# '))).toEqual([
      '# Availability',
      '# Changes',
      '# Registrations',
    ]);
    expect(lines(csv.out)[0]).toMatch(/^kind,zone,worker_id,workers,availability_percentage,/);
    expect(Object.keys(JSON.parse(json.out) as object)).toEqual([
      'availability',
      'access',
      'changes',
      'registrations',
    ]);
    expect(wrong).toMatchObject({
      code: 2,
      err: expect.stringContaining('--day, --week and --from exclude each other'),
    });
  });

  it('prints workers in each format', async () => {
    await server.api.post(
      '/register/batch',
      fleet(2, () => ({ zone: 'eu-1', version: '=1+1', name: 'Steers \u202e "it"' })),
    );

    const [json, ndjson, yaml, names, csv, wide] = await Promise.all(
      ['json', 'ndjson', 'yaml', 'name', 'csv', 'wide'].map(
        async (form) => (await cli.run(['list', '-o', form])).out,
      ),
    );

    const expected = ['worker-0', 'worker-1'];
    const workersIn = ({ workers }: { workers: { workerId: string; name: string }[] }) => workers;
    expect(workersIn(JSON.parse(json!)).map(({ workerId }) => workerId)).toEqual(expected);
    expect(lines(ndjson!).map((line) => (JSON.parse(line) as { workerId: string }).workerId)).toEqual(
      expected,
    );
    expect(workersIn(parse(yaml!)).map(({ name }) => name)).toEqual(
      Array.from({ length: 2 }, () => 'Steers \u202e "it"'),
    );
    expect(yaml).not.toContain('\u202e');
    expect(names).toBe('worker-0\nworker-1\n');
    const [head, first] = lines(csv!);
    expect(head).toMatch(/^worker,id,name,presence,/);
    expect(first).toContain(String.raw`"Steers \u202e ""it"""`);
    expect(first).toContain(",'=1+1,");
    expect(lines(wide!)[0]).toMatch(/ REASON .* REGISTERED$/);
  });

  it('prints the requested columns, which may be any fields of the answer', async () => {
    await server.api.post('/register/batch', fleet(2));

    const [table, csv, unknown] = await Promise.all([
      cli.run(['list', '--columns', 'Worker,leaseSeconds,order.reason']),
      cli.run(['list', '--columns', 'worker,maxConcurrentJobs', '-o', 'csv']),
      cli.run(['list', '--columns', 'wroker']),
    ]);

    expect(lines(table.out)[0]).toMatch(/^WORKER +LEASESECONDS +ORDER\.REASON$/);
    expect(lines(csv.out).map((line) => line.split(',')[0])).toEqual(['worker', 'worker-0', 'worker-1']);
    expect(unknown).toMatchObject({ code: 2, out: '' });
    expect(unknown.err).toMatch(/no column wroker.* worker, id, name, .*\n$/);
  });

  it('sorts and narrows events, keys and groups of workers', async () => {
    const zones = ['zone-10', 'zone-2', 'zone-1'];
    await server.api.post(
      '/register/batch',
      fleet(3, (at) => ({ zone: zones[at]! })),
    );
    for (const name of ['b', 'a']) await cli.run(['keys', 'create', name, '--role', 'viewer']);

    const [groups, events, keys] = await Promise.all([
      cli.run(['zones', '--sort', '-zone', '-o', 'name']),
      cli.run([
        'events',
        '--limit',
        '3',
        '--type',
        'registered',
        '--columns',
        'worker',
        '--sort',
        'worker',
        '-o',
        'csv',
      ]),
      cli.run(['keys', 'list', '--sort', 'name', '--columns', 'name,roles', '-o', 'csv']),
    ]);

    expect(lines(groups.out)).toEqual(['zone-10', 'zone-2', 'zone-1']);
    expect(lines(events.out).slice(1)).toEqual(['worker-0', 'worker-1', 'worker-2']);
    expect(lines(keys.out)).toEqual(['name,roles', 'a,viewer', 'b,viewer']);
  });

  it('refuses list formats for single documents, and sends only known sort keys', async () => {
    const [csv, sort] = await Promise.all([
      cli.run(['health', '-o', 'csv']),
      cli.run(['list', '--sort', 'colour']),
    ]);
    expect(csv).toMatchObject({ code: 2, out: '' });
    expect(csv.err).toContain('health prints no list');
    expect(sort).toMatchObject({ code: 2, out: '' });
    expect(sort.err).toMatch(/sort/i);
  });

  it('fits the width of COLUMNS, even without a terminal', async () => {
    await server.api.post('/register', registration({ workerId: 'w'.repeat(100) }));
    const { out } = await cli.run(['list'], { env: { COLUMNS: '90' } });
    expect(Math.max(...lines(out).map(({ length }) => length))).toBeLessThanOrEqual(90);
    expect(lines(out)[1]).toContain('…');
  });

  it('shows no free slots of workers that accept no jobs', async () => {
    await server.api.post('/register/batch', fleet(2));
    await cli.run(['drain', 'worker-0']);
    const { out } = await cli.run(['list', '--columns', 'worker,free', '-o', 'csv']);
    expect(lines(out)).toEqual(['worker,free', 'worker-0,', expect.stringMatching(/^worker-1,\d+$/)]);
  });
});
