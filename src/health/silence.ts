import type { SilenceLevel } from './guard.js';

/** What a pass over the fleet saw of a zone, or of a part of it; '' for workers without one. */
export interface ZoneCount {
  readonly zone: string;
  readonly total: number;
  readonly silent_at_all: number;
  readonly spent: number;
}

/** Who FAILED since the silence of the zone, or of the fleet, began. */
export interface Lost {
  readonly zone: string;
  readonly of_zone: number;
  readonly of_fleet: number;
}

/** Adds up, part by part, how silent each zone is. */
export class Silence {
  readonly zones = new Map<string, Omit<ZoneCount, 'zone'>>();
  /** Silent workers of all zones. */
  workers = 0;

  add({ zone, total, silent_at_all, spent }: ZoneCount): void {
    const before = this.zones.get(zone) ?? { total: 0, silent_at_all: 0, spent: 0 };
    this.zones.set(zone, {
      total: before.total + total,
      silent_at_all: before.silent_at_all + silent_at_all,
      spent: before.spent + spent,
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
    const {
      total,
      silent_at_all: silentAtAll,
      spent,
    } = zones.get(zone) ?? { total: 0, silent_at_all: 0, spent: 0 };
    const { of_zone, of_fleet } = lostOf.get(zone) ?? { of_zone: 0, of_fleet: 0 };
    const silent = silentAtAll - spent;
    fleet.silent += silent;
    fleet.silentAtAll += silentAtAll;
    fleet.total += total + of_fleet;
    return { scope: 'zone', zone, silent, silentAtAll, total: total + of_zone };
  });
  return [...levels, { scope: 'fleet', zone: '', ...fleet }];
}
