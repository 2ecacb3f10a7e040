import type { Command } from 'commander';
import { pathOf } from '../client.js';
import { eachWorker } from '../each-worker.js';
import { chosenFor, selects, type SelectionOptions } from '../selection/selection.js';
import { asksServer, sessionOf } from '../session.js';

export function addDelete(program: Command): void {
  selects(asksServer(program.command('delete').summary('delete the records of workers')))
    .description(
      'Deletes records without notice to running workers. A running worker registers again as a new one.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  worker-registration delete worker-001 --yes\n  worker-registration delete --presence LEFT --zone eu-1 --dry-run',
    )
    .action(async (names: string[], options: SelectionOptions, command: Command) => {
      const session = sessionOf(command);
      const workers = await chosenFor(session, names, options, 'Delete', 'always');
      if (workers === undefined) return;
      await eachWorker(session, workers, async (worker) => {
        await session.client.delete(pathOf(worker));
        return { message: 'Worker deleted' };
      });
    });
}
