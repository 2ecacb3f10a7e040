import type { SilenceLevel } from './guard.js';

/** Counts of one survey for a zone, or for a part of it; '' for workers without one. */
export interface ZoneCount {
  readonly zone: string;
  readonly total: number;
  readonly silent_at_all: number;
  /** Silent workers for which the guard of the zone is spent. */
  readonly zone_spent: number;
  /** Silent workers for which the guard of the fleet is spent. */
  readonly fleet_spent: number;
}

/** Workers that FAILED since the silence of the zone, or of the fleet, began. */
export interface Lost {
  readonly zone: string;
  readonly of_zone: number;
  readonly of_fleet: number;
}

const NO_WORKERS = { total: 0, silent_at_all: 0, zone_spent: 0, fleet_spent: 0 };

/** Sums up the silence of each zone, part by part. */
export class Silence {
  readonly zones = new Map<string, Omit<ZoneCount, 'zone'>>();
  /** Silent workers of all zones. */
  workers = 0;

  addZone({ zone, total, silent_at_all, zone_spent, fleet_spent }: ZoneCount): void {
    const before = this.zones.get(zone) ?? NO_WORKERS;
    this.zones.set(zone, {
      total: before.total + total,
      silent_at_all: before.silent_at_all + silent_at_all,
      zone_spent: before.zone_spent + zone_spent,
      fleet_spent: before.fleet_spent + fleet_spent,
    });
    this.workers += silent_at_all;
  }
}

/**
 * Returns the level of each zone, and of the fleet as one more zone. Workers that FAILED in this episode
 * count in the total.
 */
export function levelsOf({ zones }: Silence, lost: readonly Lost[]): SilenceLevel[] {
  const lostOf = new Map(lost.map((each) => [each.zone, each]));
  const names = new Set([...zones.keys(), ...lostOf.keys()]);
  const fleet = { silent: 0, silentAtAll: 0, failed: 0, total: 0 };
  const levels = Array.from(names, (zone): SilenceLevel => {
    const { total, silent_at_all: silentAtAll, zone_spent, fleet_spent } = zones.get(zone) ?? NO_WORKERS;
    const { of_zone, of_fleet } = lostOf.get(zone) ?? { of_zone: 0, of_fleet: 0 };
    fleet.silent += silentAtAll - fleet_spent;
    fleet.silentAtAll += silentAtAll;
    fleet.failed += of_fleet;
    fleet.total += total + of_fleet;
    const silent = silentAtAll - zone_spent;
    return { scope: 'zone', zone, silent, silentAtAll, failed: of_zone, total: total + of_zone };
  });
  return [...levels, { scope: 'fleet', zone: '', ...fleet }];
}
