import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program } from '../support/programs.js';
import { until } from '../support/waiting.js';

const HERE = import.meta.dirname;
const FOLDER = join(HERE, '../../clients');

/** A client of a language, and how its worker program of this folder is started. */
export interface Client {
  readonly language: string;
  /** Without this tool, its tests are skipped. */
  readonly tool: string;
  readonly isThere: boolean;
  /** Returns the command of the worker program, built where the language needs it. */
  readonly build: (folder: string) => readonly string[];
  readonly env: Record<string, string>;
  /** Its folder, its tests, and how the program in its README.md is run. */
  readonly folder: string;
  readonly tests: readonly string[];
  readonly example: {
    readonly fence: RegExp;
    readonly run: (code: string, folder: string) => readonly string[];
  };
}

const answers = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

export const PYTHON: Client = {
  language: 'Python',
  tool: 'python3',
  isThere: answers('python3', '-c', 'import sys; sys.exit(sys.version_info < (3, 9))'),
  build: () => ['python3', join(HERE, 'worker.py')],
  env: { PYTHONPATH: join(FOLDER, 'python/src'), PYTHONDONTWRITEBYTECODE: '1' },
  folder: join(FOLDER, 'python'),
  tests: ['python3', '-W', 'error', '-m', 'unittest', 'discover', '-t', '.', '-s', 'tests'],
  example: {
    fence: /```python\n([^]*?)\n```/,
    run: (code, folder) => {
      writeFileSync(join(folder, 'example.py'), code);
      return ['python3', join(folder, 'example.py')];
    },
  },
};

/** Go keeps what it has built in a cache of its own. */
const buildGo = (folder: string, program: string): readonly string[] => {
  execFileSync('go', ['build', '-o', program, '.'], { cwd: folder, env: { ...process.env, ...GO_ENV } });
  return [program];
};

const GO_ENV = { GOFLAGS: '-buildvcs=false -trimpath', GOTOOLCHAIN: 'local', GOWORK: 'off' };

const GO: Client = {
  language: 'Go',
  tool: 'go',
  isThere: answers('go', 'version'),
  build: (folder) => buildGo(join(HERE, 'go'), join(folder, 'worker')),
  env: GO_ENV,
  folder: join(FOLDER, 'go'),
  tests: ['go', 'test', './...'],
  example: {
    fence: /```go\n([^]*?)\n```/,
    run: (code, folder) => {
      writeFileSync(join(folder, 'main.go'), code);
      const module = `module example\ngo 1.21\nrequire workerregistration v0.0.0\n`;
      writeFileSync(join(folder, 'go.mod'), `${module}replace workerregistration => ${join(FOLDER, 'go')}\n`);
      return buildGo(folder, join(folder, 'example'));
    },
  },
};

export const CLIENTS: readonly Client[] = [PYTHON, GO];

export interface Said {
  readonly event: string;
  readonly [name: string]: unknown;
}

/** A running worker program: it follows commands, and says what happens to it as lines of JSON. */
export class ClientWorker extends Program {
  get said(): Said[] {
    const lines = this.output.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Said);
  }

  count(event: string): number {
    return this.said.filter((each) => each.event === event).length;
  }

  /** Resolves with the event of that number, past or future. */
  async heard(event: string, number = 1): Promise<Said> {
    await until(() => {
      if (this.count(event) >= number) return true;
      if (this.hasEnded) throw new Error(`It ended without ${event}: ${this.output}${this.errors}`);
      return false;
    });
    return this.said.filter((each) => each.event === event)[number - 1]!;
  }

  /** Sends a command, and resolves with the event that answers it. */
  async ask(command: string, event: string): Promise<Said> {
    const number = this.count(event) + 1;
    this.tell(command);
    return this.heard(event, number);
  }
}

/** Starts worker programs of one client, and ends those that still run. */
export class ClientWorkers {
  private command: readonly string[] = [];
  private readonly workers: ClientWorker[] = [];
  readonly folder = mkdtempSync(join(tmpdir(), 'client-workers-'));

  constructor(private readonly client: Client) {}

  build(): void {
    this.command = this.client.build(this.folder);
  }

  /** Starts the worker program; times are in seconds. */
  start(options: Record<string, unknown>, env: Record<string, string> = {}): ClientWorker {
    return this.run([...this.command, JSON.stringify({ interval: 0.1, ...options })], env);
  }

  run(
    [program, ...args]: readonly string[],
    env: Record<string, string> = {},
    cwd = this.folder,
  ): ClientWorker {
    const worker = new ClientWorker(
      spawn(program!, args, {
        cwd,
        env: { ...process.env, ...this.client.env, ...env },
        stdio: ['pipe', 'pipe', 'pipe'],
      }),
    );
    this.workers.push(worker);
    return worker;
  }

  async endAll(): Promise<void> {
    for (const worker of this.workers) worker.signal('SIGKILL');
    await Promise.all(this.workers.splice(0).map((worker) => worker.exit));
  }
}
