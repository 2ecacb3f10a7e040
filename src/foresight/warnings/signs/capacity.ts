import type { CapacityDto } from '../../dto/capacity.dto.js';
import { figure, rounded, type Sign } from './sign.js';

const MINUTE_MS = 60_000;
/** A forecast that is farther ahead changes before it is needed. */
const FARTHEST_MINUTES = 60;
/** It may be late by half an hour. */
const LATE_MINUTES = 30;

/** Warns of slots that run out. */
export function capacitySign({ now, forecast, runsOutAt, generatedAt }: CapacityDto): Sign | undefined {
  if (runsOutAt === null || !forecast.fresh || now.usable === 0) return undefined;
  const minutes = (Date.parse(runsOutAt) - Date.parse(generatedAt)) / MINUTE_MS;
  if (minutes > FARTHEST_MINUTES) return undefined;
  return {
    kind: 'capacity',
    sentence: `Slots may run out in ${Math.round(minutes)} minutes: ${rounded(now.used)} of ${rounded(now.usable)} are used, and at 95 % up to ${rounded(forecast.p95)} by ${forecast.at.slice(11, 16)}`,
    figures: [
      figure('used', now.used, 'slots'),
      figure('usable', now.usable, 'slots'),
      figure('p95', forecast.p95, 'slots'),
    ],
    expectedIn: minutes,
    judgedIn: minutes + LATE_MINUTES,
  };
}
