import type { Command } from 'commander';
import { reason as reasonText } from '../arguments.js';
import { pathOf } from '../client.js';
import { eachWorker, type Result } from '../each-worker.js';
import { wrongUsage } from '../failure.js';
import { operate } from '../operations/operate.js';
import { isOperation, operable, type OperationOptions } from '../operations/options.js';
import { chosenFor, selects } from '../selection/selection.js';
import { asksServer, sessionOf } from '../session.js';

interface Options extends OperationOptions {
  drain?: boolean;
  force?: boolean;
}

export function addDeregister(program: Command): void {
  const command = asksServer(program.command('deregister').summary('deregister workers'))
    .description(
      'Deregisters workers: their records are kept, as INACTIVE. Refused for workers with active jobs.',
    )
    .option('--drain', 'leave when the running jobs are done')
    .option('--force', 'leave immediately, even with active jobs')
    .option('--reason <text>', 'reason; also sent to the worker', reasonText);
  operable(selects(command), { withdraws: true })
    .addHelpText(
      'after',
      `
Examples:
  worker-registration deregister worker-001 --drain --reason "Update to 2.2" --yes
  worker-registration deregister -f decommissioned.txt --dry-run`,
    )
    .action(async (names: string[], options: Options, command: Command) => {
      const { reason, drain, force } = options;
      if (drain && force) throw wrongUsage('--drain and --force exclude each other', 'Use one of them.');
      const session = sessionOf(command);
      if (isOperation(options)) {
        if (force)
          throw wrongUsage(
            '--force is for single workers',
            'In an operation each worker leaves once its jobs are done.',
          );
        return operate(session, 'deregister', names, options);
      }
      const workers = await chosenFor(session, names, options, 'Deregister', 'always');
      if (workers === undefined) return;
      const body = { reason, drain, forceDeregister: force };
      await eachWorker(session, workers, (worker) =>
        session.client.post<Result>(pathOf(worker, 'deregister'), body),
      );
    });
}
