import type { CapacityDto } from '../../dto/capacity.dto.js';
import { figure, rounded, type Sign } from './sign.js';

const MINUTE_MS = 60_000;
/** A forecast that is farther ahead changes before it is needed. */
export const FARTHEST_MINUTES = 60;
/** It may be late by an hour. */
const LATE_MINUTES = 60;
/** Between p50 and p95, about the 80 % quantile: most of what the p95 alone announces does not come. */
const SHARE = 0.5;

/** Warns of slots that run out. @param capacity with a forecast of the next hour */
export function capacitySign({ now, forecast, generatedAt }: CapacityDto): Sign | undefined {
  if (!forecast.fresh || forecast.coverage === null || now.usable === 0) return undefined;
  const first = forecast.steps.find(({ p50, p95 }) => p50 + SHARE * (p95 - p50) > now.usable);
  if (first === undefined) return undefined;
  const minutes = (Date.parse(first.at) - Date.parse(generatedAt)) / MINUTE_MS;
  return {
    kind: 'capacity',
    sentence: `Slots may run out in ${Math.round(minutes)} minutes: ${rounded(now.used)} of ${rounded(now.usable)} are used, and ${rounded(first.p50)} to ${rounded(first.p95)} (p50 to p95) by ${first.at.slice(11, 16)}`,
    figures: [
      figure('used', now.used, 'slots'),
      figure('usable', now.usable, 'slots'),
      figure('p50', first.p50, 'slots'),
      figure('p95', first.p95, 'slots'),
    ],
    expectedIn: minutes,
    judgedIn: minutes + LATE_MINUTES,
  };
}
