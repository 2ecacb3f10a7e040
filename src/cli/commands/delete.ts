import type { Command } from 'commander';
import { pathOf } from '../client.js';
import { confirm } from '../confirm.js';
import { eachWorker } from '../each-worker.js';
import { asksServer, sessionOf } from '../session.js';

export function addDelete(program: Command): void {
  asksServer(program.command('delete').summary('delete the records of workers'))
    .description(
      'Deletes records, whatever runs. A worker that lives learns nothing of it, and registers as a new one.',
    )
    .argument('<worker...>')
    .option('-y, --yes', 'do not ask')
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
