import type { Metric } from 'prom-client';
import type { Distribution } from './distribution.js';

/** Labels of one series. Their values come from known lists: never a worker's id, a name or an address. */
export type Labels = Readonly<Record<string, string>>;

/** Values at the moment of a scrape, one per series. */
export type Readings<Value> = Iterable<readonly [labels: Labels, value: Value]>;

/** A metric that is read at each scrape, and costs nothing until then. */
export interface Source<Value> {
  /** Ends with the unit, as Prometheus requires: `_seconds`, `_bytes`, and `_total` for counters. */
  readonly name: string;
  /** Help text of the metric. */
  readonly help: string;
  /** If it throws, the metric is missing in this scrape. */
  readonly read: () => Readings<Value> | Promise<Readings<Value>>;
  /**
   * How the values of several processes on one port are combined: each reports its own part, or all the same.
   * Default: `sum`.
   */
  readonly across?: 'sum' | 'max' | 'first';
}

interface Sample {
  readonly labels: Record<string, string | number>;
  readonly value: number;
  readonly metricName?: string;
}

/** A metric of prom-client that is computed at each scrape. */
export function collected<Value>(
  type: 'counter' | 'gauge' | 'histogram',
  { name, help, read, across = 'sum' }: Source<Value>,
  samplesOf: (labels: Labels, value: Value) => Iterable<Sample>,
): Metric {
  const get = async (): Promise<object> => ({
    name,
    help,
    type,
    aggregator: across,
    values: await samples(read, samplesOf),
  });
  // Registries use only the name of a metric and `get`.
  return { name, help, type, aggregator: across, get, reset: () => undefined } as unknown as Metric;
}

async function samples<Value>(
  read: Source<Value>['read'],
  samplesOf: (labels: Labels, value: Value) => Iterable<Sample>,
): Promise<Sample[]> {
  try {
    return [...(await read())].flatMap(([labels, value]) => [...samplesOf(labels, value)]);
  } catch {
    // Scrapes matter most when something is down: metrics that cannot be read are missing, all others are
    // present.
    return [];
  }
}

/** Returns the sample of a counter or a gauge. */
export const single = (labels: Labels, value: number): Sample[] => [{ labels, value }];

/** Returns the samples of a histogram with this name. */
export const histogramSamples =
  (name: string) =>
  (labels: Labels, distribution: Distribution): Sample[] => {
    const cumulated = distribution.cumulated();
    const bounds = [...distribution.bounds.map(String), '+Inf'];
    return [
      ...bounds.map((le, place) => ({
        metricName: `${name}_bucket`,
        labels: { ...labels, le },
        value: cumulated[place]!,
      })),
      { metricName: `${name}_sum`, labels, value: distribution.sum },
      { metricName: `${name}_count`, labels, value: cumulated.at(-1)! },
    ];
  };
