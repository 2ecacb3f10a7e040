import { Injectable } from '@nestjs/common';
import type { Readings } from '../platform/observability/collected.js';
import { Metrics } from '../platform/observability/metrics.js';
import { FleetCount } from './fleet-count.js';
import type { FleetFigures, HealthCounts } from './fleet-figures.js';
import { zonesOf } from './zone-labels.js';

/** A scrape waits no longer for the count: its other metrics matter most while the database is slow. */
const PATIENCE_MS = 2000;

const HEALTHS = ['healthy', 'unhealthy', 'failed'] as const;

/** Metrics of the fleet, from the shared count. Each process reports the same figures: do not add them up. */
@Injectable()
export class FleetMetrics {
  constructor(
    private readonly metrics: Metrics,
    private readonly fleet: FleetCount,
  ) {
    this.gauge('workers', 'Workers by status; their sum is the number of records.', ({ statistics }) => [
      [{ status: 'active' }, statistics.activeWorkers],
      [{ status: 'idle' }, statistics.idleWorkers],
      [{ status: 'busy' }, statistics.busyWorkers],
      [{ status: 'maintenance' }, statistics.maintenanceWorkers],
      [{ status: 'draining' }, statistics.drainingWorkers],
      [{ status: 'error' }, statistics.failedWorkers],
      [{ status: 'inactive' }, statistics.inactiveWorkers],
    ]);
    this.gauge(
      'workers_present',
      'Present workers by health and zone: the 20 largest zones, `none` for workers without one, and `other`.',
      (figures) => zonesOf(figures).flatMap(([zone, counts]) => byHealth(zone, counts)),
    );
    this.gauge(
      'workers_by_presence',
      'Workers by presence; their sum is the number of records.',
      ({ health }) => [
        [{ presence: 'expected' }, health.expected],
        [{ presence: 'present' }, health.present],
        [{ presence: 'lost' }, health.lost],
        [{ presence: 'left' }, health.left],
      ],
    );
    this.gauge(
      'unacknowledged_losses',
      'Workers lost within lost-attention-hours whose loss was not acknowledged, by zone.',
      (figures) => zonesOf(figures).map(([zone, counts]) => [{ zone }, counts.unacknowledgedLosses]),
    );
    this.gauge('workers_held', 'Workers held by a guard, by zone.', (figures) =>
      zonesOf(figures).map(([zone, { held }]) => [{ zone }, held]),
    );
    this.gauge('workers_suspect', 'Workers whose heartbeat is later than usual, by zone.', (figures) =>
      zonesOf(figures).map(([zone, { suspect }]) => [{ zone }, suspect]),
    );
    this.gauge(
      'capacity_slots',
      'Job slots of the present workers: all, those in use, and those that are free and can accept a job.',
      ({ statistics }) => [
        [{ state: 'total' }, statistics.totalCapacity],
        [{ state: 'used' }, statistics.usedCapacity],
        [{ state: 'available' }, statistics.availableCapacity],
      ],
    );
    this.gauge('guards', 'Guards of zones and of the fleet that are holding or spent.', ({ watch }) => [
      [{ state: 'holding' }, watch.holding],
      [{ state: 'spent' }, watch.spent],
    ]);
    this.gauge(
      'last_sweep_timestamp_seconds',
      'When the last sweep finished, in any instance; no series before the first one.',
      ({ watch }) => (watch.sweptAt === null ? [] : [[{}, seconds(watch.sweptAt)]]),
    );
    this.gauge('fleet_count_timestamp_seconds', 'When these figures were counted.', ({ statistics }) => [
      [{}, seconds(statistics.generatedAt)],
    ]);
  }

  private gauge(name: string, help: string, read: (figures: FleetFigures) => Readings<number>): void {
    this.metrics.addGauge({
      name: `worker_registration_${name}`,
      help,
      across: 'first',
      read: async () => read(await this.figures()),
    });
  }

  private async figures(): Promise<FleetFigures> {
    let giveUp: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      giveUp = setTimeout(() => reject(new Error('The count takes too long')), PATIENCE_MS);
    });
    try {
      return await Promise.race([this.fleet.readFigures(), late]);
    } finally {
      clearTimeout(giveUp);
    }
  }
}

const byHealth = (zone: string, counts: HealthCounts) =>
  HEALTHS.map((health) => [{ health, zone }, counts[health]] as const);

const seconds = (time: string): number => Date.parse(time) / 1000;
