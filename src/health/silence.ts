import type { SilenceLevel } from './guard.js';

/** What a pass over the fleet saw of a zone, or of a part of it; '' for workers without one. */
export interface ZoneCount {
  readonly zone: string;
  readonly total: number;
  readonly silent_at_all: number;
  /** Silent ones for whom the guard of the zone is spent. */
  readonly zone_spent: number;
  /** And for whom that of the fleet is. */
  readonly fleet_spent: number;
}

/** Who FAILED since the silence of the zone, or of the fleet, began. */
export interface Lost {
  readonly zone: string;
  readonly of_zone: number;
  readonly of_fleet: number;
}

const NOBODY = { total: 0, silent_at_all: 0, zone_spent: 0, fleet_spent: 0 };

/** Adds up, part by part, how silent each zone is. */
export class Silence {
  readonly zones = new Map<string, Omit<ZoneCount, 'zone'>>();
  /** Silent workers of all zones. */
  workers = 0;

  add({ zone, total, silent_at_all, zone_spent, fleet_spent }: ZoneCount): void {
    const before = this.zones.get(zone) ?? NOBODY;
    this.zones.set(zone, {
      total: before.total + total,
      silent_at_all: before.silent_at_all + silent_at_all,
      zone_spent: before.zone_spent + zone_spent,
      fleet_spent: before.fleet_spent + fleet_spent,
    });
    this.workers += silent_at_all;
  }
}

/** The level of each zone, and of the fleet as one more zone. Who FAILED in this episode was there before it. */
export function levelsOf({ zones }: Silence, lost: readonly Lost[]): SilenceLevel[] {
  const lostOf = new Map(lost.map((each) => [each.zone, each]));
  const names = new Set([...zones.keys(), ...lostOf.keys()]);
  const fleet = { silent: 0, silentAtAll: 0, total: 0 };
  const levels = Array.from(names, (zone): SilenceLevel => {
    const { total, silent_at_all: silentAtAll, zone_spent, fleet_spent } = zones.get(zone) ?? NOBODY;
    const { of_zone, of_fleet } = lostOf.get(zone) ?? { of_zone: 0, of_fleet: 0 };
    fleet.silent += silentAtAll - fleet_spent;
    fleet.silentAtAll += silentAtAll;
    fleet.total += total + of_fleet;
    return { scope: 'zone', zone, silent: silentAtAll - zone_spent, silentAtAll, total: total + of_zone };
  });
  return [...levels, { scope: 'fleet', zone: '', ...fleet }];
}
