import type { Command } from 'commander';
import { readFileSync } from 'node:fs';
import type { WorkerDto } from '../../fleet/dto/worker.dto.js';
import { counted } from '../../platform/text/counted.js';
import { pathOf } from '../client.js';
import { confirm } from '../confirm.js';
import { EXIT, Failure, wrongUsage } from '../failure.js';
import { printList } from '../listing/print-list.js';
import { WORKERS } from '../listing/worker-listing.js';
import { pages } from '../pages.js';
import { printsList, type Session } from '../session.js';
import { filtered, filtersIn, type FilterOptions } from '../worker-filters.js';

/** The options of a command that acts on workers. */
export interface SelectionOptions extends FilterOptions {
  readonly file?: string;
  /** The time of a cleanup, which chooses the workers that it took. */
  readonly cleanup?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const FILTERS_HEADING = 'Filters that choose workers, as for `list`:';

/**
 * Adds the argument and the options that choose workers by name, from a file, or by the filters of the list.
 * @param zone name of the filter by zone, where --zone is something else
 */
export function selects(command: Command, zone?: string): Command {
  printsList(command);
  command
    .argument('[worker...]', 'workerId or id; - reads names from standard input')
    .option('-f, --file <file>', 'read names from this file, one per line')
    .option('--dry-run', 'only list the workers');
  if (!command.options.some(({ long }) => long === '--yes'))
    command.option('-y, --yes', 'skip the confirmation');
  const before = new Set(command.options);
  filtered(command, zone);
  for (const option of command.options) if (!before.has(option)) option.helpGroup(FILTERS_HEADING);
  return command;
}

/** A choice of workers by a command. */
export interface Chosen {
  /** Names as given, or workerIds that match the filters. */
  readonly names: readonly string[];
  /** Those that match, if they were chosen by filters. */
  readonly workers: readonly WorkerDto[] | undefined;
}

/** @throws Failure (usage) unless workers are chosen in exactly one way */
export function assertOneWay(names: readonly string[], options: SelectionOptions): void {
  const { file, cleanup } = options;
  const isFiltered = Object.keys(filtersIn(options)).length > 0;
  const ways = [names.length > 0, file !== undefined, cleanup !== undefined, isFiltered].filter(
    Boolean,
  ).length;
  if (ways === 0)
    throw wrongUsage('No workers given', 'Name workers, or use --file or a filter such as --host.');
  if (ways > 1)
    throw wrongUsage(
      'Workers are chosen in several ways',
      cleanup === undefined ? 'Use names, --file or filters.' : 'Use --cleanup alone.',
    );
}

/** @throws Failure (usage) unless workers are chosen in exactly one way */
export async function choose(
  session: Session,
  names: readonly string[],
  options: SelectionOptions,
): Promise<Chosen> {
  assertOneWay(names, options);
  const filters = filtersIn(options);
  if (Object.keys(filters).length === 0) return { names: namesFrom(names, options.file), workers: undefined };
  const workers: WorkerDto[] = [];
  const read = pages(session.client, '', filters, Infinity, (page: { workers: WorkerDto[] }) => page.workers);
  for await (const { items } of read) workers.push(...items);
  if (workers.length === 0) throw noMatch();
  return { names: workers.map(({ workerId }) => workerId), workers };
}

/** Thrown where no worker matches the filters. */
export const noMatch = (): Failure => new Failure('No worker matches the filters', '', EXIT.failed);

/** Returns the names in a file, or on standard input for `-`, or those given. */
export function namesFrom(names: readonly string[], file: string | undefined): string[] {
  const from = file ?? (names.length === 1 && names[0] === '-' ? '-' : undefined);
  if (from === undefined) return [...new Set(names)];
  let text: string;
  try {
    text = readFileSync(from === '-' ? 0 : from, 'utf8');
  } catch (error) {
    throw wrongUsage(`${from} cannot be read: ${(error as Error).message}`, 'It has one name per line.');
  }
  const found = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (found.length === 0) throw wrongUsage(`${from} contains no names`, 'It has one name per line.');
  return [...new Set(found)];
}

/**
 * Returns the workers to act on, after a confirmation if they were chosen by filters, or always; with --dry-run lists
 * them and returns undefined.
 * @param verb as in `Drain 3 workers?`
 */
export async function chosenFor(
  session: Session,
  names: readonly string[],
  options: SelectionOptions,
  verb: string,
  asks: 'always' | 'filters' = 'filters',
): Promise<readonly string[] | undefined> {
  const chosen = await choose(session, names, options);
  if (options.dryRun) {
    await preview(session, chosen);
    return undefined;
  }
  if (asks === 'always' || chosen.workers !== undefined)
    await confirm(`${verb} ${described(chosen)}?`, options.yes);
  return chosen.names;
}

/** The most names in a question. */
const NAMED = 5;

function described({ names, workers }: Chosen): string {
  if (workers !== undefined) return `${counted(names.length, 'worker')} (${loadOf(workers)})`;
  if (names.length <= NAMED) return names.join(', ');
  return `${counted(names.length, 'worker')}: ${names.slice(0, NAMED).join(', ')}, …`;
}

const jobsOf = ({ currentJobCount, assignedJobCount }: WorkerDto): number =>
  Math.max(currentJobCount, assignedJobCount);

function loadOf(workers: readonly WorkerDto[]): string {
  const busy = workers.filter((worker) => jobsOf(worker) > 0);
  const jobs = busy.reduce((sum, worker) => sum + jobsOf(worker), 0);
  return busy.length === 0 ? 'none is busy' : `${busy.length} busy with ${counted(jobs, 'job')}`;
}

/** Lists the workers, and those that are unknown. */
export async function preview({ client, out }: Session, chosen: Chosen): Promise<void> {
  const workers: WorkerDto[] = [...(chosen.workers ?? [])];
  const unknown: string[] = [];
  if (chosen.workers === undefined)
    for (const name of chosen.names) {
      const found = await client.get<WorkerDto>(pathOf(name)).catch((error: unknown) => {
        if (error instanceof Failure && error.answer?.status === 404) return undefined;
        throw error;
      });
      if (found === undefined) unknown.push(name);
      else workers.push(found);
    }
  await printList(out, WORKERS, [workers], {}, { dryRun: true, unknown });
  if (unknown.length > 0) {
    out.writeNote(`Not registered: ${unknown.join(', ')}`);
    process.exitCode = EXIT.failed;
  }
  out.writeNote(`Dry run: ${counted(workers.length, 'worker')}, ${loadOf(workers)}. Nothing was changed.`);
}
