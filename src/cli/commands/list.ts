import type { Command } from 'commander';
import type { WorkerDto } from '../../fleet/dto/worker.dto.js';
import { whole } from '../arguments.js';
import { addressOf, ago } from '../output.js';
import { pages } from '../pages.js';
import { asksServer, sessionOf } from '../session.js';
import { styled } from '../styled.js';
import { filtered, filtersIn, type FilterOptions } from '../worker-filters.js';

interface Options extends FilterOptions {
  readonly limit: number;
  readonly sort?: string;
}

export function addList(program: Command): void {
  filtered(asksServer(program.command('list').alias('ls').summary('list workers')))
    .description('Lists workers, by default in order of registration. A worker must match all filters.')
    .option('--sort <key>', 'workerId, name, zone, load, free, lastHeartbeat or health; -load: highest first')
    .option('--limit <n>', 'maximum number of workers', whole(1), 100)
    .addHelpText(
      'after',
      `
Examples:
  worker-registration list --status ACTIVE,IDLE --zone eu-west-1a
  worker-registration list --presence LOST
  worker-registration list --suspect
  worker-registration list --sort -load --limit 10
  worker-registration list --capability java=17 --min-free 2 --limit 1000
  worker-registration list --json --limit 100000 | jq -r .workerId     (NDJSON: one worker per line)`,
    )
    .action(run);
}

async function run(options: Options, command: Command): Promise<void> {
  const { client, out } = sessionOf(command);
  const found: WorkerDto[] = [];
  let goesOn = false;
  const read = pages(
    client,
    '',
    { ...filtersIn(options), sort: options.sort },
    options.limit,
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
