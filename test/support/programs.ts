import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import type { WorkerAgentOptions } from '../../src/agent/index.js';
import { AGENT } from './agents.js';

const AGENT_PROGRAM = join(import.meta.dirname, 'agent-program.mjs');
const DEADLINE_MS = 50_000;

/** How a process ended: by itself or by a signal. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that a test started: its output, and how it ends. */
export class Program {
  /** Its output, to standard output and to standard error. */
  output = '';
  errors = '';
  readonly exit: Promise<Exit>;
  private ended = false;
  private readonly news = new EventEmitter();

  constructor(private readonly child: ChildProcess) {
    child.stdout!.on('data', (chunk: Buffer) => {
      this.output += chunk.toString();
      this.news.emit('more');
    });
    child.stderr!.on('data', (chunk: Buffer) => {
      this.errors += chunk.toString();
      this.news.emit('more');
    });
    this.exit = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        this.ended = true;
        this.news.emit('more');
        resolve({ code, signal });
      });
    });
  }

  get hasEnded(): boolean {
    return this.ended;
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Resolves with the first match in its output, past or future. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    for (;;) {
      const match = pattern.exec(this.output + this.errors);
      if (match !== null) return match;
      if (this.ended || signal.aborted)
        throw new Error(`No ${String(pattern)} in: ${this.output}${this.errors}`);
      await once(this.news, 'more', { signal }).catch(() => undefined);
    }
  }

  tell(line: string): void {
    this.child.stdin!.write(`${line}\n`);
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Stops it and waits for its end. */
  async stop(name: NodeJS.Signals = 'SIGTERM'): Promise<Exit> {
    this.signal(name);
    return this.exit;
  }
}

/** Starts programs, and ends those that still run. */
export class Programs {
  private readonly programs: Program[] = [];

  /** @param node the Node.js that runs them */
  constructor(private readonly node = process.execPath) {}

  start(args: readonly string[], cwd?: string, env: Record<string, string> = {}): Program {
    const { PATH = '' } = process.env;
    const child = spawn(this.node, args, {
      cwd,
      env: { PATH, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // A program that has ended reads no more lines.
    child.stdin.on('error', () => undefined);
    const program = new Program(child);
    this.programs.push(program);
    return program;
  }

  /** A worker process with the agent of the library. */
  agent(options: WorkerAgentOptions, library = AGENT): Program {
    return this.start([
      AGENT_PROGRAM,
      library,
      JSON.stringify({ heartbeat: { intervalMs: 200 }, ...options }),
    ]);
  }

  async endAll(): Promise<void> {
    for (const program of this.programs) program.signal('SIGKILL');
    await Promise.all(this.programs.splice(0).map((program) => program.exit));
  }
}
