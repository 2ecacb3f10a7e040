import { useMemo } from 'preact/hooks';
import { read } from '../api/client.js';
import type { CapacityAnswer, CapacityHistory } from '../api/types.js';
import { Wide } from '../groups/group-parts.js';
import { useReading } from '../live/use-reading.js';
import { Card } from '../parts/card.js';
import { Chart, type Line } from '../parts/chart.js';
import type { Span } from '../parts/one-of.js';
import { Empty, Read } from '../parts/states.js';
import { At } from '../parts/time.js';
import { span } from '../words/moments.js';
import { count, counted, decimal, percent } from '../words/numbers.js';
import { queryOf, type Part } from './capacity-view.js';
import { gapsOf, seriesOf, type SeriesPoint } from './series.js';

/** Steps are of 5 minutes. */
const POLL_MS = 60_000;
/** Rows of the table; the drawing has all. */
const MOST_ROWS = 60;

const LINES: readonly Line[] = [
  { label: 'Usable slots', colour: '--muted', dash: [5, 4] },
  { label: 'Used slots', colour: '--info', fill: true },
  { label: 'Forecast (p50)', colour: '--rest', dash: [2, 3] },
  { label: 'At most, at 95 % (p95)', colour: '--rest' },
];
/** Between the p95 and the p50. */
const BANDS = [{ between: [4, 3], colour: '--rest' }] as const;

interface Props {
  capacity: CapacityAnswer;
  part: Part;
  past: Span;
}

/** The used slots of the past, and the forecast. */
export function SlotsOverTime({ capacity, part, past: [word, ms] }: Props) {
  const reading = useReading<CapacityHistory>(
    `slots ${part.pool} ${part.zone} ${ms}`,
    (signal) =>
      read(`/capacity/history${queryOf(part, { from: new Date(Date.now() - ms).toISOString() })}`, signal),
    { concerns: () => false, pollMs: POLL_MS },
  );
  return (
    <Card title="Slots over time" aside={<span class="muted">slots, {word} and ahead</span>}>
      <Read reading={reading} lines={6}>
        {(history) => <Drawing history={history} capacity={capacity} isZone={part.zone !== ''} />}
      </Read>
    </Card>
  );
}

function Drawing({
  history,
  capacity: { forecast, now },
  isZone,
}: {
  history: CapacityHistory;
  capacity: CapacityAnswer;
  isZone: boolean;
}) {
  const gaps = useMemo(() => gapsOf(history), [history]);
  const series = useMemo(
    () => seriesOf(history, gaps, forecast, now.used),
    [history, gaps, forecast, now.used],
  );
  const data = useMemo(
    () => [
      series.map(({ at }) => at),
      ...(['usable', 'used', 'p50', 'p95'] as const).map((name) => series.map((point) => point[name])),
    ],
    [series],
  );
  if (history.points.length === 0 && isZone)
    return <Empty title="Nothing recorded">The largest 20 zones of a pool have a history.</Empty>;
  const missing = gaps.reduce((sum, { from, until }) => sum + until - from, 0);
  return (
    <>
      <Chart
        label="Slots over time: usable, used, and forecast"
        lines={LINES}
        bands={BANDS}
        data={data}
        span={[Date.parse(history.from) / 1000, series.at(-1)?.at ?? Date.parse(history.until) / 1000]}
        format={count}
        height={240}
      />
      <p class="note">
        {recordOf(forecast)}
        {gaps.length > 0 &&
          ` Nothing was recorded for ${span(missing * 1000)} in ${counted(gaps.length, 'gap')}, where the lines end.`}
      </p>
      <details>
        <summary>As a table</summary>
        <Wide label="Table of slots over time">
          <PointTable series={thinned(series)} />
        </Wide>
      </details>
    </>
  );
}

const recordOf = ({ method, error, coverage, points, fresh }: CapacityAnswer['forecast']): string =>
  fresh
    ? [
        `Forecast by ${method} from ${counted(points, 'step')}`,
        ...(error === null ? [] : [`mean error ${decimal(error)} slots over the last three days`]),
        ...(coverage === null ? [] : [`${percent(coverage * 100)} of the time within the p95`]),
      ].join(', ') + '.'
    : 'There is no recent history: the forecast is what is used now.';

/** Evenly spaced points, with all gaps and the last one. */
function thinned(series: readonly SeriesPoint[]): SeriesPoint[] {
  const stride = Math.ceil(series.length / MOST_ROWS);
  return series.filter((point, index) => index % stride === 0 || index === series.length - 1 || isGap(point));
}

const isGap = ({ used, p50 }: SeriesPoint): boolean => used === null && p50 === null;

const PointTable = ({ series }: { series: readonly SeriesPoint[] }) => (
  <table class="table">
    <thead>
      <tr>
        {['Time', ...LINES.map(({ label }) => label)].map((word, index) => (
          <th key={word} scope="col" class={index === 0 ? '' : 'number'}>
            {word}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {series.map((point) => (
        <tr key={point.at}>
          <th scope="row">
            <At at={new Date(point.at * 1000).toISOString()} />
          </th>
          {isGap(point) ? (
            <td colSpan={4} class="muted">
              nothing recorded
            </td>
          ) : (
            [point.usable, point.used, point.p50, point.p95].map((value, index) => (
              <td key={index} class="number">
                {value === null ? '' : decimal(value)}
              </td>
            ))
          )}
        </tr>
      ))}
    </tbody>
  </table>
);
