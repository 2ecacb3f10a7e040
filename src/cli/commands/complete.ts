import type { Command } from 'commander';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from '../client.js';
import { candidates } from '../completing/candidates.js';
import { connectionOf } from '../settings.js';

/** A shell waits for it at a keystroke. */
const PATIENCE_MS = 1500;

/**
 * The command that shells call for values: names of workers, zones, versions. It says nothing of failures, which would
 * appear in the middle of what is typed.
 */
export function addComplete(program: Command): void {
  program
    .command('complete', { hidden: true })
    .summary('print values that complete a command line')
    .argument('[word...]', 'the words of the command line after its first, the last one unfinished')
    .action(async (words: string[]) => {
      const found = candidates(program, words, (given) => new Client(connectionOf(given)));
      const late = new AbortController();
      const values = await Promise.race([
        found.catch((): string[] => []),
        pause(PATIENCE_MS, undefined, { signal: late.signal }),
      ]);
      late.abort();
      // A request may still be under way.
      if (values === undefined) process.exit(0);
      if (values.length > 0) process.stdout.write(`${values.join('\n')}\n`);
    });
}
