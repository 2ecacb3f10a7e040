import type { Scope } from '../identity/scope.js';
import type { GuardRow } from './store/summary.store.js';
import type { HealthSummaryDto } from './summary.dto.js';

/** Returns the guards whose figures a limited key may see: that of its zone, if a zone is its only limit. */
export const guardsOfPart = (
  guards: readonly GuardRow[],
  { zone, tag, workerIdPrefix }: Scope,
): readonly GuardRow[] =>
  zone === null || tag !== null || workerIdPrefix !== null
    ? []
    : guards.filter((guard) => guard.scope === 'zone' && (guard.zone ?? '') === zone);

/** Removes what concerns the whole fleet from the summary of a part: its verdict was made with it. */
export function withoutFleet(summary: HealthSummaryDto): HealthSummaryDto {
  const { lastSweep } = summary;
  const counts = { unhealthy: null, failed: null, recovered: null, held: null, released: null };
  return {
    ...summary,
    heartbeatsPerSecond: null,
    instances: [],
    lastSweep: lastSweep && { ...lastSweep, ...counts },
  };
}
