import type { HealthCounts, Status, SystemFigures } from '../api/types.js';
import { Card } from '../parts/card.js';
import { Sign, StatusSign } from '../parts/icons.js';
import { Bar } from '../parts/meter.js';
import { Link } from '../route/link.js';
import { workersHref } from '../route/route.js';
import { count, counted, percent } from '../words/numbers.js';
import { STATUS_TONES, STATUS_WORDS, type Tone } from '../words/tones.js';

const FIGURES: readonly (readonly [Status, keyof SystemFigures])[] = [
  ['ACTIVE', 'activeWorkers'],
  ['IDLE', 'idleWorkers'],
  ['BUSY', 'busyWorkers'],
  ['MAINTENANCE', 'maintenanceWorkers'],
  ['DRAINING', 'drainingWorkers'],
  ['ERROR', 'failedWorkers'],
  ['INACTIVE', 'inactiveWorkers'],
];

interface Entry {
  word: string;
  value: number;
  tone: Tone;
  filter: Record<string, string>;
  status?: Status;
}

/** The number of workers by status and by health; each figure links to its workers. */
export function Counts({ system, health }: { system: SystemFigures; health: HealthCounts }) {
  const statuses = FIGURES.map(
    ([status, figure]): Entry => ({
      word: STATUS_WORDS[status],
      value: system[figure] as number,
      tone: STATUS_TONES[status],
      filter: { status },
      status,
    }),
  );
  const healths: Entry[] = [
    { word: 'Healthy', value: health.healthy, tone: 'ok', filter: { health: 'HEALTHY' } },
    { word: 'Unhealthy', value: health.unhealthy, tone: 'warn', filter: { health: 'UNHEALTHY' } },
    { word: 'Failed', value: health.failed, tone: 'bad', filter: { health: 'FAILED' } },
  ];
  const absent: Entry[] = [
    { word: 'Expected', value: health.expected, tone: 'info', filter: { presence: 'EXPECTED' } },
    {
      word: 'Lost',
      value: health.lost,
      tone: health.unacknowledgedLosses > 0 ? 'bad' : 'gone',
      filter: { presence: 'LOST' },
    },
    { word: 'Left', value: health.left, tone: 'gone', filter: { presence: 'LEFT' } },
  ];
  return (
    <Card
      title="Workers"
      area="area-counts"
      aside={
        <span class="muted" title="Present workers without the status ERROR, in percent of all present ones">
          {percent(system.systemHealthPercentage)} system health
        </span>
      }
    >
      <p class="figure">
        <Link href={workersHref()}>{count(system.totalWorkers)}</Link>
        <span class="muted"> in total, {count(health.present)} present</span>
      </p>
      <Entries label="By status" entries={statuses} />
      <Entries label="Present workers by health" entries={healths} />
      {health.inactive > 0 && <Entries label="Not present" entries={absent} />}
      {health.suspect > 0 && (
        <p class="note">
          <Link href={workersHref({ suspect: 'true' })}>{counted(health.suspect, 'suspect')}</Link>: later
          than usual, or out of reach of schedulers. Suspects get jobs last.
        </p>
      )}
      {health.held > 0 && (
        <p class="note">{count(health.held)} of them held by a guard: not failed while it is engaged.</p>
      )}
    </Card>
  );
}

const Entries = ({ label, entries }: { label: string; entries: readonly Entry[] }) => (
  <div class="entries">
    <h3>{label}</h3>
    <Bar label={label} shares={entries.map(({ word, value, tone }) => ({ label: word, value, tone }))} />
    <ul class="entry-list">
      {entries.map(({ word, value, tone, filter, status }) => (
        <li key={word}>
          <Link href={workersHref(filter)} class={`entry ${value === 0 ? 'entry-none' : ''}`}>
            <span class={`tone-${tone}`}>
              {status === undefined ? <Sign tone={tone} /> : <StatusSign status={status} />}
            </span>
            <span>{word}</span>
            <strong>{count(value)}</strong>
          </Link>
        </li>
      ))}
    </ul>
  </div>
);
