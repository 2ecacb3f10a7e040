/** A value at a minute. */
export interface Point {
  readonly minute: number;
  readonly value: number;
}

/** How values grow a minute. */
export interface Slopes {
  /** Median of the slopes between all pairs: the estimate of Theil and Sen. */
  readonly median: number;
  /** A quarter of the slopes is less. */
  readonly lowerQuartile: number;
}

/** Returns the slopes between all pairs of points; undefined for fewer than two. */
export function slopesOf(points: readonly Point[]): Slopes | undefined {
  const slopes = new Float64Array((points.length * (points.length - 1)) / 2);
  let count = 0;
  for (let late = 1; late < points.length; late += 1)
    for (let early = 0; early < late; early += 1) {
      const [from, to] = [points[early]!, points[late]!];
      slopes[count] = (to.value - from.value) / (to.minute - from.minute);
      count += 1;
    }
  if (count === 0) return undefined;
  slopes.sort();
  return { median: quantile(slopes, 0.5), lowerQuartile: quantile(slopes, 0.25) };
}

/** Returns the median of values, which need not be sorted; NaN of none. */
export const medianOf = (values: readonly number[]): number =>
  values.length === 0 ? NaN : quantile(Float64Array.from(values).sort(), 0.5);

function quantile(sorted: Float64Array, p: number): number {
  const place = p * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return below + (place - Math.floor(place)) * (above - below);
}
