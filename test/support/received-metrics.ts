interface KeyValue {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}
interface Point {
  readonly attributes?: readonly KeyValue[];
  readonly asDouble: number;
}
interface Distribution {
  readonly attributes?: readonly KeyValue[];
  readonly count: number | string;
  readonly sum: number;
  readonly bucketCounts: readonly (number | string)[];
  readonly explicitBounds: readonly number[];
}
interface Metric {
  readonly name: string;
  readonly description: string;
  readonly unit?: string;
  readonly gauge?: { readonly dataPoints: readonly Point[] };
  readonly sum?: {
    readonly dataPoints: readonly Point[];
    readonly aggregationTemporality: number;
    readonly isMonotonic: boolean | number;
  };
  readonly histogram?: {
    readonly dataPoints: readonly Distribution[];
    readonly aggregationTemporality: number;
  };
}
export interface MetricsMessage {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeMetrics: readonly { readonly metrics: readonly Metric[] }[];
  }[];
}

const CUMULATIVE = 2;

/** One export of metrics, in the terms of `/metrics`. */
export class ReceivedMetrics {
  readonly resource: Readonly<Record<string, string>>;
  /** Values by series: `name{label="value"}`, its labels in alphabetical order. */
  readonly series: ReadonlyMap<string, number>;
  /** Type, unit and help by name. */
  readonly families: Readonly<Record<string, { type: string; unit: string; help: string }>>;

  constructor({ resourceMetrics }: MetricsMessage) {
    this.resource = textsOf(resourceMetrics.flatMap(({ resource }) => resource.attributes));
    const metrics = resourceMetrics.flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap((scope) => scope.metrics),
    );
    this.families = Object.fromEntries(
      metrics.map((metric) => [
        metric.name,
        { type: typeOf(metric), unit: metric.unit ?? '', help: metric.description },
      ]),
    );
    this.series = new Map(metrics.flatMap(seriesOf));
  }
}

/** A counter or a histogram that is not cumulative would be another thing. */
function typeOf({ sum, histogram }: Metric): string {
  if (sum !== undefined)
    return sum.isMonotonic && sum.aggregationTemporality === CUMULATIVE ? 'counter' : 'sum';
  if (histogram === undefined) return 'gauge';
  return histogram.aggregationTemporality === CUMULATIVE ? 'histogram' : 'deltas';
}

function seriesOf({ name, gauge, sum, histogram }: Metric): [series: string, value: number][] {
  const points = (sum ?? gauge)?.dataPoints ?? [];
  const distributions = histogram?.dataPoints ?? [];
  return [
    ...points.map((point) => [nameOf(name, textsOf(point.attributes)), point.asDouble] as [string, number]),
    ...distributions.flatMap((each) => bucketsOf(name, each)),
  ];
}

function bucketsOf(name: string, each: Distribution): [series: string, value: number][] {
  const labels = textsOf(each.attributes);
  let total = 0;
  const buckets = each.bucketCounts.map((count, place): [string, number] => {
    total += Number(count);
    return [nameOf(`${name}_bucket`, { ...labels, le: String(each.explicitBounds[place] ?? '+Inf') }), total];
  });
  return [
    ...buckets,
    [nameOf(`${name}_sum`, labels), each.sum],
    [nameOf(`${name}_count`, labels), Number(each.count)],
  ];
}

const textsOf = (attributes: readonly KeyValue[] = []): Record<string, string> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));

/** Returns the values of a scrape by series, in the form of {@link ReceivedMetrics}; without what is no number. */
export function seriesIn(scrape: string): Map<string, number> {
  const lines = scrape.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm);
  return new Map(
    [...lines].flatMap(([, name, labels = '', value]) => {
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(
        ([, key, text]) => [key!, text!] as const,
      );
      return Number.isFinite(Number(value))
        ? [[nameOf(name!, Object.fromEntries(pairs)), Number(value)] as const]
        : [];
    }),
  );
}

function nameOf(name: string, labels: Readonly<Record<string, string>>): string {
  const names = Object.keys(labels).sort();
  return names.length === 0 ? name : `${name}{${names.map((each) => `${each}="${labels[each]}"`).join(',')}}`;
}
