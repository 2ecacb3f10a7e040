import type { GroupCounts, Worker, WorkerGroup, WorkerGroups } from '../api/types.js';
import { workerHref, workersHref } from '../route/route.js';
import { jobsOf } from '../words/jobs.js';
import { naturally } from '../words/numbers.js';
import { HEALTH_WORDS, PRESENCE_WORDS } from '../words/tones.js';

export type ColourBy = 'health' | 'load' | 'version';
export type GroupedBy = 'zone' | 'host' | 'tag';

/** What the map needs to know of a worker. */
export const MAP_FIELDS =
  'id,workerId,zone,hostName,hostAddress,tags,version,health,presence,order,maxConcurrentJobs,currentJobCount,assignedJobCount';
export type MapWorker = Pick<
  Worker,
  | 'id'
  | 'workerId'
  | 'zone'
  | 'hostName'
  | 'hostAddress'
  | 'tags'
  | 'version'
  | 'health'
  | 'presence'
  | 'order'
  | 'maxConcurrentJobs'
  | 'currentJobCount'
  | 'assignedJobCount'
>;

/** The shape in a cell, which tells states apart without colours. */
export type Mark = 'none' | 'stripe' | 'cross' | 'hollow' | 'dot';

export interface Cell {
  readonly href: string;
  readonly words: string;
  /** Name of a theme colour. */
  readonly colour: string;
  readonly strength: number;
  readonly mark: Mark;
}

export interface CellGroup {
  readonly name: string;
  readonly href: string;
  readonly cells: readonly Cell[];
  readonly workers: number;
  readonly healthy: number;
  readonly unwell: number;
  readonly lost: number;
  /** Percent of its slots; undefined without slots. */
  readonly load: number | undefined;
}

const HEALTH_COLOURS = { HEALTHY: '--ok', UNHEALTHY: '--warn', FAILED: '--bad' } as const;
const HEALTH_MARKS = { HEALTHY: 'none', UNHEALTHY: 'stripe', FAILED: 'cross' } as const;
/** Even no load is visible. */
const LEAST_STRENGTH = 0.12;

/** Returns the colour of a load between 0 and 1; more than all slots is a fault. */
export const loadColour = (load: number): Pick<Cell, 'colour' | 'strength'> =>
  load > 1
    ? { colour: '--bad', strength: 1 }
    : { colour: '--info', strength: LEAST_STRENGTH + (1 - LEAST_STRENGTH) * load };

const loadOf = (worker: MapWorker): number => jobsOf(worker) / Math.max(1, worker.maxConcurrentJobs);

function cellOf(worker: MapWorker, by: ColourBy, versions: ReadonlyMap<string | null, string>): Cell {
  const { workerId, presence, health, zone, version, order } = worker;
  const isPresent = presence === 'PRESENT';
  const state = isPresent ? HEALTH_WORDS[health] : PRESENCE_WORDS[presence];
  const load = Math.round(loadOf(worker) * 100);
  const words = [workerId, state, order && `under order`, zone, version, isPresent && `${load} % load`]
    .filter(Boolean)
    .join(' · ');
  const href = workerHref(workerId);
  if (!isPresent)
    return { href, words, colour: presence === 'LOST' ? '--bad' : '--gone', strength: 1, mark: 'hollow' };
  const mark = by === 'health' && health === 'HEALTHY' && order ? 'dot' : HEALTH_MARKS[health];
  if (by === 'load') return { href, words, ...loadColour(loadOf(worker)), mark };
  if (by === 'version') return { href, words, colour: versions.get(version) ?? '--gone', strength: 1, mark };
  return {
    href,
    words,
    colour: order && health === 'HEALTHY' ? '--rest' : HEALTH_COLOURS[health],
    strength: 1,
    mark,
  };
}

/** Returns the groups that a worker is in: one for each of its tags. */
function namesOf(worker: MapWorker, by: GroupedBy): string[] {
  if (by === 'tag') return worker.tags.length === 0 ? [''] : [...worker.tags];
  if (by === 'host') return [(worker.hostName ?? worker.hostAddress ?? '').toLowerCase()];
  return [worker.zone ?? ''];
}

