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
  asksServer(program.command('deregister').summary('deregister workers'))
    .description(
      'Deregisters workers: their records are kept, as INACTIVE. Refused for workers with active jobs.',
    )
    .argument('<worker...>')
    .option('--drain', 'leave when the running jobs are done')
    .option('--force', 'leave immediately, even with active jobs')
    .option('--reason <text>', 'reason; also sent to the worker')
    .option('-y, --yes', 'skip the confirmation')
    .addHelpText(
      'after',
      '\nExample:\n  worker-registration deregister worker-001 --drain --reason "Update to 2.2" --yes',
    )
    .action(async (workers: string[], { reason, drain, force, yes }: Options, command: Command) => {
      if (drain && force) throw wrongUsage('--drain and --force exclude each other', 'Use one of them.');
      const session = sessionOf(command);
      await confirm(`Deregister ${workers.join(', ')}?`, yes);
      const body = { reason, drain, forceDeregister: force };
      await eachWorker(session, workers, (worker) =>
        session.client.post<Result>(pathOf(worker, 'deregister'), body),
      );
    });
}
