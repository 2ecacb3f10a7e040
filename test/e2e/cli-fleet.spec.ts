import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { fleet, registration } from '../factories/registration.factory.js';
import { CommandLine } from '../support/built-command-line.js';
import { Door } from '../support/doors.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

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

describe('A fleet file', () => {
  const CSV = [
    'workerId,name,hostAddress,maxConcurrentJobs,tags,zone',
    'worker-1,One,192.0.2.1:9090,4,"a, b",z1',
    '',
    'worker-2,Two,192.0.2.2:9090,many,,z1',
    'worker-3,"Three,\nin two lines",192.0.2.3:9090,4,,z2',
    'worker-4,"Fo"ur,192.0.2.4:9090,4,,z2',
    'worker-1,Again,,4,,',
    'worker-5,Five,192.0.2.5:9090,4,,z2',
  ].join('\n');
  interface Report {
    readonly faults: readonly { readonly line: number }[];
    readonly workers: readonly {
      readonly workerId: string;
      readonly state: string;
      readonly fields: string[];
    }[];
    readonly created: number;
    readonly known: number;
  }

  it('reports each fault at its line, and registers the rest, however often it is imported', async () => {
    await cli.write('fleet.csv', CSV);

    const dry = await cli.run(['import', 'fleet.csv', '--dry-run', '--json']);
    const report = JSON.parse(dry.out) as Report;
    expect(report.faults.map(({ line }) => line)).toEqual([4, 7, 8]);
    expect(report.workers.map(({ workerId, state }) => [workerId, state])).toEqual([
      ['worker-1', 'new'],
      ['worker-3', 'new'],
      ['worker-5', 'new'],
    ]);
    expect(await server.api.workerIds()).toEqual([]);

    const first = await cli.run(['import', 'fleet.csv', '--json']);
    const again = await cli.run(['import', 'fleet.csv', '--json']);
    expect([dry.code, first.code, again.code]).toEqual([1, 1, 1]);
    expect(JSON.parse(first.out)).toMatchObject({ created: 3, known: 0, faulty: 3 });
    expect(JSON.parse(again.out)).toMatchObject({ created: 0, known: 3, faulty: 3 });
    expect(await server.api.workerIds()).toEqual(['worker-1', 'worker-3', 'worker-5']);
    const { body } = await server.api.get('/worker-3');
    expect(body).toMatchObject({ name: 'Three,\nin two lines', port: 9090, zone: 'z2', status: 'INACTIVE' });
  });

  it('shows in a dry run what would change, and restarts no worker', async () => {
    const worker = (zone: string) =>
      `- {workerId: worker-1, name: One, maxConcurrentJobs: 4, zone: ${zone}}\n`;
    await server.api.post('/register', registration({ workerId: 'worker-1', bootId: 'a' }));
    await cli.write('fleet.yaml', worker('z1'));
    await cli.run(['import', 'fleet.yaml']);
    const states = async () => (await cli.json<Report>('import', 'fleet.yaml', '--dry-run')).workers;

    expect(await states()).toEqual([{ line: 1, workerId: 'worker-1', state: 'unchanged', fields: [] }]);
    await cli.write('fleet.yaml', `# moved\n${worker('z2')}`);
    expect(await states()).toEqual([{ line: 2, workerId: 'worker-1', state: 'changed', fields: ['zone'] }]);
    const { body } = await server.api.get('/worker-1');
    expect(body).toMatchObject({ status: 'ACTIVE', incarnation: 1, zone: 'z1' });
  });

  it('shows no change in a dry run for what an operator has set in place of a worker, also in a long file', async () => {
    const names = Array.from({ length: 250 }, (_, row) => `long-${row}`);
    const rows = names.map((workerId) => `${workerId},${workerId},4`).join('\n');
    await cli.write('long.csv', `workerId,name,maxConcurrentJobs\n${rows}\n`);
    await cli.run(['import', 'long.csv']);
    await cli.run(['set', 'long-7', '--capacity', '2']);
    const { workers } = await cli.json<Report>('import', 'long.csv', '--dry-run');
    expect(workers.filter(({ state }) => state !== 'unchanged')).toEqual([]);
  });

  it('in any encoding can be a file or standard input, compressed or not', async () => {
    const csv = 'workerId;name;maxConcurrentJobs\r\nx-1;M\xfcller;4\r\n';
    await cli.write('excel.csv', Buffer.from(csv, 'latin1'));
    const [refused, converted, packed] = [
      await cli.run(['import', 'excel.csv']),
      await cli.run(['import', 'excel.csv', '--encoding', 'windows-1252']),
      await cli.run(['import', '-', '--format', 'csv'], { input: gzipSync(csv.replace('x-1', 'x-2')) }),
    ];
    expect([refused.code, converted.code, packed.code]).toEqual([2, 0, 0]);
    expect(refused.err).toContain('Line 2 of excel.csv is not UTF-8');
    expect((await server.api.get('/x-1')).body).toMatchObject({ name: 'Müller' });
    expect(await server.api.workerIds()).toEqual(['x-1', 'x-2']);
  });

  it("without workers is an error, and a missing file is not read as a worker's name", async () => {
    await cli.write('empty.csv', '');
    await cli.write('head.csv', 'workerId,name\n');
    await cli.write('empty.json', '[]');
    await cli.write('object.json', '{}');
    await cli.write('comment.yaml', '# no workers yet\n');
    for (const [args, message] of [
      [['import', 'empty.csv'], 'empty.csv is empty'],
      [['register', 'head.csv'], 'head.csv contains no workers'],
      [['import', 'empty.json'], 'empty.json contains no workers'],
      [['import', 'object.json'], 'object.json contains no workers'],
      [['import', 'comment.yaml'], 'comment.yaml contains no workers'],
      [['import', '-', '--format', 'csv'], 'Standard input is empty'],
      [['import', 'worker-1', '--format', 'csv'], 'File worker-1 not found'],
      [['register', 'fleet.csv.gz'], 'File fleet.csv.gz not found'],
      [['register', 'nothere.xlsx'], 'File nothere.xlsx not found'],
      [['register', './fleet'], 'File ./fleet not found'],
    ] as const)
      expect(await cli.run(args)).toMatchObject({
        code: 2,
        out: '',
        err: expect.stringContaining(message) as string,
      });
    expect(await server.api.workerIds()).toEqual([]);
  });

  it('registers a worker whose name is also that of a folder, and one named like a file if it has an address', async () => {
    await mkdir(join(cli.folder, 'worker-1'));
    const runs = [
      await cli.run(['register', 'worker-1']),
      await cli.run(['register', 'fleet.csv', '192.0.2.1:80']),
    ];
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    expect(await server.api.workerIds()).toEqual(['fleet.csv', 'worker-1']);
  });

  it('is registered as a whole or not at all on request', async () => {
    const lines = fleet(1200).map((worker) => JSON.stringify(worker));
    const run = async (input: readonly string[]) => {
      const args = ['import', '-', '--format', 'ndjson', '--all-or-nothing', '--json'];
      const { code, out } = await cli.run(args, { input: input.join('\n') });
      return { code, ...(JSON.parse(out) as object) };
    };
    expect(await run(lines.with(1100, '{"workerId": "x"'))).toMatchObject({
      code: 1,
      created: 0,
      notSent: 1199,
      faulty: 1,
    });
    expect(await server.api.workerIds()).toEqual([]);

    // Only the server knows that this name is the id of another worker.
    const { body } = await server.api.post<{ worker: { id: string } }>('/register', registration());
    const taken = JSON.stringify(registration({ workerId: body.worker.id }));
    expect(await run(lines.with(5, taken))).toMatchObject({
      code: 1,
      created: 0,
      refused: 1,
      notSent: 1199,
    });
    expect(await server.api.workerIds()).toHaveLength(1);
    expect(await run(lines)).toMatchObject({ code: 0, created: 1200, refused: 0, notSent: 0 });
  });

  it('that is interrupted reports that the current batch may be registered', async () => {
    const lines = fleet(2).map((worker) => JSON.stringify(worker));
    await cli.write('fleet.ndjson', lines.join('\n'));
    const silent = await Door.http((request, response) => {
      if (request.url!.endsWith('/config')) response.writeHead(404).end();
    });
    const sending = cli.start(['import', 'fleet.ndjson', '--server', `127.0.0.1:${silent.port}`]);
    const said = text(sending.stdout!);
    await until(() => silent.visits > 1);

    sending.kill('SIGINT');

    expect(await said).toBe(
      '0 of 2 registered: 0 new, 0 known. 0 refused, 0 faulty, 2 sent without an answer: they may be registered. Run it again to continue.\n',
    );
    await silent.close();
  });

  it('can be standard input, in more than one batch, and in other formats', async () => {
    const lines = fleet(1200).map((worker) => JSON.stringify(worker));
    const broken = lines.with(1100, '{"workerId": "x"').join('\n');
    const json = `{"workers": [\n${lines[0]},\n{"workerId": "worker-1"\n},\n7\n]}`;

    const [sent, formless] = await Promise.all([
      cli.run(['import', '-', '--format', 'ndjson', '--json'], { input: broken }),
      cli.run(['import', '-'], { input: broken }),
    ]);
    const dry = await cli.run(['import', '-', '--format', 'json', '--dry-run', '--json'], { input: json });

    expect(JSON.parse(sent.out)).toMatchObject({ total: 1200, created: 1199, faults: [{ line: 1101 }] });
    expect(formless).toMatchObject({ code: 2, out: '' });
    expect((JSON.parse(dry.out) as Report).faults.map(({ line }) => line)).toEqual([3, 3, 5]);
  });
});
