import type { Command } from 'commander';
import type { WorkerGroupsDto } from '../../workers/listing/groups/groups.dto.js';
import type { Output } from '../output.js';
import { isForPeople } from '../formats.js';
import type { Listing, ListOptions } from '../listing/listing.js';
import { lists, printList } from '../listing/print-list.js';
import { sessionOf } from '../session.js';
import { filtered, filtersIn, type FilterOptions } from '../worker-filters.js';

interface Options extends FilterOptions, ListOptions {
  readonly by?: string;
}

/** What people ask for by its own name. */
const SHORTCUTS = {
  zones: { by: 'zone', summary: 'count workers by zone' },
  versions: { by: 'version,zone', summary: 'count workers by version and zone: how far a rollout is' },
  hosts: { by: 'host', summary: 'count workers by host' },
} as const;

/** The commands that count workers in groups. */
export function addStats(program: Command): void {
  filtered(lists(program.command('stats').summary('count workers by zone, version, host, presence or tag')))
    .description('Counts the workers that match all filters in groups, the largest first.')
    .requiredOption('--by <name,…>', 'up to three of zone, version, host, presence and tag:<tag>')
    .addHelpText(
      'after',
      `
Examples:
  worker-registration stats --by zone,presence
  worker-registration stats --by tag:gpu --zone eu-west-1a`,
    )
    .action((options: Options, command: Command) => show(options.by!, options, command));
  for (const [name, { by, summary }] of Object.entries(SHORTCUTS))
    filtered(lists(program.command(name).summary(summary)))
      .description(`Does the same as \`stats --by ${by}\`.`)
      .action((options: Options, command: Command) => show(by, options, command));
}

async function show(by: string, options: Options, command: Command): Promise<void> {
  const { client, out } = sessionOf(command);
  const answer = await client.get<WorkerGroupsDto>('/stats', { by, ...filtersIn(options) });
  const { groups, otherGroups } = answer;
  // People see the rest as a last row; programs find it in the answer.
  const rows: readonly Group[] =
    otherGroups === null || !isForPeople(out.format)
      ? groups
      : [...groups, { ...otherGroups, key: undefined }];
  await printList(out, listingOf(answer), [rows], options, answer);
}

type Group = Omit<WorkerGroupsDto['groups'][number], 'key'> & {
  readonly key: WorkerGroupsDto['groups'][number]['key'] | undefined;
};

const COUNTS = ['workers', 'present', 'healthy', 'unhealthy', 'failed', 'suspect', 'lost'] as const;
const COLOURS: Partial<Record<string, 'red' | 'yellow'>> = {
  unhealthy: 'yellow',
  failed: 'red',
  suspect: 'yellow',
  lost: 'red',
};

function listingOf({ by, otherGroups }: WorkerGroupsDto): Listing<Group> {
  const keyOf = ({ key }: Group, at: number): string => {
    if (key !== undefined) return String(key[by[at]!] ?? '-');
    return at === 0 ? `(${otherGroups!.groups} others)` : '';
  };
  return {
    key: 'groups',
    nameOf: (group) => keyOf(group, 0),
    none: 'No workers.',
    columns: [
      ...by.map((name, at) => ({ name, of: (group: Group) => keyOf(group, at) })),
      ...COUNTS.map((name) => ({
        name,
        of: (group: Group) => group[name],
        shown: (group: Group, out: Output) => {
          const colour = COLOURS[name];
          return colour !== undefined && group[name] > 0
            ? out.paint[colour](String(group[name]))
            : group[name];
        },
      })),
      { name: 'orders', of: ({ draining, maintenance }) => draining + maintenance },
      { name: 'used', of: ({ used }) => used, shown: ({ used, capacity }) => `${used}/${capacity}` },
      { name: 'capacity', of: ({ capacity }) => capacity, wide: true },
      { name: 'free', of: ({ free }) => free },
    ],
  };
}
