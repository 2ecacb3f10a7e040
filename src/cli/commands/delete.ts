import type { Command } from 'commander';
import { pathOf } from '../client.js';
import { confirm } from '../confirm.js';
import { eachWorker } from '../each-worker.js';
import { asksServer, sessionOf } from '../session.js';

export function addDelete(program: Command): void {
  asksServer(program.command('delete').summary('delete the records of workers'))
    .description(
      'Deletes records without notice to running workers. A running worker registers again as a new one.',
    )
    .argument('<worker...>')
    .option('-y, --yes', 'skip the confirmation')
    .addHelpText('after', '\nExample:\n  worker-registration delete worker-001 --yes')
    .action(async (workers: string[], { yes }: { yes?: boolean }, command: Command) => {
      const session = sessionOf(command);
      await confirm(`Delete ${workers.join(', ')}?`, yes);
      await eachWorker(session, workers, async (worker) => {
        await session.client.delete(pathOf(worker));
        return { message: 'Worker deleted' };
      });
    });
}
