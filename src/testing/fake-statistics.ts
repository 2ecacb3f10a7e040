import type { WorkerDto } from '../fleet/dto/worker.dto.js';
import type { Presence, WorkerStatus } from '../fleet/worker.js';
import { percentage } from '../platform/text/percentage.js';
import type { SystemStatisticsDto } from '../statistics/system-statistics.dto.js';
import type { FakeFleet } from './fake-fleet.js';

/** Counts the fleet as the service does. */
export function statisticsOf(fleet: FakeFleet): SystemStatisticsDto {
  const workers = fleet.all.map((worker) => fleet.dtoOf(worker));
  const present = workers.filter(({ presence }) => presence === 'PRESENT');
  const of = (status: WorkerStatus): number => workers.filter((worker) => worker.status === status).length;
  const absent = (presence: Presence): number =>
    workers.filter((worker) => worker.presence === presence).length;
  const sum = (those: readonly WorkerDto[], value: (worker: WorkerDto) => number): number =>
    those.reduce((total, worker) => total + value(worker), 0);
  const failed = present.filter(({ health }) => health === 'FAILED').length;
  const total = workers.length - absent('LEFT');
  const takers = present.filter(({ health, order }) => health === 'HEALTHY' && order === null);
  return {
    totalWorkers: workers.length,
    activeWorkers: of('ACTIVE'),
    idleWorkers: of('IDLE'),
    busyWorkers: of('BUSY'),
    maintenanceWorkers: of('MAINTENANCE'),
    drainingWorkers: of('DRAINING'),
    failedWorkers: of('ERROR'),
    inactiveWorkers: of('INACTIVE'),
    expectedWorkers: absent('EXPECTED'),
    lostWorkers: absent('LOST'),
    leftWorkers: absent('LEFT'),
    unacknowledgedLosses: 0,
    suspectWorkers: 0,
    unhealthyWorkers: present.filter(({ health }) => health !== 'HEALTHY').length,
    totalCapacity: sum(present, ({ maxConcurrentJobs }) => maxConcurrentJobs),
    usedCapacity: sum(present, (worker) => Math.max(worker.currentJobCount, worker.assignedJobCount)),
    availableCapacity: sum(takers, ({ availableCapacity }) => availableCapacity),
    systemHealthPercentage: total === 0 ? 100 : percentage(total - failed, total),
    generatedAt: fleet.now,
  };
}
