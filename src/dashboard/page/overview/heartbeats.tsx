import { useEffect, useState } from 'preact/hooks';
import type { Summary } from '../api/types.js';
import { Card } from '../parts/card.js';
import { Chart, type Line } from '../parts/chart.js';
import { decimal } from '../words/numbers.js';

const LINES: readonly Line[] = [{ label: 'Per second', colour: '--info', fill: true }];
/** An hour of one reading per five seconds. */
const MOST = 720;

/** Heartbeats of the whole service, since the page was opened. */
export function Heartbeats({ summary }: { summary: Summary }) {
  const [points, setPoints] = useState<[number[], number[]]>([[], []]);
  const { generatedAt } = summary;
  const heartbeatsPerSecond = summary.heartbeatsPerSecond ?? 0;
  useEffect(() => {
    const at = Date.parse(generatedAt) / 1000;
    setPoints(([times, values]) =>
      at <= (times.at(-1) ?? 0)
        ? [times, values]
        : [[...times, at].slice(-MOST), [...values, heartbeatsPerSecond].slice(-MOST)],
    );
  }, [generatedAt, heartbeatsPerSecond]);
  return (
    <Card title="Heartbeats" area="area-beats" aside={<span class="muted">since this page was opened</span>}>
      <p class="figure">
        {decimal(heartbeatsPerSecond)}
        <span class="muted"> per second</span>
      </p>
      <Chart
        label="Heartbeats per second since this page was opened"
        lines={LINES}
        data={points}
        format={decimal}
        height={110}
      />
    </Card>
  );
}
