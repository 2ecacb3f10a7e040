import { useMemo } from 'preact/hooks';
import { read } from '../api/client.js';
import type { HealthHistory } from '../api/types.js';
import { useReading } from '../live/use-reading.js';
import { Card } from '../parts/card.js';
import { Chart, type Line } from '../parts/chart.js';
import { chosenOf, SpanChoice, type Span } from '../parts/one-of.js';
import { Empty, Read } from '../parts/states.js';
import { query } from '../route/route.js';
import { count } from '../words/numbers.js';

const HOUR_MS = 3_600_000;
const TIMES: Readonly<Record<string, Span>> = {
  '1h': ['1 hour', HOUR_MS],
  '6h': ['6 hours', 6 * HOUR_MS],
  '24h': ['24 hours', 24 * HOUR_MS],
  '7d': ['7 days', 168 * HOUR_MS],
  '30d': ['30 days', 720 * HOUR_MS],
};
const FIRST = '6h';
/** A sweep saves a point every minute or two. */
const POLL_MS = 30_000;

const HEALTH: readonly Line[] = [{ label: 'System health', colour: '--ok', fill: true }];
const CAPACITY: readonly Line[] = [
  { label: 'Total', colour: '--muted', dash: [5, 4] },
  { label: 'Free', colour: '--ok' },
  { label: 'Used', colour: '--info', fill: true },
];

/** System health and capacity over time, one point per sweep. */
export function FleetHistory() {
  const time = chosenOf(TIMES, query.value.get('time'), FIRST);
  const reading = useReading<HealthHistory>(
    `history ${time}`,
    (signal) => {
      const from = new Date(Date.now() - TIMES[time]![1]).toISOString();
      return read(`/health/history?from=${from}`, signal);
    },
    { concerns: () => false, pollMs: POLL_MS },
  );
  return (
    <Card
      title="Over time"
      area="area-history"
      aside={<SpanChoice name="time" spans={TIMES} chosen={time} usual={FIRST} label="Time range" />}
    >
      <Read reading={reading} lines={6}>
        {(history) =>
          history.points.length === 0 ? (
            <Empty title="No data yet">Each sweep adds a point.</Empty>
          ) : (
            <Charts history={history} />
          )
        }
      </Read>
    </Card>
  );
}

function Charts({ history }: { history: HealthHistory }) {
  const points = useMemo(() => withGaps(history), [history]);
  const [health, capacity] = useMemo(() => {
    const times = points.map(({ at }) => at);
    return [
      [times, points.map(({ figures }) => figures?.systemHealthPercentage ?? null)],
      [
        times,
        points.map(({ figures }) => figures?.totalCapacity ?? null),
        points.map(({ figures }) => figures?.availableCapacity ?? null),
        points.map(({ figures }) => figures?.usedCapacity ?? null),
      ],
    ];
  }, [points]);
  const span = [Date.parse(history.from) / 1000, Date.parse(history.to) / 1000] as const;
  return (
    <div class="charts">
      <figure>
        <figcaption>System health</figcaption>
        <Chart
          label="System health over time, in percent"
          lines={HEALTH}
          data={health}
          span={span}
          range={fromBelow}
          format={inPercent}
        />
      </figure>
      <figure>
        <figcaption>Slots for jobs</figcaption>
        <Chart
          label="Capacity over time, in slots"
          lines={CAPACITY}
          data={capacity}
          format={count}
          span={span}
        />
      </figure>
    </div>
  );
}

/** Points further apart than this many steps have nothing between them: the service was not there. */
const GAP_STEPS = 4;
/** A sweep is recorded at most this often. */
const LEAST_GAP_S = 600;

interface Point {
  /** Seconds since 1970. */
  readonly at: number;
  /** Undefined in a gap. */
  readonly figures?: HealthHistory['points'][number];
}

/** Returns the points, and one without figures wherever nothing was recorded for long: lines end there. */
function withGaps({ points, stepSeconds }: HealthHistory): Point[] {
  const most = Math.max(LEAST_GAP_S, stepSeconds * GAP_STEPS);
  return points.flatMap((figures, index) => {
    const at = Date.parse(figures.at) / 1000;
    const before = index === 0 ? at : Date.parse(points[index - 1]!.at) / 1000;
    return at - before > most ? [{ at: before + 1 }, { at, figures }] : [{ at, figures }];
  });
}

const inPercent = (value: number): string => `${Math.round(value * 10) / 10} %`;

/**
 * The range from the next ten below the lowest value to a little above 100: small losses are visible without looking
 * large.
 */
const fromBelow = (min: number): [number, number] => [
  Math.max(0, Math.floor(Math.min(min, 89) / 10) * 10),
  101,
];
