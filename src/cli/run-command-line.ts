import { CommanderError } from 'commander';
import { visible, visibleLines } from '../agent/visible.js';
import { SettingsError, StartError } from '../platform/errors/start-error.js';
import { EXIT, Failure } from './failure.js';
import { createProgram } from './program.js';
import { programName } from './program-name.js';

/** Runs the command that the arguments of this process name. */
export async function runCommandLine(): Promise<void> {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // The reader of the output may close it early: `list | head`.
      if (error.code === 'EPIPE') process.exit(EXIT.done);
      if (stream === process.stdout) complain(`Cannot write the output: ${error.message}`);
      process.exit(EXIT.failed);
    });

  try {
    await createProgram().parseAsync();
  } catch (error) {
    process.exitCode = ended(error);
  }
}

/** Prints a failure in one line. @returns the exit code */
function ended(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof Failure) {
    complain(visible(error.line));
    return error.exitCode;
  }
  if (error instanceof StartError) {
    complain(visibleLines(error.text));
    return error instanceof SettingsError ? EXIT.usage : EXIT.failed;
  }
  complain(visibleLines(String((error as Error).stack)));
  return EXIT.failed;
}

function complain(line: string): void {
  process.stderr.write(`${programName()}: ${line}\n`);
}
