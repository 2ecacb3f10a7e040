import { useMemo } from 'preact/hooks';
import { read } from '../api/client.js';
import type { Trend, Warnings } from '../api/types.js';
import { Wide } from '../groups/group-parts.js';
import { useReading } from '../live/use-reading.js';
import { Card } from '../parts/card.js';
import { Chart, type Line } from '../parts/chart.js';
import { Read } from '../parts/states.js';
import { At } from '../parts/time.js';
import { decimal } from '../words/numbers.js';

const POLL_MS = 60_000;
const MINUTE_S = 60;
const HOUR_S = 3600;

interface Figure {
  readonly name: keyof Omit<Trend, 'until'>;
  readonly word: string;
  readonly unit: string;
  readonly stepSeconds: number;
  readonly line: readonly Line[];
}

const figure = (
  name: Figure['name'],
  word: string,
  unit: string,
  colour: string,
  stepSeconds = MINUTE_S,
): Figure => ({ name, word, unit, stepSeconds, line: [{ label: word, colour, fill: true }] });

const FIGURES: readonly Figure[] = [
  figure('memoryUsage', 'Memory', '%', '--rest'),
  figure('eventLoopLagMs', 'Event loop lag', 'ms', '--info'),
  figure('errors', 'New errors', 'a minute', '--bad'),
  figure('latenessSeconds', 'Worst lateness', 's, by hour', '--warn', HOUR_S),
];

/** The last hour of what a worker reports, and its warnings: what warnings are made of. */
export function Trends({ id }: { id: string }) {
  const reading = useReading<Warnings>(`trend ${id}`, (signal) => read(`/warnings?workerId=${id}`, signal), {
    concerns: () => false,
    pollMs: POLL_MS,
  });
  const { data } = reading;
  if (data !== undefined && data.trend === null && data.warnings.length === 0) return null;
  return (
    <Card title="Trends" area="area-load" aside={<span class="muted">last hour</span>}>
      <Read reading={reading} lines={4}>
        {({ trend, warnings }) => (
          <>
            {warnings.map(({ id: key, sentence }) => (
              <p key={key} class="tone-warn strong">
                {sentence}
              </p>
            ))}
            {trend !== null && <Drawings trend={trend} />}
          </>
        )}
      </Read>
    </Card>
  );
}

const isReported = (trend: Trend, { name }: Figure): boolean => trend[name].some((value) => value !== null);

const Drawings = ({ trend }: { trend: Trend }) => (
  <div class="charts">
    {FIGURES.filter((each) => isReported(trend, each)).map((each) => (
      <Drawing key={each.name} trend={trend} figure={each} />
    ))}
  </div>
);

function Drawing({
  trend,
  figure: { name, word, unit, stepSeconds, line },
}: {
  trend: Trend;
  figure: Figure;
}) {
  const data = useMemo(() => {
    const values = trend[name];
    const until = Date.parse(trend.until) / 1000;
    return [values.map((_, index) => until - (values.length - 1 - index) * stepSeconds), values] as const;
  }, [trend, name, stepSeconds]);
  const title = `${word} (${unit})`;
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <Chart label={title} lines={line} data={data} format={decimal} height={130} />
      <details>
        <summary>As a table</summary>
        <Wide label={title}>
          <table class="table">
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col" class="number">
                  {title}
                </th>
              </tr>
            </thead>
            <tbody>
              {data[0].map((at, index) => (
                <tr key={at}>
                  <th scope="row">
                    <At at={new Date(at * 1000).toISOString()} />
                  </th>
                  <td class="number">
                    {data[1][index] == null ? 'nothing recorded' : decimal(data[1][index])}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      </details>
    </figure>
  );
}
