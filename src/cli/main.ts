#!/usr/bin/env node
import { CommanderError } from 'commander';
import { visible, visibleLines } from '../agent/visible.js';
import { EXIT, Failure } from './failure.js';
import { createProgram } from './program.js';

// The reader of the output may close it early: `list | head`.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.failed),
  );

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = ended(error);
}

/** Prints a failure in one line. @returns the exit code */
function ended(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof Failure) {
    process.stderr.write(`worker-registration: ${visible(error.line)}\n`);
    return error.exitCode;
  }
  process.stderr.write(`worker-registration: ${visibleLines(String((error as Error).stack))}\n`);
  return EXIT.failed;
}
