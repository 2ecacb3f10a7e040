import { createInterface } from 'node:readline/promises';
import { visible } from '../agent/visible.js';
import { EXIT, Failure, wrongUsage } from './failure.js';

/**
 * Asks for confirmation of an irreversible action.
 * @throws Failure if the answer is no, or without a terminal
 */
export async function confirm(question: string, yes: boolean | undefined): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw wrongUsage(`${question} Not confirmed: there is no terminal to ask`, 'Confirm with --yes.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C ends it like any other command.
  terminal.once('SIGINT', () => process.exit(EXIT.interrupted));
  const answer = await terminal.question(`${visible(question)} [y/N] `).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
    // Ctrl-D: an answer without its end of line.
    process.stderr.write('\n');
    return '';
  });
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new Failure('Nothing was changed.', '', EXIT.failed);
}
