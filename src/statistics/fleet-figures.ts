import { percentage } from '../platform/text/percentage.js';
import type { SystemStatisticsDto } from './system-statistics.dto.js';

/** One counted zone, or the rest beside the largest zones. */
export interface FleetPart {
  /** '' for workers without a zone; null for the rest. */
  readonly zone: string | null;
  readonly zones: number;
  readonly active: number;
  readonly idle: number;
  readonly busy: number;
  readonly maintenance: number;
  readonly draining: number;
  readonly error: number;
  readonly inactive: number;
  readonly expected: number;
  readonly lost: number;
  readonly left: number;
  readonly unacknowledgedLosses: number;
  /** Since when the first of them has been lost; null if there are none. */
  readonly lostSince: string | null;
  readonly healthy: number;
  readonly unhealthy: number;
  readonly failed: number;
  readonly held: number;
  readonly suspect: number;
  readonly capacity: number;
  readonly used: number;
  readonly free: number;
}

/** Number of workers by health, and of those that are not present. */
export interface HealthCounts {
  readonly present: number;
  readonly healthy: number;
  readonly unhealthy: number;
  readonly failed: number;
  readonly held: number;
  readonly suspect: number;
  /** Not present: expected, lost or left. */
  readonly inactive: number;
  readonly expected: number;
  readonly lost: number;
  readonly left: number;
  /** Lost within the attention time, and not acknowledged. */
  readonly unacknowledgedLosses: number;
}

/** Whether guards are engaged, and when the last sweep finished. */
export interface Watch {
  /** Guards that are holding, and those that are spent. */
  readonly holding: number;
  readonly spent: number;
  /** When the last sweep finished; null before the first one. */
  readonly sweptAt: string | null;
}

/** The result of one pass over the fleet. */
export interface FleetFigures {
  readonly statistics: SystemStatisticsDto;
  readonly health: HealthCounts;
  /** Largest first; zone null for workers without one. */
  readonly zones: readonly (HealthCounts & { readonly zone: string | null })[];
  /** The sum of the remaining zones. */
  readonly otherZones: (HealthCounts & { readonly zones: number }) | null;
  readonly watch: Watch;
  /** Since when the first unacknowledged loss has lasted; null if there are none. */
  readonly lostSince: string | null;
}

const UNWATCHED: Watch = { holding: 0, spent: 0, sweptAt: null };

/** Adds up the zones. */
export function figuresOf(
  parts: readonly FleetPart[],
  generatedAt: Date,
  watch: Watch = UNWATCHED,
): FleetFigures {
  const sum = (name: Exclude<keyof FleetPart, 'zone' | 'lostSince'>): number =>
    parts.reduce((total, part) => total + part[name], 0);
  const zones = parts.flatMap((part) =>
    part.zone === null ? [] : [{ zone: part.zone === '' ? null : part.zone, ...healthOf(part) }],
  );
  const others = parts.find(({ zone }) => zone === null);
  const health = healthOf({
    healthy: sum('healthy'),
    unhealthy: sum('unhealthy'),
    failed: sum('failed'),
    held: sum('held'),
    suspect: sum('suspect'),
    inactive: sum('inactive'),
    expected: sum('expected'),
    lost: sum('lost'),
    left: sum('left'),
    unacknowledgedLosses: sum('unacknowledgedLosses'),
  });
  const totalWorkers = health.present + health.inactive;
  const failedWorkers = sum('error');
  const statistics = {
    totalWorkers,
    activeWorkers: sum('active'),
    idleWorkers: sum('idle'),
    busyWorkers: sum('busy'),
    maintenanceWorkers: sum('maintenance'),
    drainingWorkers: sum('draining'),
    failedWorkers,
    inactiveWorkers: health.inactive,
    suspectWorkers: health.suspect,
    expectedWorkers: health.expected,
    lostWorkers: health.lost,
    leftWorkers: health.left,
    unacknowledgedLosses: health.unacknowledgedLosses,
    unhealthyWorkers: health.unhealthy + health.failed,
    totalCapacity: sum('capacity'),
    usedCapacity: sum('used'),
    availableCapacity: sum('free'),
    systemHealthPercentage: systemHealth(health, failedWorkers),
    generatedAt: generatedAt.toISOString(),
  };
  return {
    statistics,
    health,
    zones,
    otherZones: others === undefined ? null : { zones: others.zones, ...healthOf(others) },
    watch,
    lostSince: earliest(parts.flatMap(({ lostSince }) => lostSince ?? [])),
  };
}

/**
 * Returns the share of the workers that should be there which are there and have not failed. Those that left, and losses
 * that were acknowledged or are long past, should not be there.
 */
function systemHealth(counts: HealthCounts, failed: number): number {
  const there = counts.present + counts.expected - failed;
  const total = counts.present + counts.expected + counts.unacknowledgedLosses;
  return total === 0 ? 100 : percentage(there, total);
}

function healthOf(part: Omit<HealthCounts, 'present'>): HealthCounts {
  const { healthy, unhealthy, failed, held, suspect, inactive, expected, lost, left, unacknowledgedLosses } =
    part;
  const present = healthy + unhealthy + failed;
  return {
    present,
    healthy,
    unhealthy,
    failed,
    held,
    suspect,
    inactive,
    expected,
    lost,
    left,
    unacknowledgedLosses,
  };
}

/** Returns the first of some times, in the format of the API. */
function earliest(times: readonly string[]): string | null {
  const first = Math.min(...times.map((time) => Date.parse(time)));
  return times.length === 0 ? null : new Date(first).toISOString();
}
