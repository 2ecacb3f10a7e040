import { InvalidArgumentError, type Command } from 'commander';
import { list, listOr, reason as reasonText, whole } from '../arguments.js';
import { pathOf } from '../client.js';
import { eachWorker, type Result } from '../each-worker.js';
import { wrongUsage } from '../failure.js';
import { assertOneWay, chosenFor, selects, type SelectionOptions } from '../selection/selection.js';
import { asksServer, sessionOf, type Session } from '../session.js';

const FIELDS = ['capacity', 'tags', 'zone'] as const;
type Unset = (typeof FIELDS)[number] | 'all';

interface SetOptions extends Omit<SelectionOptions, 'zone'> {
  readonly capacity?: number;
  /** False for no tags at all. */
  readonly tags?: readonly string[] | false;
  /** What to set; the filter is `inZone`. */
  readonly zone?: string;
  readonly inZone?: string;
  readonly unset?: readonly Unset[];
  readonly reason?: string;
}

/** Sets capacity, tags or zone in place of workers. */
export function addSet(program: Command): void {
  const command = asksServer(
    program.command('set').summary('set capacity, tags or zone in place of workers'),
  );
  selects(command, '--in-zone');
  command
    .description(
      'Sets capacity, tags or zone in place of workers, until it is removed with --unset: what they register changes only what they report.',
    )
    .option('--capacity <jobs>', 'maximum number of concurrent jobs', whole(1))
    .option('--tags <tag,…>', 'all their tags', tags)
    .option('--no-tags', 'no tags at all')
    .option('--zone <zone>', 'failure domain')
    .option('--unset <field,…>', 'as the worker reports again: capacity, tags, zone, or all', unset)
    .option('--reason <text>', 'reason, shown to people', reasonText)
    .addHelpText(
      'after',
      `
Examples:
  worker-registration set worker-001 --capacity 4 --reason "Half of its memory is broken"
  worker-registration set --host node-7 --zone eu-west-1b --reason CHG-77 --dry-run
  worker-registration set --in-zone eu-west-1a --tag gpu --capacity 2 --yes
  worker-registration set worker-001 --unset all`,
    )
    .action(async (names: string[], options: SetOptions, command: Command) => {
      const session = sessionOf(command);
      const body = bodyOf(options);
      const { inZone: zone, ...rest } = options;
      const selection: SelectionOptions = { ...rest, zone };
      assertOneWay(names, selection);
      if (options.dryRun) await assertValid(session, body);
      const workers = await chosenFor(session, names, selection, 'Change');
      if (workers === undefined) return;
      await eachWorker(session, workers, (worker) => session.client.patch<Result>(pathOf(worker), body));
    });
}

/** @throws Failure (usage) for what the server would refuse for any worker */
async function assertValid({ client }: Session, body: object): Promise<void> {
  await import('reflect-metadata');
  const [{ boundsOf }, { readOverride }] = await Promise.all([
    import('../fleet/check-rows.js'),
    import('../../workers/overrides/override-request.js'),
  ]);
  const { worker } = await boundsOf(client);
  try {
    readOverride(body, worker.maxConcurrentJobsLimit);
  } catch (error) {
    throw wrongUsage((error as Error).message, 'Nothing was changed.');
  }
}

const tags = (value: string, before: readonly string[] | false = []): string[] =>
  listOr(
    'Must name at least one tag. For no tags at all use --no-tags, for those that workers report --unset tags.',
    value,
    before || [],
  );

function unset(value: string, before: readonly Unset[] = []): Unset[] {
  return list(value, before).map((each) => {
    const known = [...FIELDS, 'all' as const].find((name) => name === each);
    if (known === undefined) throw new InvalidArgumentError('Must be capacity, tags, zone or all.');
    return known;
  });
}

/** @throws Failure (usage) if nothing is set or unset, or a field is both */
function bodyOf({ unset: removed = [], reason, ...set }: SetOptions): object {
  const values = { ...set, tags: set.tags === false ? [] : set.tags };
  const given = Object.fromEntries(
    FIELDS.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
  );
  if (Object.keys(given).length + removed.length === 0)
    throw wrongUsage(
      'Nothing to set',
      'Use --capacity, --tags, --zone or --unset; --in-zone and --tag choose workers.',
    );
  const both = removed.find((name) => name in given);
  if (both !== undefined) throw wrongUsage(`--${both} is both set and unset`, 'Use one of the two.');
  const isAll = removed.includes('all');
  const nulls = removed.filter((name) => name !== 'all').map((name) => [name, null]);
  return { ...Object.fromEntries(nulls), ...given, ...(isAll && { overrides: null }), reason };
}
