import type { Command } from 'commander';
import type { WorkerGroupsDto } from '../../workers/listing/groups/groups.dto.js';
import type { Output } from '../output.js';
import { asksServer, sessionOf } from '../session.js';
import { filtered, filtersIn, type FilterOptions } from '../worker-filters.js';

interface Options extends FilterOptions {
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
  filtered(
    asksServer(program.command('stats').summary('count workers by zone, version, host, presence or tag')),
  )
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
    filtered(asksServer(program.command(name).summary(summary)))
      .description(`Does the same as \`stats --by ${by}\`.`)
      .action((options: Options, command: Command) => show(by, options, command));
}

async function show(by: string, options: Options, command: Command): Promise<void> {
  const { client, out } = sessionOf(command);
  const answer = await client.get<WorkerGroupsDto>('/stats', { by, ...filtersIn(options) });
  if (out.json) return out.document(answer);
  if (answer.groups.length === 0) return out.note('No workers.');
  table(out, answer);
}

function table(out: Output, { by, groups, otherGroups }: WorkerGroupsDto): void {
  const { red, yellow } = out.paint;
  const alert = (count: number, paint: typeof red) => (count > 0 ? paint(String(count)) : count);
  const rest = otherGroups === null ? [] : [{ ...otherGroups, key: undefined }];
  const keysOf = (key: (typeof groups)[number]['key'] | undefined): string[] =>
    key === undefined
      ? [`(${otherGroups!.groups} others)`, ...by.slice(1).map(() => '')]
      : by.map((name) => String(key[name] ?? '-'));
  out.table(
    [
      ...by.map((name) => name.toUpperCase()),
      'WORKERS',
      'PRESENT',
      'HEALTHY',
      'UNHEALTHY',
      'FAILED',
      'SUSPECT',
      'LOST',
      'ORDERS',
      'USED',
      'FREE',
    ],
    [...groups, ...rest].map(({ key, ...counts }) => [
      ...keysOf(key),
      counts.workers,
      counts.present,
      counts.healthy,
      alert(counts.unhealthy, yellow),
      alert(counts.failed, red),
      alert(counts.suspect, yellow),
      alert(counts.lost, red),
      counts.draining + counts.maintenance,
      `${counts.used}/${counts.capacity}`,
      counts.free,
    ]),
  );
}
