import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { colours } from '../shell/theme.js';
import { inZone, local, timeZone } from '../words/moments.js';

export interface Line {
  readonly label: string;
  /** Name of a theme colour: `--ok`. */
  readonly colour: string;
  readonly fill?: boolean;
  readonly dash?: readonly number[];
}

interface ChartProps {
  /** Description of the chart for screen readers. */
  label: string;
  lines: readonly Line[];
  /** Seconds since 1970, then the values of each line. */
  data: readonly (readonly (number | null)[])[];
  range?: (min: number, max: number) => [number, number];
  /** Areas between two lines, by their numbers from 1. */
  bands?: readonly { readonly between: readonly [upper: number, lower: number]; readonly colour: string }[];
  format?: (value: number) => string;
  height?: number;
  /** The whole range of time in seconds since 1970, whether there are values or not; by default that of the values. */
  span?: readonly [from: number, to: number];
}

/** Draws values over time. Redraws when the colours change, as a canvas does not inherit the theme. */
export function Chart({ label, lines, data, range, bands, format = String, height = 170, span }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const latest = useRef(data);
  latest.current = data;
  const time = useRef(span);
  time.current = span;
  const round = `${colours.value} ${timeZone.value}`;
  // A single point is not a line, and its axes would be arbitrary without a range.
  const isBegun = span !== undefined || (data[0]?.length ?? 0) > 1;

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    chart.current = new uPlot(
      optionsOf({ lines, range, bands, format, height, time }, element.clientWidth),
      latest.current as uPlot.AlignedData,
      element,
    );
    const resizing = new ResizeObserver(() => {
      if (element.clientWidth > 0) chart.current?.setSize({ width: element.clientWidth, height });
    });
    resizing.observe(element);
    return () => {
      resizing.disconnect();
      chart.current?.destroy();
    };
    // The lines of a chart are as constant as its label.
  }, [round, label, height, isBegun]);

  useEffect(() => chart.current?.setData(data as uPlot.AlignedData), [data]);

  if (!isBegun)
    return (
      <p class="chart-soon muted" style={{ height: `${height}px` }}>
        The chart starts with the next readings.
      </p>
    );
  return <div class="chart" ref={place} role="img" aria-label={label} />;
}

function optionsOf(
  {
    lines,
    range,
    bands = [],
    format,
    height,
    time,
  }: Pick<ChartProps, 'lines' | 'range' | 'bands'> & {
    format: (value: number) => string;
    height: number;
    time: { readonly current: ChartProps['span'] };
  },
  width: number,
): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: `11px ${style.getPropertyValue('--font')}`,
  };
  return {
    width: Math.max(width, 100),
    height,
    // Half of the last time label is beside the plot.
    padding: [8, 30, 0, 0],
    cursor: { y: false, points: { size: 6 } },
    legend: { live: true },
    scales: {
      x: { range: (_, min, max) => [...(time.current ?? [min, max])] as [number, number] },
      y: { range: range ? (_, min, max) => range(min ?? 0, max ?? 1) : yRange },
    },
    axes: [
      { ...axis, size: 28, space: 72, values: timeLabels },
      { ...axis, size: 52, values: (_, ticks) => ticks.map(format) },
    ],
    bands: bands.map(({ between, colour: name }) => ({ series: [...between], fill: `${colour(name)}33` })),
    series: [
      { label: 'Time', value: (_, at) => (at === null ? 'now' : local(new Date(at * 1000))) },
      ...lines.map(({ label, colour: name, fill, dash }) => ({
        label,
        stroke: colour(name),
        width: 1.75,
        points: { show: false },
        // The last value, until the pointer is on the chart.
        value: (plot: uPlot, value: number | null, line: number) =>
          said(value ?? (plot.cursor.idx == null ? lastOf(plot.data[line]) : null), format),
        ...(fill && { fill: `${colour(name)}22` }),
        ...(dash && { dash: [...dash] }),
      })),
    ],
  };
}

const said = (value: number | null, format: (value: number) => string): string =>
  value === null ? '–' : format(value);

const lastOf = (values: ArrayLike<number | null | undefined> | undefined): number | null =>
  (values && Array.from(values).findLast((value) => value != null)) ?? null;

const yRange = (_: uPlot, min: number | null, max: number | null): [number, number] => [
  Math.min(0, min ?? 0),
  Math.max(1, (max ?? 1) * 1.08),
];

/** 24-hour times, as everywhere on the page. */
const timeLabels = (_: uPlot, ticks: number[], __: number, ___: number, step: number): string[] =>
  ticks.map((tick) =>
    inZone(
      new Date(tick * 1000),
      step >= 86_400
        ? { day: 'numeric', month: 'short' }
        : { hour: '2-digit', minute: '2-digit', ...(step < 60 && { second: '2-digit' }) },
    ),
  );
