import type { Command } from 'commander';
import { reason as reasonText } from '../arguments.js';
import { pathOf } from '../client.js';
import { eachWorker } from '../each-worker.js';
import { chosenFor, selects, type SelectionOptions } from '../selection/selection.js';
import { asksServer, sessionOf } from '../session.js';

interface Options extends SelectionOptions {
  reason?: string;
}

export function addRevoke(program: Command): void {
  const command = asksServer(
    program.command('revoke').summary('revoke all credentials of workers'),
  ).description(
    'Ends every token of the workers immediately, including those of deleted records, by their id. They can register again only with a join token or an API key.',
  );
  selects(command.option('--reason <text>', 'reason; recorded in the journal', reasonText))
    .addHelpText(
      'after',
      '\nExample:\n  worker-registration revoke worker-001 --reason "Host was compromised" --yes',
    )
    .action(async (names: string[], options: Options, command: Command) => {
      const session = sessionOf(command);
      const workers = await chosenFor(session, names, options, 'Revoke all credentials of', 'always');
      if (workers === undefined) return;
      await eachWorker(session, workers, async (worker) => {
        const { message } = await session.client.post<{ message: string }>(pathOf(worker, 'revoke'), {
          reason: options.reason,
        });
        return { message };
      });
    });
}
