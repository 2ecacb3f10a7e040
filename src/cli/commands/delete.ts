import type { Command } from 'commander';
import { reason as reasonText } from '../arguments.js';
import { pathOf } from '../client.js';
import { eachWorker } from '../each-worker.js';
import { operate } from '../operations/operate.js';
import { isOperation, operable, type OperationOptions } from '../operations/options.js';
import { chosenFor, selects } from '../selection/selection.js';
import { asksServer, sessionOf } from '../session.js';

export function addDelete(program: Command): void {
  const command = selects(
    asksServer(program.command('delete').summary('delete the records of workers')),
  ).option('--reason <text>', 'reason of an operation; recorded in the journal', reasonText);
  operable(command, { withdraws: false })
    .description(
      'Deletes records without notice to running workers. A running worker registers again as a new one.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  worker-registration delete worker-001 --yes\n  worker-registration delete --presence LEFT --zone eu-1 --dry-run',
    )
    .action(async (names: string[], options: OperationOptions, command: Command) => {
      const session = sessionOf(command);
      if (isOperation(options)) return operate(session, 'delete', names, options);
      const workers = await chosenFor(session, names, options, 'Delete', 'always');
      if (workers === undefined) return;
      await eachWorker(session, workers, async (worker) => {
        await session.client.delete(pathOf(worker));
        return { message: 'Worker deleted' };
      });
    });
}
