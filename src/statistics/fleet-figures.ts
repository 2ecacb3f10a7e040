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
  readonly healthy: number;
  readonly unhealthy: number;
  readonly failed: number;
  readonly held: number;
  readonly suspect: number;
  readonly capacity: number;
  readonly used: number;
  readonly free: number;
}

/** Number of workers by health; all but the inactive ones are present. */
export interface HealthCounts {
  readonly present: number;
  readonly healthy: number;
  readonly unhealthy: number;
  readonly failed: number;
  readonly held: number;
  readonly suspect: number;
  readonly inactive: number;
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
}

const UNWATCHED: Watch = { holding: 0, spent: 0, sweptAt: null };

/** Adds up the zones. */
export function figuresOf(
  parts: readonly FleetPart[],
  generatedAt: Date,
  watch: Watch = UNWATCHED,
): FleetFigures {
  const sum = (name: Exclude<keyof FleetPart, 'zone'>): number =>
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
    unhealthyWorkers: health.unhealthy + health.failed,
    totalCapacity: sum('capacity'),
    usedCapacity: sum('used'),
    availableCapacity: sum('free'),
    systemHealthPercentage: totalWorkers === 0 ? 100 : percentage(totalWorkers - failedWorkers, totalWorkers),
    generatedAt: generatedAt.toISOString(),
  };
  return {
    statistics,
    health,
    zones,
    otherZones: others === undefined ? null : { zones: others.zones, ...healthOf(others) },
    watch,
  };
}

function healthOf(
  part: Pick<FleetPart, 'healthy' | 'unhealthy' | 'failed' | 'held' | 'suspect' | 'inactive'>,
): HealthCounts {
  const { healthy, unhealthy, failed, held, suspect, inactive } = part;
  return { present: healthy + unhealthy + failed, healthy, unhealthy, failed, held, suspect, inactive };
}
