import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { capacityCheck } from './checks/capacity.check.js';
import { evaluate, type CheckResult, type HealthCheck, type Vitals } from './checks/check.js';
import { heartbeatCheck } from './checks/heartbeat.check.js';
import { jobsCheck } from './checks/jobs.check.js';
import { statusCheck } from './checks/status.check.js';
import type { WorkerHealthDto } from './dto/worker-health.dto.js';
import { HealthStore, type VitalsRow } from './store/health.store.js';

const CHECKS: readonly HealthCheck[] = [heartbeatCheck, statusCheck, capacityCheck, jobsCheck];

/** Tells how a single worker is. */
@Injectable()
export class WorkerHealthService {
  private readonly leaseSeconds: number;

  constructor(
    private readonly store: HealthStore,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.leaseSeconds = worker.heartbeatTimeoutMinutes * 60;
  }

  /** Evaluates the checks now and changes nothing; undefined for a worker that is not there. */
  async report(id: string): Promise<WorkerHealthDto | undefined> {
    const row = await this.store.readVitals(id);
    if (row === undefined) return undefined;
    const present = row.presence === 'PRESENT';
    const vitals = vitalsOf(row, this.leaseSeconds);
    const checks = present ? CHECKS.map((check) => evaluate(check, vitals)) : [];
    return {
      healthy: present && checks.every(({ healthy }) => healthy),
      health: row.health,
      description: describe(row, checks),
      checks,
      consecutiveFailures: row.consecutive_failures,
      held: row.held,
      metrics: {
        loadPercentage: (Math.max(row.current_job_count, row.assigned_job_count) / row.usable_slots) * 100,
        cpuUsage: row.cpu_usage,
        memoryUsage: row.memory_usage,
        errorCount: row.error_count,
        heartbeatCount: Number(row.heartbeat_count),
        lastHeartbeat: row.last_heartbeat?.toISOString() ?? null,
      },
    };
  }
}

function vitalsOf(row: VitalsRow, leaseSeconds: number): Vitals {
  return {
    reportedStatus: row.reported_status,
    currentJobCount: row.current_job_count,
    availableCapacity: row.available_capacity,
    maxConcurrentJobs: row.max_concurrent_jobs,
    usableSlots: row.usable_slots,
    assignedJobCount: row.assigned_job_count,
    leaseAgeSeconds: row.lease_age_seconds,
    leaseSeconds,
  };
}

const ABSENCES: Readonly<Record<string, string>> = {
  NOT_SEEN: 'Registered, but not yet seen',
  DEREGISTERED: 'Deregistered',
  CLEANED_UP: 'Cleaned up after a failure',
};

function describe({ presence }: VitalsRow, checks: readonly CheckResult[]): string {
  const faults = checks.filter(({ healthy }) => !healthy).map(({ message }) => message);
  return ABSENCES[presence] ?? (faults.length === 0 ? 'All checks pass' : faults.join('; '));
}
