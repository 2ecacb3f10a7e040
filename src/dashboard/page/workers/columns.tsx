import type { ComponentChildren } from 'preact';
import type { Worker } from '../api/types.js';
import { HealthBadge, StatusBadge } from '../parts/badge.js';
import { Ago } from '../parts/time.js';
import { Link } from '../route/link.js';
import { workerHref } from '../route/route.js';
import { freeOf, jobsOf } from '../words/jobs.js';
import { decimal } from '../words/numbers.js';
import { PRESENCE_WORDS } from '../words/tones.js';
import { Why } from './why.js';

export interface Column {
  readonly key: string;
  readonly word: string;
  /** Width of the grid column, in CSS. */
  readonly width: string;
  readonly cell: (worker: Worker) => ComponentChildren;
  readonly number?: boolean;
  /** Visible by default. */
  readonly first?: boolean;
  /** The value of `sort` that its head asks for first. */
  readonly sort?: string;
}

const orNone = (value: string | number | null): ComponentChildren =>
  value === null || value === '' ? <span class="muted">–</span> : <bdi>{value}</bdi>;

const inPercent = (value: number | null): ComponentChildren =>
  orNone(value === null ? null : `${decimal(value)} %`);

/** The name is always visible: it links to the worker. */
export const NAME: Column = {
  key: 'id',
  word: 'Worker',
  sort: 'workerId',
  width: 'minmax(160px, 1fr)',
  cell: ({ workerId }) => (
    <Link href={workerHref(workerId)} class="cell-name" tabIndex={-1} title={workerId}>
      <bdi>{workerId}</bdi>
    </Link>
  ),
};

export const COLUMNS: readonly Column[] = [
  {
    key: 'status',
    word: 'Status',
    width: '134px',
    first: true,
    cell: ({ status }) => <StatusBadge status={status} />,
  },
  {
    key: 'health',
    word: 'Health',
    sort: 'health',
    width: '168px',
    first: true,
    cell: (worker) => <HealthBadge health={worker.health} held={worker.held} worker={worker} />,
  },
  {
    key: 'why',
    word: 'Reason and duration',
    width: 'minmax(240px, 3.2fr)',
    first: true,
    cell: (worker) => <Why worker={worker} />,
  },
  {
    key: 'presence',
    word: 'Presence',
    width: '104px',
    cell: ({ presence }) => PRESENCE_WORDS[presence],
  },
  {
    key: 'name',
    word: 'Name',
    sort: 'name',
    width: 'minmax(120px, 1fr)',
    cell: ({ name }) => <bdi>{name}</bdi>,
  },
  {
    key: 'zone',
    word: 'Zone',
    sort: 'zone',
    width: '110px',
    first: true,
    cell: ({ zone }) => orNone(zone),
  },
  {
    key: 'jobs',
    word: 'Jobs',
    sort: '-load',
    width: '82px',
    number: true,
    first: true,
    cell: (worker) => (
      <>
        {jobsOf(worker)} <span class="muted">/ {worker.maxConcurrentJobs}</span>
      </>
    ),
  },
  {
    key: 'free',
    word: 'Free',
    sort: '-free',
    width: '68px',
    number: true,
    cell: freeOf,
  },
  {
    key: 'cpu',
    word: 'CPU',
    width: '76px',
    number: true,
    first: true,
    cell: ({ cpuUsage }) => inPercent(cpuUsage),
  },
  {
    key: 'memory',
    word: 'Memory',
    width: '80px',
    number: true,
    cell: ({ memoryUsage }) => inPercent(memoryUsage),
  },
  {
    key: 'heartbeat',
    word: 'Heartbeat',
    sort: 'lastHeartbeat',
    width: '112px',
    first: true,
    cell: ({ lastHeartbeat }) => <Ago at={lastHeartbeat} />,
  },
  { key: 'version', word: 'Version', width: '84px', first: true, cell: ({ version }) => orNone(version) },
  { key: 'tags', word: 'Tags', width: 'minmax(120px, 1fr)', cell: ({ tags }) => orNone(tags.join(', ')) },
  {
    key: 'address',
    word: 'Address',
    width: 'minmax(130px, 1fr)',
    cell: ({ hostName, hostAddress, port }) =>
      orNone([hostAddress ?? hostName, port].filter((each) => each !== null).join(':')),
  },
  {
    key: 'registered',
    word: 'Registered',
    width: '104px',
    cell: ({ registeredAt }) => <Ago at={registeredAt} />,
  },
];

const FIRST = COLUMNS.filter(({ first }) => first).map(({ key }) => key);

/** Returns the columns of the address, or the default ones. */
export function columnsIn(search: URLSearchParams): readonly Column[] {
  const asked = search.get('columns')?.split(',') ?? FIRST;
  return COLUMNS.filter(({ key }) => asked.includes(key));
}

/** Returns the address parameter for these columns: empty for the default ones. */
export function columnsParameter(keys: readonly string[]): string {
  const ordered = COLUMNS.map(({ key }) => key).filter((key) => keys.includes(key));
  if (ordered.join() === FIRST.join()) return '';
  return ordered.length === 0 ? 'none' : ordered.join(',');
}
