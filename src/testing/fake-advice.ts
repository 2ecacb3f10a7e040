import { batchIntervalSeconds, intervalRulesOf, leaseMsOr } from '../fleet/lease.js';
import type { HeartbeatAdviceDto } from '../workers/heartbeats/dto/heartbeat-answers.dto.js';
import type { FakeFleet } from './fake-fleet.js';
import type { FakeWorker } from './fake-worker.js';

/** Returns when a worker should send its next heartbeat: always the longest interval, so that tests repeat. */
export function adviceFor(fleet: FakeFleet, worker: FakeWorker): HeartbeatAdviceDto {
  const leaseMs = leaseMsOr(worker.state.leaseSeconds, fleet.view.leaseMs);
  const rules = { ...intervalRulesOf(fleet.settings.worker), leaseMs };
  return {
    intervalSeconds: batchIntervalSeconds(rules, fleet.all.length),
    leaseExpiresAt: fleet.leaseEndOf(worker),
    leaseSeconds: leaseMs / 1000,
  };
}
