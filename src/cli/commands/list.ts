import type { Command } from 'commander';
import type { WorkerDto } from '../../fleet/dto/worker.dto.js';
import { whole } from '../arguments.js';
import { printList, withColumns } from '../listing/print-list.js';
import { WORKERS } from '../listing/worker-listing.js';
import { pages } from '../pages.js';
import { asksServer, printsList, sessionOf } from '../session.js';
import { filtered, filtersIn, type FilterOptions } from '../worker-filters.js';

interface Options extends FilterOptions {
  readonly limit: number;
  readonly sort?: string;
  readonly columns?: string[];
}

export function addList(program: Command): void {
  const command = program.command('list').alias('ls').summary('list workers');
  withColumns(filtered(asksServer(printsList(command, 'ndjson'))))
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
  worker-registration list --columns worker,zone,cpuUsage -o csv
  worker-registration list --health FAILED -o name | xargs worker-registration drain --reason CHG-77`,
    )
    .action(run);
}

async function run({ columns, ...options }: Options, command: Command): Promise<void> {
  const { client, out } = sessionOf(command);
  let goesOn = false;
  let count = 0;
  const query = { ...filtersIn(options), sort: options.sort };
  const read = pages(client, '', query, options.limit, (page: { workers: WorkerDto[] }) => page.workers);
  async function* found(): AsyncGenerator<readonly WorkerDto[]> {
    for await (const { items, more } of read) {
      goesOn = more;
      count += items.length;
      yield items;
    }
  }
  await printList(out, WORKERS, found(), columns === undefined ? {} : { columns });
  if (goesOn && !out.json) out.writeNote(`There may be more than these ${count}: use a larger --limit.`);
}
