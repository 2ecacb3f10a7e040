import { read } from '../api/client.js';
import type { CapacityAnswer } from '../api/types.js';
import { useReading } from '../live/use-reading.js';
import { Card } from '../parts/card.js';
import { chosenOf, OneOf, SpanChoice, type Span } from '../parts/one-of.js';
import { Read } from '../parts/states.js';
import { ask, query } from '../route/route.js';
import { SlotsByZone } from './slots-by-zone.js';
import { SlotsNow } from './slots-now.js';
import { SlotsOverTime } from './slots-over-time.js';
import { WantedWorkers } from './wanted-workers.js';
import { WarningsCard } from './warnings-card.js';
import { WeekMap } from './week-map.js';

const POLL_MS = 15_000;
const HOUR_MS = 3_600_000;

const PAST: Readonly<Record<string, Span>> = {
  '6h': ['the last 6 hours', 6 * HOUR_MS],
  '24h': ['the last 24 hours', 24 * HOUR_MS],
  '7d': ['the last 7 days', 168 * HOUR_MS],
  '56d': ['the last 8 weeks', 56 * 24 * HOUR_MS],
};
const AHEAD: Readonly<Record<string, string>> = { 60: '1 h', 360: '6 h', 1440: '1 d', 10080: '7 d' };

/** Which slots the view is about, as the address has it. */
export interface Part {
  readonly pool: string;
  readonly zone: string;
}

/** Returns a query of the API about a part. */
export const queryOf = ({ pool, zone }: Part, more: Readonly<Record<string, string>> = {}): string => {
  const given = Object.entries({ pool, zone, ...more }).filter(([, value]) => value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
};

/** Whether there are and will be enough slots, by pool and zone. */
export function CapacityView() {
  const part: Part = { pool: query.value.get('pool') ?? '', zone: query.value.get('zone') ?? '' };
  const past = chosenOf(PAST, query.value.get('past'), '24h');
  const ahead = chosenOf(AHEAD, query.value.get('ahead'), '360');
  const path = `/capacity${queryOf(part, { horizonMinutes: ahead })}`;
  const reading = useReading<CapacityAnswer>(path, (signal) => read(path, signal), {
    concerns: ({ type }) => !type.startsWith('job-'),
    pollMs: POLL_MS,
  });
  return (
    <div class="wide">
      <h1>Capacity</h1>
      <div class="report-bar">
        <Choice
          label="Pool"
          name="pool"
          all="Whole fleet"
          values={reading.data?.pools ?? []}
          chosen={part.pool}
        />
        <Choice
          label="Zone"
          name="zone"
          all="All zones"
          values={(reading.data?.now.zones ?? []).flatMap(({ zone }) => zone ?? [])}
          chosen={part.zone}
        />
        <SpanChoice name="past" spans={PAST} chosen={past} usual="24h" label="Past" />
        <OneOf name="ahead" texts={AHEAD} chosen={ahead} usual="360" label="How far ahead" />
      </div>
      <Read reading={reading} lines={8}>
        {(capacity) => (
          <>
            <div class="capacity-heads">
              <SlotsNow capacity={capacity} />
              <WantedWorkers capacity={capacity} />
            </div>
            <WarningsCard zone={part.zone} />
            <SlotsOverTime capacity={capacity} part={part} past={PAST[past]!} />
            <WeekMap part={part} shortages={capacity.shortages} />
            <Card title="By zone">
              <SlotsByZone zones={capacity.now.zones} chosen={part.zone} />
            </Card>
          </>
        )}
      </Read>
    </div>
  );
}

interface ChoiceProps {
  label: string;
  name: 'pool' | 'zone';
  all: string;
  values: readonly string[];
  chosen: string;
}

/** A choice of a name; it contains the chosen one, even if there is none of that name now. */
const Choice = ({ label, name, all, values, chosen }: ChoiceProps) => (
  <label class="report-choice">
    {label}
    <select
      aria-label={label}
      value={chosen}
      // The zones of another pool are others.
      onChange={({ currentTarget: { value } }) =>
        ask({ [name]: value, ...(name === 'pool' && { zone: '' }) })
      }
    >
      <option value="">{all}</option>
      {[...new Set([...values, ...(chosen === '' ? [] : [chosen])])].map((value) => (
        <option key={value} value={value}>
          {value}
        </option>
      ))}
    </select>
  </label>
);
