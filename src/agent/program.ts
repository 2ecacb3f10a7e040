import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { guardProgram } from './program-guard.js';
import { EXIT } from './sidecar-arguments.js';

/** How a program ended. */
export interface ProgramEnd {
  /** For the parent process. */
  readonly exitCode: number;
  /** For people. */
  readonly words: string;
}

/** How long processes that the program left running have to end by themselves. */
const LEFTOVERS_MS = 5000;
const LOOK_MS = 50;

/**
 * A program in its own registration, so that a signal reaches it and its child processes once, also from a terminal: of
 * `sh -c 'python worker.py'` only the shell would end, and python would stay.
 */
export class Program {
  readonly end: Promise<ProgramEnd>;
  private ended = false;
  private readonly child: ChildProcess;

  constructor([command, ...args]: readonly [string, ...string[]]) {
    this.child = spawn(command, args, { stdio: 'inherit', detached: true });
    const done = this.child.pid === undefined ? () => undefined : guardProgram(this.child.pid);
    this.end = this.ending(command).finally(done);
  }

  /** Passes a signal on to all of its processes, if any are left. */
  sendSignal(signal: NodeJS.Signals): void {
    if (!this.ended) this.kill(signal);
  }

  private async ending(command: string): Promise<ProgramEnd> {
    const end = await new Promise<ProgramEnd>((resolve) => {
      this.child.once('error', (error: NodeJS.ErrnoException) => {
        const exitCode = error.code === 'ENOENT' ? EXIT.notFound : EXIT.notExecutable;
        resolve({ exitCode, words: `${command} cannot be run: ${error.message}` });
      });
      this.child.once('exit', (code, signal) => resolve(endOf(code, signal)));
    });
    this.ended = true;
    await this.endLeftovers();
    return end;
  }

  private async endLeftovers(): Promise<void> {
    const deadline = performance.now() + LEFTOVERS_MS;
    if (!this.kill('SIGTERM')) return;
    while (this.kill(0) && performance.now() < deadline) await pause(LOOK_MS);
    this.kill('SIGKILL');
  }

  /** @returns whether the signal reached a process */
  private kill(signal: NodeJS.Signals | 0): boolean {
    if (this.child.pid === undefined) return false;
    try {
      return process.kill(-this.child.pid, signal);
    } catch {
      return false;
    }
  }
}

function endOf(code: number | null, signal: NodeJS.Signals | null): ProgramEnd {
  if (signal === null)
    return { exitCode: code ?? EXIT.failed, words: `The program ended with exit code ${code}` };
  const exitCode = EXIT.signalled + constants.signals[signal];
  return { exitCode, words: `The program ended with exit code ${exitCode} (${signal})` };
}
