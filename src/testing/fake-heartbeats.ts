import { refusalOf } from '../fleet/refusal.js';
import { workerStateDto } from '../fleet/dto/worker.dto.js';
import { validationFailed } from '../platform/errors/domain-error.js';
import { readWhatFits } from '../platform/validation/read-what-fits.js';
import type { HeartbeatAnswerDto } from '../workers/heartbeats/dto/heartbeat-answers.dto.js';
import { HeartbeatDto } from '../workers/heartbeats/dto/heartbeat.dto.js';
import { commandsFor } from '../workers/heartbeats/commands.js';
import { adviceFor } from './fake-advice.js';
import { leave } from './fake-departures.js';
import { isSuperseded } from './fake-fence.js';
import type { FakeFleet } from './fake-fleet.js';
import { judgeWorker } from './fake-health.js';
import { jobCountOf, shownState, type FakeWorker } from './fake-worker.js';

/** Accepts a heartbeat as the service does. */
export function beatIn(fleet: FakeFleet, name: string, body: unknown): HeartbeatAnswerDto {
  const { value: told, errors, warnings } = readWhatFits(HeartbeatDto, body ?? {});
  if (errors.length > 0) throw validationFailed(errors);
  const worker = fleet.requireWorker(name);
  const { state } = worker;
  const fence = isSuperseded(worker, told) ? 'superseded' : null;
  if (state.presence === 'LEFT' || fence !== null)
    throw refusalOf({ presence: state.presence, reason: state.absence?.reason ?? null, fence }, false);
  const was = state.presence;
  const wasSilent = was !== 'PRESENT' || worker.failedChecks.includes('heartbeat');
  report(fleet, worker, told);
  for (const jobId of told.droppedJobs ?? []) worker.revoked.delete(jobId);
  if (was !== 'PRESENT') {
    Object.assign(state, { presence: 'PRESENT', absence: null });
    fleet.noteEvent('came-back', worker, { from: was });
  }
  if (worker.leaving && jobCountOf(worker) === 0)
    leave(fleet, worker, state.orderReason, 'worker', { from: 'PRESENT' });
  else if (wasSilent && state.health !== 'HEALTHY') judgeWorker(fleet, worker, false);
  return {
    success: true,
    message: 'Heartbeat processed successfully',
    worker: workerStateDto(worker.description.workerId, { ...shownState(worker), absence: null }, fleet.view),
    heartbeat: adviceFor(fleet, worker),
    commands: commandsFor(state),
    revokedJobs: [...worker.revoked].sort(),
    warnings,
  };
}

/** Fields that a heartbeat leaves out keep their value. */
function report(fleet: FakeFleet, { state }: FakeWorker, told: HeartbeatDto): void {
  const { now } = fleet;
  if (told.message !== undefined && told.message !== state.message) state.messageAt = now;
  const jobs = told.currentJobCount ?? state.currentJobCount;
  Object.assign(state, {
    reportedStatus: told.status ?? state.reportedStatus,
    currentJobCount: jobs,
    cpuUsage: told.cpuUsage ?? state.cpuUsage,
    memoryUsage: told.memoryUsage ?? state.memoryUsage,
    errorCount: told.errorCount ?? state.errorCount,
    eventLoopLagMs: told.eventLoopLagMs ?? state.eventLoopLagMs,
    message: told.message ?? state.message,
    leaseRenewedAt: now,
    lastHeartbeat: now,
    heartbeatCount: state.heartbeatCount + 1,
  });
  if (told.availableCapacity !== undefined) state.reportedCapacity = told.availableCapacity;
  else if (told.currentJobCount !== undefined) state.reportedCapacity = Math.max(0, state.usableSlots - jobs);
}
