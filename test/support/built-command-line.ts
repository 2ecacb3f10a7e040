import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const DIST = join(import.meta.dirname, '..', '..', 'dist', 'cli');

/** Output of a command and how it ended. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * The built command line as processes of their own, without a terminal, in a folder of their own that is also
 * their home.
 */
export class CommandLine {
  private readonly running = new Set<ChildProcess>();

  private constructor(
    readonly folder: string,
    private readonly server: string,
  ) {}

  static async at(server: string): Promise<CommandLine> {
    return new CommandLine(await mkdtemp(join(tmpdir(), 'command-line-')), server);
  }

  /** Starts a command without the environment of the shell that runs the tests. */
  start(args: readonly string[], env: Record<string, string> = {}, as = 'main'): ChildProcess {
    const { PATH = '' } = process.env;
    const asked = { WORKER_REGISTRATION_SERVER: this.server, ...env };
    const child = spawn(process.execPath, [join(DIST, `${as}.js`), ...args], {
      cwd: this.folder,
      env: { PATH, HOME: this.folder, ...asked },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.running.add(child);
    child.once('exit', () => this.running.delete(child));
    return child;
  }

  async run(
    args: readonly string[],
    given: { env?: Record<string, string>; input?: string | Buffer; as?: 'wr' } = {},
  ): Promise<Ran> {
    const child = this.start(args, given.env, given.as);
    child.stdin!.end(given.input ?? '');
    const ended = new Promise<number | null>((resolve) => void child.once('close', resolve));
    const [out, err, code] = await Promise.all([text(child.stdout!), text(child.stderr!), ended]);
    return { code, out, err };
  }

  /** The output with `--json` of a command that must succeed, as one document. */
  async json<Body>(...args: string[]): Promise<Body> {
    const { code, out, err } = await this.run([...args, '--json']);
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${err}`);
    return JSON.parse(out) as Body;
  }

  async write(name: string, content: string | Buffer): Promise<void> {
    await writeFile(join(this.folder, name), content);
  }

  /** Ends what a test left running, and removes the folder. */
  async close(): Promise<void> {
    for (const child of this.running) child.kill('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }
}
