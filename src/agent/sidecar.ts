import { WorkerAgent } from './agent.js';
import { AgentError } from './agent-error.js';
import { probeAgainAndAgain } from './probe.js';
import { visible } from './visible.js';
import { Program, type ProgramEnd } from './program.js';
import {
  EXIT,
  readSidecarArguments,
  SIDECAR_USAGE,
  WrongArguments,
  type SidecarOptions,
} from './sidecar-arguments.js';

const PASSED_ON = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Runs the program of a command line and keeps it registered meanwhile. @returns the exit code */
export async function sidecar(args: readonly string[]): Promise<number> {
  try {
    const options = readSidecarArguments(args);
    if (options !== undefined) return await new Sidecar(options).runProgram();
    process.stdout.write(SIDECAR_USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof WrongArguments || error instanceof TypeError)) throw error;
    say(`${error.message}; see --help`);
    return EXIT.failed;
  }
}

/** A program and the agent beside it: when one of the two ends, the other is ended. */
class Sidecar {
  private readonly agent: WorkerAgent;
  private readonly over = new AbortController();
  private program!: Program;
  private refused = false;
  private started = false;
  private asked = false;

  constructor(private readonly options: SidecarOptions) {
    this.agent = new WorkerAgent({ ...options.agent, load: 'machine', countJobs: false, log: say });
  }

  async runProgram(): Promise<number> {
    // Before the program starts: an early signal would otherwise end this process without reaching the program.
    for (const signal of PASSED_ON) process.on(signal, () => this.pass(signal));
    this.program = new Program(this.options.command);
    const end = this.keepRegistered();
    this.beginWhenWell();
    const { exitCode, words } = await end;
    this.over.abort();
    if (exitCode !== 0) say(words);
    await this.agent.stop({ reason: words });
    return this.refused ? EXIT.failed : exitCode;
  }

  /** The program is the agent's only job: a drain waits for its end, and a revocation ends it. */
  private keepRegistered(): Promise<ProgramEnd> {
    return this.agent.run('program', (signal) => {
      signal.addEventListener('abort', () => this.endProgram());
      return this.program.end;
    });
  }

  private beginWhenWell(): void {
    const { probe } = this.options;
    if (probe === undefined) void this.begin();
    else void probeAgainAndAgain(probe, (fault) => this.probed(fault), this.over.signal);
  }

  private probed(fault: string | undefined): void {
    if (!this.started && fault !== undefined) return;
    if (fault === undefined) this.agent.report({ status: 'ACTIVE', message: 'The probe answers' });
    else this.agent.report({ status: 'ERROR', message: fault.slice(0, 1000) });
    void this.begin();
  }

  /** Runs the program while no server answers; ends it if the worker is refused. */
  private async begin(): Promise<void> {
    if (this.started || this.over.signal.aborted) return;
    this.started = true;
    try {
      await this.agent.start();
    } catch (error) {
      // The program ended first.
      if (!(error instanceof AgentError) || error.code === 'stopped') return;
      this.refused = true;
      say([error.message, error.remedy].filter((part) => part !== undefined).join('. '));
      this.endProgram();
    }
  }

  /** Skipped if it was already asked to end: many programs treat a second signal as impatience. */
  private endProgram(): void {
    if (!this.asked) this.program.sendSignal('SIGTERM');
    this.asked = true;
  }

  private pass(signal: (typeof PASSED_ON)[number]): void {
    this.program?.sendSignal(signal);
    // Many programs reload their settings on SIGHUP and continue.
    if (signal === 'SIGHUP') return;
    this.asked = true;
    void this.agent.stop({ drain: true, reason: signal });
  }
}

function say(line: string): void {
  process.stderr.write(`worker-registration-agent: ${visible(line)}\n`);
}
