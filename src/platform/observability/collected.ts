import type { Metric } from 'prom-client';
import type { Distribution } from './distribution.js';

/** Labels of one series. Their values come from lists that we know: never a worker's id, a name or an address. */
export type Labels = Readonly<Record<string, string>>;

/** What is there at the moment of a scrape, a value for each series. */
export type Readings<Value> = Iterable<readonly [labels: Labels, value: Value]>;

/** Something that is read when it is asked for, and costs nothing until then. */
export interface Source<Value> {
  /** With the unit at its end, as Prometheus asks for: `_seconds`, `_bytes`, and `_total` for what only grows. */
  readonly name: string;
  /** A sentence for those who meet the name in their tool. */
  readonly help: string;
  /** Where it throws, there is none of it in this scrape. */
  readonly read: () => Readings<Value> | Promise<Readings<Value>>;
  /** How several processes of one port become one: each tells of its own part, or all of the same. `sum` where left out. */
  readonly across?: 'sum' | 'max' | 'first';
}

interface Sample {
  readonly labels: Record<string, string | number>;
  readonly value: number;
  readonly metricName?: string;
}

/** A metric of prom-client that is put together when it is asked for. */
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
  // Registries ask a metric for its name and for `get`, and nothing else.
  return { name, help, type, aggregator: across, get, reset: () => undefined } as unknown as Metric;
}

async function samples<Value>(
  read: Source<Value>['read'],
  samplesOf: (labels: Labels, value: Value) => Iterable<Sample>,
): Promise<Sample[]> {
  try {
    return [...(await read())].flatMap(([labels, value]) => [...samplesOf(labels, value)]);
  } catch {
    // A scrape is wanted most when something is down: what cannot be read is missing, and all else is there.
    return [];
  }
}

/** One sample of a counter or a gauge. */
export const single = (labels: Labels, value: number): Sample[] => [{ labels, value }];

/** The samples of a histogram with this name. */
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
