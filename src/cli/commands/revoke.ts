import type { Command } from 'commander';
import { pathOf } from '../client.js';
import { confirm } from '../confirm.js';
import { eachWorker } from '../each-worker.js';
import { asksServer, sessionOf } from '../session.js';

export function addRevoke(program: Command): void {
  asksServer(program.command('revoke').summary('revoke all credentials of workers'))
    .description(
      'Ends every token of the workers immediately, including those of deleted records. They can register again only with a join token or an API key.',
    )
    .argument('<worker...>', 'workerId or id; only the id for a deleted record')
    .option('--reason <text>', 'reason; recorded in the journal')
    .option('-y, --yes', 'skip the confirmation')
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
