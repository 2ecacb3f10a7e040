import type { Command } from 'commander';
import { pathOf } from '../client.js';
import { confirm } from '../confirm.js';
import { eachWorker, type Result } from '../each-worker.js';
import { wrongUsage } from '../failure.js';
import { asksServer, sessionOf } from '../session.js';

interface Options {
  reason?: string;
  drain?: boolean;
  force?: boolean;
  yes?: boolean;
}

export function addDeregister(program: Command): void {
  asksServer(program.command('deregister').summary('end the registration of workers'))
    .description('Workers leave: their records stay readable, as INACTIVE. One with active jobs is refused.')
    .argument('<worker...>')
    .option('--drain', 'leave when the jobs in hand are done')
    .option('--force', 'leave at once, whatever runs')
    .option('--reason <text>', 'why; the worker is told')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      '\nExample:\n  worker-registration deregister worker-001 --drain --reason "Update to 2.2" --yes',
    )
    .action(async (workers: string[], { reason, drain, force, yes }: Options, command: Command) => {
      if (drain && force) throw wrongUsage('--drain and --force contradict each other', 'Give one of them.');
      const session = sessionOf(command);
      await confirm(`Deregister ${workers.join(', ')}?`, yes);
      const body = { reason, drain, forceDeregister: force };
      await eachWorker(session, workers, (worker) =>
        session.client.post<Result>(pathOf(worker, 'deregister'), body),
      );
    });
}
