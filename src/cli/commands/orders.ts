import type { Command } from 'commander';
import { moment, reason as reasonText } from '../arguments.js';
import { pathOf } from '../client.js';
import { eachWorker, type Result } from '../each-worker.js';
import { operate } from '../operations/operate.js';
import { isOperation, operable, type OperationOptions } from '../operations/options.js';
import { chosenFor, selects } from '../selection/selection.js';
import { asksServer, sessionOf } from '../session.js';

const UNTIL = [
  '--until <time>',
  'when the order expires: 2026-01-31T12:00:00Z, or 30m, 2h, 1d from now',
  moment,
] as const;

/** The three orders of an operator, which differ only in their path. */
export function addOrders(program: Command): void {
  add(program, 'drain', 'let workers finish their jobs and accept no more', (command) =>
    command.option(...UNTIL),
  )
    .description(
      'Lets workers finish their jobs and accept no more; they stay registered. Undo with `activate`.',
    )
    .addHelpText(
      'after',
      `
Examples:
  worker-registration drain worker-001 worker-002 --reason "Update to 2.2"
  worker-registration drain --host node-7 --reason CHG-77 --dry-run
  worker-registration drain --host node-7 --reason CHG-77 --wait
  worker-registration drain --version 2.5.0 --max-unavailable 10% --by zone --wait-for version=2.5.1 --reason CHG-78
  worker-registration wait --host node-7 --for drained`,
    );
  add(program, 'maintenance', 'take workers out of service', (command) => command.option(...UNTIL))
    .description('Takes workers out of service; they stay registered. Undo with `activate`.')
    .addHelpText(
      'after',
      '\nExample:\n  worker-registration maintenance worker-001 --until 2h --reason "Kernel update"',
    );
  add(program, 'activate', 'lift an order from workers')
    .description('Lifts a drain or a maintenance; the status that the worker reports applies again.')
    .addHelpText(
      'after',
      '\nExamples:\n  worker-registration activate worker-001\n  worker-registration activate --host node-7 --order DRAINING',
    );
}

function add(
  program: Command,
  name: 'drain' | 'maintenance' | 'activate',
  summary: string,
  options = (command: Command): Command => command,
): Command {
  const command = asksServer(program.command(name).summary(summary)).option(
    '--reason <text>',
    'reason, shown to people',
    reasonText,
  );
  const withdraws = name !== 'activate';
  return operable(selects(options(command)), { withdraws }).action(
    async (names: string[], given: OperationOptions, command: Command) => {
      const session = sessionOf(command);
      if (isOperation(given)) return operate(session, name, names, given);
      const { reason, until } = given;
      const workers = await chosenFor(session, names, given, VERBS[name]);
      if (workers === undefined) return;
      await eachWorker(session, workers, (worker) =>
        session.client.post<Result>(pathOf(worker, name), { reason, until }),
      );
    },
  );
}

const VERBS = { drain: 'Drain', maintenance: 'Take out of service', activate: 'Activate' } as const;
