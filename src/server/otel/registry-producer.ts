import { ValueType, type Attributes, type HrTime } from '@opentelemetry/api';
import { hrTime, millisToHrTime } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type CollectionResult,
  type DataPoint,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { Registry } from 'prom-client';
import { VERSION } from '../version.js';

/** A metric as prom-client's `get` returns it; the package's own type says the kinds are numbers. */
interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly values: readonly Sample[];
}

interface Sample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  /** Of a histogram: its name and `_bucket`, `_sum` or `_count`. */
  readonly metricName?: string;
}

type Period = Pick<DataPoint<unknown>, 'startTime' | 'endTime'>;
type Distribution = Extract<
  MetricData,
  { dataPointType: DataPointType.HISTOGRAM }
>['dataPoints'][number]['value'];

/** Units by the last word of a name, `_total` aside. */
const UNITS: Readonly<Record<string, string>> = { seconds: 's', bytes: 'By' };

/** Reads the registry of `/metrics` at each collection, as metrics of OpenTelemetry. */
export class RegistryProducer implements MetricProducer {
  /** Counters begin with the process. */
  private readonly startTime: HrTime = hrTime(0);

  constructor(private readonly registry: Registry) {}

  async collect(): Promise<CollectionResult> {
    const families = (await this.registry.getMetricsAsJSON()) as unknown as Family[];
    const period = { startTime: this.startTime, endTime: millisToHrTime(Date.now()) };
    const metrics = families.flatMap((family) => converted(family, period));
    const scope = { name: 'worker-registration', version: VERSION };
    return { resourceMetrics: { resource: emptyResource(), scopeMetrics: [{ scope, metrics }] }, errors: [] };
  }
}

/** Returns nothing for a metric without a value. */
function converted(family: Family, period: Period): MetricData[] {
  const { name, help: description, type } = family;
  const common = {
    descriptor: { name, description, unit: unitOf(name), valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  if (type === 'histogram') {
    const dataPoints = distributions(family).map((each) => ({ ...period, ...each }));
    return dataPoints.length === 0 ? [] : [{ ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints }];
  }
  // JSON has no NaN, which a gauge without a measurement has.
  const dataPoints = family.values
    .filter(({ value }) => Number.isFinite(value))
    .map(({ labels, value }) => ({ ...period, attributes: attributesOf(labels), value }));
  if (dataPoints.length === 0) return [];
  return type === 'counter'
    ? [{ ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }]
    : [{ ...common, dataPointType: DataPointType.GAUGE, dataPoints }];
}

function unitOf(name: string): string {
  const [, word = ''] = /_([a-z]+)$/.exec(name.replace(/_total$/, '')) ?? [];
  return UNITS[word] ?? '';
}

/** Values of labels are texts at `/metrics`. */
const attributesOf = (labels: Sample['labels']): Attributes =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]));

/** Returns the series of a histogram; its buckets are cumulated, in ascending order. */
function distributions({ name, values }: Family): { attributes: Attributes; value: Distribution }[] {
  const series = new Map<string, { attributes: Attributes; value: Distribution }>();
  for (const { labels, value, metricName } of values) {
    const { le, ...others } = labels;
    const key = JSON.stringify(others);
    let found = series.get(key);
    if (found === undefined) {
      found = {
        attributes: attributesOf(others),
        value: { buckets: { boundaries: [], counts: [] }, count: 0, sum: 0 },
      };
      series.set(key, found);
    }
    const { buckets } = found.value;
    if (metricName === `${name}_sum`) found.value.sum = value;
    else if (metricName === `${name}_count`) found.value.count = value;
    else {
      if (le !== '+Inf') buckets.boundaries.push(Number(le));
      buckets.counts.push(value);
    }
  }
  for (const { value } of series.values())
    value.buckets.counts = value.buckets.counts.map((count, place, all) => count - (all[place - 1] ?? 0));
  return [...series.values()];
}