export const NONE = { zone: 'without a zone', host: 'without a host', tag: 'without a tag' } as const;

export const groupHref = (by: GroupedBy, name: string): string =>
  workersHref(name === '' && by !== 'zone' ? {} : { [by]: name });

/** Puts the workers into groups, those with problems first. */
export function groupsOf(
  workers: readonly MapWorker[],
  by: GroupedBy,
  colour: ColourBy,
  versions: ReadonlyMap<string | null, string>,
): CellGroup[] {
  const groups = new Map<string, MapWorker[]>();
  for (const worker of workers)
    for (const name of namesOf(worker, by)) {
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [worker]);
      else group.push(worker);
    }
  return sorted(
    [...groups].map(([name, members]) => {
      const present = members.filter(({ presence }) => presence === 'PRESENT');
      const healthy = present.filter(({ health }) => health === 'HEALTHY').length;
      const slots = present.reduce((sum, { maxConcurrentJobs }) => sum + maxConcurrentJobs, 0);
      const used = present.reduce((sum, worker) => sum + jobsOf(worker), 0);
      return {
        name,
        href: groupHref(by, name),
        cells: members.map((worker) => cellOf(worker, colour, versions)),
        workers: members.length,
        healthy,
        unwell: present.length - healthy,
        lost: members.filter(({ presence }) => presence === 'LOST').length,
        load: slots === 0 ? undefined : (used / slots) * 100,
      };
    }),
  );
}

const sorted = (groups: CellGroup[]): CellGroup[] =>
  groups.sort(
    (left, right) =>
      right.unwell + right.lost - (left.unwell + left.lost) || naturally(left.name, right.name),
  );

/** The states of a group of counts, in the order of its cells. */
const STATES: readonly (readonly [keyof GroupCounts, string, string, Mark])[] = [
  ['failed', 'Failed', '--bad', 'cross'],
  ['unhealthy', 'Unhealthy', '--warn', 'stripe'],
  ['lost', 'Lost', '--bad', 'hollow'],
  ['healthy', 'Healthy', '--ok', 'none'],
  ['expected', 'Expected', '--gone', 'hollow'],
];

/** Returns groups of a fleet that is too large for a cell a worker: a cell stands for `each` workers. */
export function groupsOfCounts(
  { groups }: WorkerGroups,
  by: 'zone' | 'host',
  colour: ColourBy,
  versions: ReadonlyMap<string | null, string>,
  each: number,
): CellGroup[] {
  const members = new Map<string, WorkerGroup[]>();
  for (const group of groups) {
    const name = (group.key[by] ?? '') as string;
    members.set(name, [...(members.get(name) ?? []), group]);
  }
  return sorted(
    [...members].map(([name, parts]) => {
      const sum = (figure: keyof GroupCounts): number =>
        parts.reduce((total, part) => total + part[figure], 0);
      const href = groupHref(by, name);
      const cells = parts.flatMap((part) =>
        STATES.flatMap(([figure, word, tone, mark]) => {
          const load = part.capacity === 0 ? 0 : part.used / part.capacity;
          const version = (part.key['version'] ?? null) as string | null;
          const look =
            colour === 'load'
              ? loadColour(load)
              : { colour: colour === 'version' ? (versions.get(version) ?? '--gone') : tone, strength: 1 };
          const words = `${part[figure]} ${word.toLowerCase()} · ${name}${version === null ? '' : ` · ${version}`}`;
          return Array.from(
            { length: Math.ceil(part[figure] / each) },
            (): Cell => ({ href, words, mark, ...look }),
          );
        }),
      );
      return {
        name,
        href,
        cells,
        workers: sum('workers') - sum('left'),
        healthy: sum('healthy'),
        unwell: sum('unhealthy') + sum('failed'),
        lost: sum('lost'),
        load: sum('capacity') === 0 ? undefined : (sum('used') / sum('capacity')) * 100,
      };
    }),
  );
}
