import type { Command } from 'commander';
import { pathOf } from '../client.js';
import { confirm } from '../confirm.js';
import { eachWorker } from '../each-worker.js';
import { asksServer, sessionOf } from '../session.js';

export function addRevoke(program: Command): void {
  asksServer(program.command('revoke').summary('revoke all credentials of workers'))
    .description(
      'Ends every token of the workers at once, also those of deleted records. They register again only with a join token or an API key.',
    )
    .argument('<worker...>', 'workerId or id; the id also of a record that was deleted')
    .option('--reason <text>', 'why; kept in the journal')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      '\nExample:\n  worker-registration revoke worker-001 --reason "Host was compromised" --yes',
    )
    .action(async (workers: string[], options: { reason?: string; yes?: boolean }, command: Command) => {
      const session = sessionOf(command);
      await confirm(`Revoke all credentials of ${workers.join(', ')}?`, options.yes);
      await eachWorker(session, workers, async (worker) => {
        const { message } = await session.client.post<{ message: string }>(pathOf(worker, 'revoke'), {
          reason: options.reason,
        });
        return { message };
      });
    });
}
