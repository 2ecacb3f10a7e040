import type { Command } from 'commander';
import { moment } from '../arguments.js';
import { pathOf } from '../client.js';
import { eachWorker, type Result } from '../each-worker.js';
import { asksServer, sessionOf } from '../session.js';

interface Options {
  reason?: string;
  until?: string;
}

/** The three orders of an operator, which differ in their path alone. */
export function addOrders(program: Command): void {
  add(program, 'drain', 'let workers finish their jobs and take no more')
    .description(
      'Workers finish their jobs and take no more; they stay registered. `activate` takes it back.',
    )
    .option('--reason <text>', 'why, for people')
    .option('--until <time>', 'when it ends by itself: 2026-01-31T12:00:00Z, or 30m, 2h, 1d from now', moment)
    .addHelpText(
      'after',
      '\nExample:\n  worker-registration drain worker-001 worker-002 --reason "Update to 2.2"',
    );
  add(program, 'maintenance', 'take workers out of service')
    .description('Workers take no job and rest; they stay registered. `activate` takes it back.')
    .option('--reason <text>', 'why, for people')
    .option('--until <time>', 'when it ends by itself: 2026-01-31T12:00:00Z, or 30m, 2h, 1d from now', moment)
    .addHelpText(
      'after',
      '\nExample:\n  worker-registration maintenance worker-001 --until 2h --reason "Kernel update"',
    );
  add(program, 'activate', 'lift the order that workers are under')
    .description('Lifts a drain or a maintenance; what the worker reports shows again.')
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
