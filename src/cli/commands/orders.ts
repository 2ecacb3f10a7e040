import type { Command } from 'commander';
import { moment } from '../arguments.js';
import { pathOf } from '../client.js';
import { eachWorker, type Result } from '../each-worker.js';
import { asksServer, sessionOf } from '../session.js';

interface Options {
  reason?: string;
  until?: string;
}

/** The three orders of an operator, which differ only in their path. */
export function addOrders(program: Command): void {
  add(program, 'drain', 'let workers finish their jobs and accept no more')
    .description(
      'Lets workers finish their jobs and accept no more; they stay registered. Undo with `activate`.',
    )
    .option('--reason <text>', 'reason, shown to people')
    .option('--until <time>', 'when the order expires: 2026-01-31T12:00:00Z, or 30m, 2h, 1d from now', moment)
    .addHelpText(
      'after',
      '\nExample:\n  worker-registration drain worker-001 worker-002 --reason "Update to 2.2"',
    );
  add(program, 'maintenance', 'take workers out of service')
    .description('Takes workers out of service; they stay registered. Undo with `activate`.')
    .option('--reason <text>', 'reason, shown to people')
    .option('--until <time>', 'when the order expires: 2026-01-31T12:00:00Z, or 30m, 2h, 1d from now', moment)
    .addHelpText(
      'after',
      '\nExample:\n  worker-registration maintenance worker-001 --until 2h --reason "Kernel update"',
    );
  add(program, 'activate', 'lift an order from workers')
    .description('Lifts a drain or a maintenance; the status that the worker reports applies again.')
    .addHelpText('after', '\nExample:\n  worker-registration activate worker-001');
}

function add(program: Command, name: string, summary: string): Command {
  return asksServer(program.command(name).summary(summary))
    .argument('<worker...>')
    .action(async (workers: string[], { reason, until }: Options, command: Command) => {
      const session = sessionOf(command);
      const body = name === 'activate' ? undefined : { reason, until };
      await eachWorker(session, workers, (worker) => session.client.post<Result>(pathOf(worker, name), body));
    });
}
