import { useEffect, useState } from 'preact/hooks';
import type { Worker } from '../api/types.js';
import { Card } from '../parts/card.js';
import { Chart, type Line } from '../parts/chart.js';
import { jobsOf } from '../words/jobs.js';

const LINES: readonly Line[] = [
  { label: 'Jobs', colour: '--info', fill: true },
  { label: 'CPU', colour: '--warn' },
  { label: 'Memory', colour: '--rest', dash: [5, 4] },
];
/** An hour of one reading per two seconds. */
const MOST = 1800;

type Points = readonly (readonly (number | null)[])[];

/** Load in percent since the page was opened: its history is not stored. */
export function LoadChart({ worker }: { worker: Worker }) {
  const [points, setPoints] = useState<Points>([[], [], [], []]);
  useEffect(() => {
    const { maxConcurrentJobs, cpuUsage, memoryUsage } = worker;
    const next = [Date.now() / 1000, (jobsOf(worker) / maxConcurrentJobs) * 100, cpuUsage, memoryUsage];
    setPoints((before) => before.map((values, line) => [...values, next[line]!].slice(-MOST)));
  }, [worker]);
  return (
    <Card title="Load" area="area-load" aside={<span class="muted">since this page was opened</span>}>
      <Chart
        label="Jobs, CPU and memory in percent since this page was opened"
        lines={LINES}
        data={points}
        range={(_, max) => [0, Math.max(100, max)]}
        format={(value) => `${Math.round(value)} %`}
        height={190}
      />
    </Card>
  );
}
