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
  const zones = own
    .map(({ pool: _pool, zone, ...figures }) => ({ zone: zone === '' ? null : zone, ...figures }))
    .sort((a, b) => b.usable - a.usable || ((a.zone ?? '') < (b.zone ?? '') ? -1 : 1))
    .slice(0, maxZones);
  return { ...sumOf(own), zones, byZone: new Map(own.map(({ zone, workers }) => [zone, workers])) };
}

/** Returns the slots of one zone of a pool. */
export const zoneOf = (rows: readonly CapacityRow[], pool: string, zone: string): SlotsDto =>
  sumOf(rows.filter((row) => row.pool === pool && row.zone === zone));

const sumOf = (rows: readonly CapacityRow[]): SlotsDto =>
  Object.fromEntries(
    FIGURES.map((name) => [name, rows.reduce((total, row) => total + row[name], 0)]),
  ) as unknown as SlotsDto;

/** Returns the rows without the workers that operations have yet to take out of service. */
export const withoutWithdrawn = (
  rows: readonly CapacityRow[],
  withdrawals: readonly WithdrawalRow[],
): CapacityRow[] =>
  rows.map((row) => {
    const gone = withdrawals.find(({ pool, zone }) => pool === row.pool && zone === row.zone);
    return gone === undefined ? row : { ...row, workers: Math.max(0, row.workers - gone.workers) };
  });
