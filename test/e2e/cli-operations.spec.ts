import { CommandLine } from '../support/built-command-line.js';
import { OperationDesk, type Shown } from '../support/operations.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

describe('The command line, for many workers', () => {
  let server: TestServer;
  let desk: OperationDesk;
  let cli: CommandLine;
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'jobscheduler.worker.reconnect-enabled': false } });
    desk = new OperationDesk(server);
    cli = await CommandLine.at(server.url);
  });
  afterAll(async () => {
    await cli.close();
    await server.close();
  });

  const host = async (name: string, count: number): Promise<string[]> => {
    const workerIds = Array.from({ length: count }, (_, index) => `${name}-${index}`);
    await desk.fleet(workerIds.map((workerId) => ({ workerId, hostName: name, zone: 'z' })));
    return workerIds;
  };
  const operations = async () =>
    (await server.api.get<{ operations: Shown[] }>('/operations')).body.operations;

  it('drains a host, waits until it can be rebooted, and undoes the drain', async () => {
    const workerIds = await host('node-1', 3);
    const dry = await cli.run(['drain', '--host', 'node-1', '--wait', '--dry-run']);
    const none = await operations();
    const draining = cli.run(['drain', '--host', 'node-1', '--reason', 'CHG-77', '--wait', '--yes']);
    await until(async () => (await desk.ordered('node-1')).length === 3);
    await desk.beat(workerIds);
    const drained = await draining;
    const shown = await cli.run(['get', 'node-1-0']);
    const [{ id }] = (await operations()) as [Shown];
    const undone = await cli.run(['ops', 'undo', id, '--reason', 'CHG-77 is over']);
    await until(async () => (await desk.ordered('node-1')).length === 0);
    expect(dry.out).toMatch(/3 workers would be affected[^]*node-1-2/);
    expect(none).toEqual([]);
    expect(drained).toMatchObject({ code: 0, out: 'drain finished: 3/3 done\n' });
    expect(shown.out).toContain('drained: it can be stopped');
    expect(undone.code).toBe(0);
  });

  it('lists, shows, pauses and cancels operations', async () => {
    await host('node-2', 4);
    await cli.write('names.txt', 'node-2-0\nnode-2-1\nnobody\n');
    const begun = await cli.run([
      'maintenance',
      '-f',
      'names.txt',
      '--max-unavailable',
      '1',
      '--reason',
      'CHG-78',
      '-y',
      '--json',
    ]);
    const { id } = (JSON.parse(begun.out) as { operation: Shown }).operation;
    await until(async () => (await desk.ordered('node-2')).length === 1);
    const paused = await cli.run(['ops', 'pause', id.slice(0, -4)]);
    const several = await cli.run(['ops', 'pause', id.slice(0, 4)]);
    const none = await cli.run(['ops', 'pause', 'ffff-ffff']);
    const listed = await cli.run(['ops', '--state', 'paused', '-o', 'name']);
    const shown = await cli.run(['ops', 'show', id]);
    const cancelled = await cli.run(['ops', 'cancel', id]);
    const waited = await cli.run(['ops', 'wait', id]);
    expect(begun.err).toContain('No such worker: nobody');
    expect(paused.out).toContain('The operation is paused');
    expect(several).toMatchObject({
      code: 2,
      err: expect.stringContaining(`operations begin with ${id.slice(0, 4)}`),
    });
    expect(none.err).toContain('No such operation. `worker-registration ops` lists the operations');
    expect(listed.out).toBe(`${id}\n`);
    expect(begun.code).toBe(1);
    expect(shown.out).toMatch(/CHG-78[^]*node-2-0 .*under-way[^]*node-2-1 .*pending/);
    expect([cancelled.code, waited.code]).toEqual([0, 1]);
  });

  it('asks for confirmation only if filters choose the workers, and fails if none match', async () => {
    const [name] = await host('node-3', 1);
    const named = await cli.run(['maintenance', name!, '--operation', '--reason', 'CHG-79']);
    const asked = await cli.run(['deregister', name!, '--operation', '--reason', 'CHG-79']);
    const reason = ['--reason', 'r', '--yes'];
    const none = await cli.run(['drain', '--zone', 'no-zone', ...reason]);
    const waiting = await cli.run(['drain', '--zone', 'no-zone', '--wait', ...reason]);
    expect(named).toMatchObject({ code: 0, err: '' });
    expect(asked.code).toBe(2);
    expect(asked.err).toContain('deregister: 1 worker with 0 jobs in 1 zone?');
    expect(none).toEqual({ code: 1, out: '', err: expect.stringContaining('matches the filters') as string });
    expect(waiting).toEqual(none);
  });

  it.each([
    [['drain', '--wait', '--reason', 'r'], 'No workers given'],
    [['drain', '--zone', 'z', '--wait'], 'requires a reason'],
    [['drain', 'w', '--zone', 'z', '--wait', '--reason', 'r'], 'Workers are chosen in several ways'],
    [['drain', '--zone', 'z', '--wait', '--reason', 'r'], 'there is no terminal to ask'],
    [['deregister', '--zone', 'z', '--wait', '--force', '--reason', 'r'], '--force is for single workers'],
    [['activate', '--zone', 'z', '--max-unavailable', '1'], 'unknown option'],
  ])('explains %j', async (args, message) => {
    const { code, err } = await cli.run(args);
    expect([code, err.includes(message) ? message : err]).toEqual([2, message]);
  });
});
