import { createInterface } from 'node:readline/promises';
import { visible } from '../agent/visible.js';
import { EXIT, Failure, wrongUsage } from './failure.js';

/**
 * Asks before something is done that cannot be taken back.
 * @throws Failure where the answer is no, or where there is nobody to ask
 */
export async function confirm(question: string, yes: boolean | undefined): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw wrongUsage(`${question} Nobody is there to ask`, 'Say it with --yes.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C ends it as it ends any other command.
  terminal.once('SIGINT', () => process.exit(EXIT.interrupted));
  const answer = await terminal.question(`${visible(question)} [y/N] `);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new Failure('Nothing was done.', '', EXIT.failed);
}
