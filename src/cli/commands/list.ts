import type { Command } from 'commander';
import type { WorkerDto } from '../../fleet/dto/worker.dto.js';
import { list, whole } from '../arguments.js';
import { addressOf, ago } from '../output.js';
import { pages } from '../pages.js';
import { asksServer, sessionOf } from '../session.js';
import { styled } from '../styled.js';

interface Options {
  status?: string[];
  health?: string[];
  presence?: string[];
  tag?: string[];
  capability?: string[];
  zone?: string;
  version?: string;
  minFree?: number;
  suspect?: true;
  text?: string;
  limit: number;
}

export function addList(program: Command): void {
  asksServer(program.command('list').alias('ls').summary('list workers'))
    .description('Lists workers in order of registration. A worker must match all filters.')
    .option('--status <status,…>', 'any of ACTIVE, IDLE, BUSY, MAINTENANCE, ERROR, DRAINING, INACTIVE', list)
    .option('--health <health,…>', 'any of HEALTHY, UNHEALTHY, FAILED', list)
    .option('--presence <presence,…>', 'any of EXPECTED, PRESENT, LOST, LEFT', list)
    .option('--suspect', 'only workers whose heartbeat is later than usual, or that schedulers cannot reach')
    .option('--tag <tag,…>', 'all of these tags', list)
    .option('--capability <name[=value],…>', 'all of these capabilities', list)
    .option('--zone <zone>', "this zone; '' for workers without one")
    .option('--version <version>', 'exactly this version')
    .option('--min-free <n>', 'minimum number of free slots', whole(0, 1_000_000))
    .option('--text <text>', 'part of workerId, name, host name or address')
    .option('--limit <n>', 'maximum number of workers', whole(1), 100)
    .addHelpText(
      'after',
      `
Examples:
  worker-registration list --status ACTIVE,IDLE --zone eu-west-1a
  worker-registration list --presence LOST
  worker-registration list --suspect
  worker-registration list --capability java=17 --min-free 2 --limit 1000
  worker-registration list --json --limit 100000 | jq -r .workerId     (NDJSON: one worker per line)`,
    )
    .action(run);
}

async function run(options: Options, command: Command): Promise<void> {
  const { client, out } = sessionOf(command);
  const { limit, minFree, status, health, presence, suspect, ...same } = options;
  const upper = (words?: string[]) => words?.map((word) => word.toUpperCase());
  const { tag, capability, zone, version, text } = same;
  const query = {
    status: upper(status),
    health: upper(health),
    presence: upper(presence),
    suspect: suspect?.toString(),
    tag,
    capability,
    zone,
    version,
    text,
    minAvailableCapacity: minFree?.toString(),
  };
  const found: WorkerDto[] = [];
  let goesOn = false;
  const read = pages(
    client,
    '',
    query,
    limit,
    ({ workers }: { workers: WorkerDto[]; nextCursor: string | null }) => workers,
  );
  for await (const { items, more } of read) {
    goesOn = more;
    if (out.json) for (const worker of items) out.record(worker);
    else found.push(...items);
  }
  if (out.json) return;
  if (found.length === 0) return out.note('No workers.');
  const head = [
    'WORKER',
    'PRESENCE',
    'STATUS',
    'HEALTH',
    'JOBS',
    'FREE',
    'ZONE',
    'ADDRESS',
    'VERSION',
    'HEARD',
  ];
  out.table(
    head,
    found.map((worker) => [
      worker.workerId,
      out.state(worker.presence),
      out.state(worker.status),
      styled`${out.state(worker.health)}${worker.suspect ? out.paint.yellow(', suspect') : ''}`,
      `${Math.max(worker.currentJobCount, worker.assignedJobCount)}/${worker.maxConcurrentJobs}`,
      worker.availableCapacity,
      worker.zone,
      addressOf(worker),
      worker.version,
      ago(worker.lastHeartbeat),
    ]),
  );
  if (goesOn) out.note(`There may be more than these ${found.length}: use a larger --limit.`);
}
