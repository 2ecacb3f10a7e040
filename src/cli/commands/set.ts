import { InvalidArgumentError, type Command } from 'commander';
import { list, reason as reasonText, whole } from '../arguments.js';
import { pathOf } from '../client.js';
import { eachWorker, type Result } from '../each-worker.js';
import { wrongUsage } from '../failure.js';
import { namesFrom, preview } from '../selection/selection.js';
import { asksServer, printsList, sessionOf } from '../session.js';

const FIELDS = ['capacity', 'tags', 'zone'] as const;
type Unset = (typeof FIELDS)[number] | 'all';

interface SetOptions {
  readonly capacity?: number;
  readonly tags?: readonly string[];
  readonly zone?: string;
  readonly unset?: readonly Unset[];
  readonly reason?: string;
  readonly file?: string;
  readonly dryRun?: boolean;
}

/** Sets capacity, tags or zone in place of workers. */
export function addSet(program: Command): void {
  const command = asksServer(
    program.command('set').summary('set capacity, tags or zone in place of workers'),
  );
  printsList(command);
  command
    .description(
      'Sets capacity, tags or zone in place of workers, until it is removed with --unset: what they register changes only what they report.',
    )
    .argument('[worker...]', 'workerId or id; - reads names from standard input')
    .option('-f, --file <file>', 'read names from this file, one per line')
    .option('--dry-run', 'only list the workers')
    .option('--capacity <jobs>', 'maximum number of concurrent jobs', whole(1))
    .option('--tags <tag,…>', 'all their tags', list)
    .option('--zone <zone>', 'failure domain')
    .option('--unset <field,…>', 'as the worker reports again: capacity, tags, zone, or all', unset)
    .option('--reason <text>', 'reason, shown to people', reasonText)
    .addHelpText(
      'after',
      `
Examples:
  worker-registration set worker-001 --capacity 4 --reason "Half of its memory is broken"
  worker-registration list --host node-7 -o name | worker-registration set - --zone eu-west-1b --reason CHG-77
  worker-registration set worker-001 --unset all`,
    )
    .action(async (names: string[], options: SetOptions, command: Command) => {
      const session = sessionOf(command);
      const body = bodyOf(options);
      const chosen = workersOf(names, options.file);
      if (options.dryRun) return preview(session, { names: chosen, workers: undefined });
      await eachWorker(session, chosen, (worker) => session.client.patch<Result>(pathOf(worker), body));
    });
}

/** @throws Failure (usage) unless workers are named in exactly one way: filters such as --zone would mean what to set */
function workersOf(names: readonly string[], file: string | undefined): string[] {
  if (names.length === 0 && file === undefined)
    throw wrongUsage('No workers given', 'Name workers, or use --file.');
  if (names.length > 0 && file !== undefined)
    throw wrongUsage('Workers are chosen in several ways', 'Use names or --file.');
  return namesFrom(names, file);
}

function unset(value: string, before: readonly Unset[] = []): Unset[] {
  return list(value, before).map((each) => {
    const known = [...FIELDS, 'all' as const].find((name) => name === each);
    if (known === undefined) throw new InvalidArgumentError('Must be capacity, tags, zone or all.');
    return known;
  });
}

/** @throws Failure (usage) if nothing is set or unset, or a field is both */
function bodyOf({ unset: removed = [], reason, ...set }: SetOptions): object {
  const given = Object.fromEntries(FIELDS.flatMap((name) => (name in set ? [[name, set[name]]] : [])));
  if (Object.keys(given).length + removed.length === 0)
    throw wrongUsage('Nothing to set', 'Use --capacity, --tags, --zone or --unset.');
  const both = removed.find((name) => name in given);
  if (both !== undefined) throw wrongUsage(`--${both} is both set and unset`, 'Use one of the two.');
  const isAll = removed.includes('all');
  const nulls = removed.filter((name) => name !== 'all').map((name) => [name, null]);
  return { ...Object.fromEntries(nulls), ...given, ...(isAll && { overrides: null }), reason };
}
