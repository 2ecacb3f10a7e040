import { setTimeout } from 'node:timers/promises';
import type { ServerProcess } from './server-process.js';
import { Supervisor } from './supervisor.js';

/** A server whose end the test decides. */
class FakeServer {
  die: (reason: string) => void = () => undefined;
  readonly ended = new Promise<string>((resolve) => (this.die = resolve));
  readonly stop = jest.fn(async () => this.die('exit code 0'));
  readonly askToStop = jest.fn();

  constructor(readonly pid: number) {}

  asProcess(): ServerProcess {
    return this as unknown as ServerProcess;
  }
}

describe('Supervisor', () => {
  let lines: string[];
  const log = (line: string): void => void lines.push(line);

  beforeEach(() => {
    lines = [];
  });

  it('does not start a server that was asked to stop', async () => {
    const server = new FakeServer(1);
    const again = jest.fn();
    await new Supervisor(server.asProcess(), again, log).stop();
    expect(server.stop).toHaveBeenCalledTimes(1);
    expect(again).not.toHaveBeenCalled();
    expect(lines).toEqual([]);
  });

  it('stops a server that came up just as it was asked to stop', async () => {
    const first = new FakeServer(1);
    const second = new FakeServer(2);
    const starts: ((server: ServerProcess) => void)[] = [];
    const again = (): Promise<ServerProcess> => new Promise((resolve) => starts.push(resolve));
    const supervisor = new Supervisor(first.asProcess(), again, log);
    first.die('signal SIGKILL');
    while (starts.length === 0) await setTimeout(10);

    const stopping = supervisor.stop();
    starts[0]?.(second.asProcess());
    await stopping;
    expect(second.stop).toHaveBeenCalledTimes(1);
    expect(lines).toEqual(['PostgreSQL (pid 1) ended unexpectedly (signal SIGKILL): starting it again']);
  });

  it('keeps trying, and reports the reason once', async () => {
    const first = new FakeServer(1);
    const second = new FakeServer(2);
    const again = jest
      .fn<Promise<ServerProcess>, []>()
      .mockRejectedValueOnce(new Error('no memory'))
      .mockRejectedValueOnce(new Error('no memory'))
      .mockResolvedValue(second.asProcess());
    const supervisor = new Supervisor(first.asProcess(), again, log);
    first.die('signal SIGKILL');
    while (lines.length < 3) await setTimeout(10);

    expect(supervisor.pid).toBe(2);
    expect(again).toHaveBeenCalledTimes(3);
    expect(lines.slice(1)).toEqual([
      'PostgreSQL could not be restarted yet: no memory; still trying',
      'PostgreSQL is running again (pid 2)',
    ]);
    await supervisor.stop();
  });
});
