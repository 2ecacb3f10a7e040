import type { CheckResultDto, WorkerHealthDto } from '../health/dto/worker-health.dto.js';
import { ABSENCES } from '../health/absences.js';
import { leaseMsOr } from '../fleet/lease.js';
import { percentage } from '../platform/text/percentage.js';
import type { FakeFleet } from './fake-fleet.js';
import { jobCountOf, type FakeWorker } from './fake-worker.js';

const FINE: Readonly<Record<string, string>> = {
  heartbeat: 'The lease is valid',
  status: 'The reported status agrees with the job count',
  capacity: 'Jobs and free slots are within the limit',
  jobs: 'Reported and assigned job counts agree',
};

/** What is wrong with a worker by each check; the check `jobs` needs the history of heartbeats and finds nothing here. */
function faultsOf(fleet: FakeFleet, worker: FakeWorker): Record<string, string | undefined> {
  const { state, description, findings } = worker;
  const { currentJobCount: jobs, reportedCapacity: free, usableSlots: usable } = state;
  const heartbeat = fleet.isSilent(worker) ? silenceOf(fleet, worker) : undefined;
  if (state.orderKind !== null) return { heartbeat };
  const { maxConcurrentJobs: most } = description;
  const left = Math.max(0, usable - jobs);
  const capacity =
    jobs > most
      ? `${jobs} jobs, more than the limit of ${most}`
      : `${free} free slots reported, but ${usable} usable slots minus ${jobs} jobs leave ${left}`;
  return {
    heartbeat,
    status: statusFault(worker),
    capacity: jobs > most || free > left ? capacity : undefined,
    ...findings,
  };
}

function silenceOf(fleet: FakeFleet, { state }: FakeWorker): string {
  const seconds = (Date.parse(fleet.now) - Date.parse(state.leaseRenewedAt ?? fleet.now)) / 1000;
  const lease = leaseMsOr(state.leaseSeconds, fleet.view.leaseMs) / 1000;
  return `No heartbeat for ${Math.floor(seconds)} s; the lease lasts ${lease} s`;
}

function statusFault({ state }: FakeWorker): string | undefined {
  const { reportedStatus, currentJobCount: jobs, message } = state;
  if (reportedStatus === 'ERROR') return ['The worker reports ERROR', message].filter(Boolean).join(': ');
  if (reportedStatus === 'BUSY' && jobs === 0) return 'The worker reports BUSY with no jobs';
  if (reportedStatus === 'IDLE' && jobs > 0)
    return `The worker reports IDLE with ${jobs} job${jobs > 1 ? 's' : ''}`;
  return undefined;
}

/** Numbers of workers that changed. */
export const NO_CHANGES = { unhealthy: 0, failed: 0, recovered: 0, held: 0, released: 0 };
export type FakeChange = keyof typeof NO_CHANGES;

/**
 * Judges a worker as a sweep does, without guards and gaps.
 * @param counts whether a failure counts
 */
export function judgeWorker(fleet: FakeFleet, worker: FakeWorker, counts: boolean): FakeChange | undefined {
  const { state } = worker;
  if (state.presence !== 'PRESENT') return undefined;
  const faults = Object.entries(faultsOf(fleet, worker)).filter(([, sentence]) => sentence !== undefined);
  const was = state.health;
  worker.failedChecks = faults.map(([name]) => name);
  if (faults.length === 0) {
    state.consecutiveFailures = 0;
    state.health = 'HEALTHY';
    if (was === 'HEALTHY') return undefined;
    fleet.noteEvent('recovered', worker, { verdict: 'RECOVERED', from: was, lastError: worker.lastError });
    return 'recovered';
  }
  worker.lastError = faults.map(([, sentence]) => sentence).join('; ');
  worker.lastErrorAt = fleet.now;
  if (counts || state.consecutiveFailures === 0) state.consecutiveFailures += 1;
  const isFailed =
    was === 'FAILED' || state.consecutiveFailures >= fleet.settings.worker.maxConsecutiveFailures;
  state.health = isFailed ? 'FAILED' : 'UNHEALTHY';
  if (was !== state.health) noteIllness(fleet, worker, was);
  forfeit(fleet, worker);
  if (was === state.health) return undefined;
  return isFailed ? 'failed' : 'unhealthy';
}

function noteIllness(fleet: FakeFleet, worker: FakeWorker, was: string): void {
  const { health, consecutiveFailures, message } = worker.state;
  fleet.noteEvent(health === 'FAILED' ? 'failed' : 'unhealthy', worker, {
    verdict: health,
    from: was,
    checks: worker.failedChecks,
    error: worker.lastError,
    consecutiveFailures,
    held: false,
    ...(message !== null && { message }),
  });
}

/** A silent worker loses its jobs when the settings say so. */
function forfeit(fleet: FakeFleet, worker: FakeWorker): void {
  if (!worker.failedChecks.includes('heartbeat')) return;
  const { releaseJobsAfter: after } = fleet.settings.worker;
  const isFailed = worker.state.health === 'FAILED';
  if (after === 'lease-end' || (after === 'failed' && isFailed))
    fleet.releaseJobs(
      worker,
      [...worker.jobs.keys()],
      after === 'failed' ? 'failed' : 'lease ended',
      'service',
      false,
    );
}

/** Reports the health of a worker; changes nothing. */
export function reportOf(fleet: FakeFleet, worker: FakeWorker): WorkerHealthDto {
  const { state } = worker;
  const isPresent = state.presence === 'PRESENT';
  const checks = isPresent ? resultsOf(fleet, worker) : [];
  const faults = checks.filter(({ healthy }) => !healthy).map(({ message }) => message);
  return {
    healthy: isPresent && faults.length === 0,
    health: state.health,
    since: state.registeredAt,
    description: ABSENCES[state.presence] ?? (faults.join('; ') || 'All checks pass'),
    checks,
    consecutiveFailures: state.consecutiveFailures,
    held: false,
    stuck: (state.eventLoopLagMs ?? 0) > fleet.view.stuckEventLoopLagMs,
    flapping: false,
    contested: false,
    suspect: false,
    lateSeconds: 0,
    suspectUntil: null,
    observations: [],
    lastRefusal: null,
    lastDroppedField: null,
    metrics: {
      uptimePercentage: state.health === 'HEALTHY' && isPresent ? 100 : 0,
      loadPercentage: percentage(jobCountOf(worker), state.usableSlots),
      cpuUsage: state.cpuUsage,
      memoryUsage: state.memoryUsage,
      errorCount: state.errorCount,
      heartbeatCount: state.heartbeatCount,
      lastHeartbeat: state.lastHeartbeat,
      lastError: worker.lastError,
      lastErrorTime: worker.lastErrorAt,
    },
  };
}

function resultsOf(fleet: FakeFleet, worker: FakeWorker): CheckResultDto[] {
  const faults = faultsOf(fleet, worker);
  const { orderKind } = worker.state;
  const own = fleet.checks.map(({ name, fine = 'Nothing is wrong' }) => [name, fine] as const);
  return [...Object.entries(FINE), ...own].map(([name, fine]) => {
    const isAsked = orderKind === null || name === 'heartbeat';
    const passed = isAsked ? fine : `Not checked while the worker has an order (${orderKind})`;
    return { name, healthy: faults[name] === undefined, message: faults[name] ?? passed };
  });
}
