import { longestAnswerSeconds, intervalRulesOf, leaseMsOr } from '../fleet/lease.js';
import type { HeartbeatAdviceDto } from '../workers/heartbeats/dto/heartbeat-answers.dto.js';
import type { FakeFleet } from './fake-fleet.js';
import type { FakeWorker } from './fake-worker.js';

/** Returns when a worker should send its next heartbeat: always the longest interval, so that tests repeat. */
export function adviceFor(fleet: FakeFleet, worker: FakeWorker): HeartbeatAdviceDto {
  const { leaseSeconds } = worker.state;
  return {
    intervalSeconds: intervalSecondsFor(fleet, leaseSeconds),
    leaseExpiresAt: fleet.leaseEndOf(worker),
    leaseSeconds: leaseMsOr(leaseSeconds, fleet.view.leaseMs) / 1000,
  };
}

export function intervalSecondsFor(fleet: FakeFleet, leaseSeconds: number | null): number {
  const leaseMs = leaseMsOr(leaseSeconds, fleet.view.leaseMs);
  return longestAnswerSeconds({ ...intervalRulesOf(fleet.settings.worker), leaseMs }, fleet.all.length);
}
