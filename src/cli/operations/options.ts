import { Option, type Command } from 'commander';
import { moment } from '../arguments.js';
import { assertOneWay, choose, type SelectionOptions } from '../selection/selection.js';
import type { Session } from '../session.js';
import { filtersIn } from '../worker-filters.js';

/** The options of a command that may act on workers by an operation. */
export interface OperationOptions extends SelectionOptions {
  readonly operation?: true;
  readonly maxUnavailable?: string;
  readonly by?: string;
  readonly waitFor?: string;
  readonly wait?: true;
  readonly deadline?: string;
  readonly reason?: string;
  readonly until?: string;
}

const HEADING = 'As one operation, which the service carries on, and which `ops undo` takes back:';

/**
 * Adds the options that make a command an operation.
 * @param withdraws whether it takes workers out of service
 */
export function operable(command: Command, { withdraws }: { withdraws: boolean }): Command {
  const options = [
    new Option('--operation', 'as an operation, without further options'),
    new Option('--wait', 'follow the operation until it ends; Ctrl-C leaves it running'),
    new Option(
      '--deadline <time>',
      'when it ends, finished or not: a time, or 30m, 2h from now; a drain then releases the jobs that are left',
    ).argParser(moment),
    ...(withdraws ? limits() : []),
  ];
  for (const option of options) command.addOption(option.helpGroup(HEADING));
  return command;
}

const limits = (): Option[] => [
  new Option('--max-unavailable <n|%>', 'how many of the workers may be unavailable at once, such as 10%'),
  new Option('--by <what>', 'zone: one zone after the other').choices(['zone']),
  new Option(
    '--wait-for <version=…>',
    'go on when workers are replaced by healthy ones of this version, or tag=…',
  ),
];

/** Whether a command is meant as an operation. */
export const isOperation = (options: OperationOptions): boolean =>
  [
    options.operation,
    options.cleanup,
    options.wait,
    options.maxUnavailable,
    options.by,
    options.waitFor,
    options.deadline,
  ].some((value) => value !== undefined);

/** Returns the selection of an operation as part of its body. */
export async function selectionOf(
  session: Session,
  names: readonly string[],
  options: OperationOptions,
): Promise<object> {
  assertOneWay(names, options);
  const { cleanup } = options;
  if (cleanup !== undefined) return { cleanup };
  const select = filtersIn(options);
  // The service selects, so that there may be any number.
  if (Object.keys(select).length > 0) return { select };
  return { workerIds: (await choose(session, names, options)).names };
}
