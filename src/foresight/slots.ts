import type { SlotsDto, ZoneSlotsDto } from './dto/capacity.dto.js';
import type { CapacityRow, WithdrawalRow } from './store/capacity.store.js';

/** The slots of a pool, with those of its zones. */
export interface PoolSlots extends SlotsDto {
  /** The largest first. */
  readonly zones: readonly ZoneSlotsDto[];
  /** Workers that can take jobs, by zone; '' for workers without one. */
  readonly byZone: ReadonlyMap<string, number>;
}

const FIGURES = ['workers', 'usable', 'used', 'free', 'suspect', 'draining', 'expected'] as const;

/** Adds up the rows of a pool. */
export function slotsOf(rows: readonly CapacityRow[], pool: string, maxZones: number): PoolSlots {
  const own = rows.filter((row) => row.pool === pool);
  const sum = Object.fromEntries(
    FIGURES.map((name) => [name, own.reduce((total, row) => total + row[name], 0)]),
  ) as Record<(typeof FIGURES)[number], number>;
  const zones = own
    .map(({ pool: _pool, zone, ...figures }) => ({ zone: zone === '' ? null : zone, ...figures }))
    .sort((a, b) => b.usable - a.usable || ((a.zone ?? '') < (b.zone ?? '') ? -1 : 1))
    .slice(0, maxZones);
  return { ...sum, zones, byZone: new Map(own.map(({ zone, workers }) => [zone, workers])) };
}

/** Returns the rows without the workers that operations have yet to take out of service. */
export const withoutWithdrawn = (
  rows: readonly CapacityRow[],
  withdrawals: readonly WithdrawalRow[],
): CapacityRow[] =>
  rows.map((row) => {
    const gone = withdrawals.find(({ pool, zone }) => pool === row.pool && zone === row.zone);
    return gone === undefined ? row : { ...row, workers: Math.max(0, row.workers - gone.workers) };
  });
