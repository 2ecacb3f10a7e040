import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { StartError } from '../platform/errors/start-error.js';
import { counted } from '../platform/text/counted.js';
import { percentage } from '../platform/text/percentage.js';
import { toThreePlaces } from '../platform/text/three-places.js';
import { ABSENCES } from './absences.js';
import { HEARTBEAT } from './checks/check.js';
import type {
  CheckResultDto,
  DroppedFieldDto,
  RefusalDto,
  WorkerHealthDto,
} from './dto/worker-health.dto.js';
import { HealthStore, type VitalsRow } from './store/health.store.js';
import { Judgements } from './store/judgements.js';

const UNKNOWN = '00000000-0000-0000-0000-000000000000';

/** Reports the health of single workers. */
@Injectable()
export class WorkerHealthService implements OnModuleInit {
  private readonly settings: Settings['worker'];

  constructor(
    private readonly store: HealthStore,
    private readonly judgements: Judgements,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.settings = worker;
  }

  /** @throws StartError if a check of the application is not valid SQL; better now than in the first sweep */
  async onModuleInit(): Promise<void> {
    if (!this.judgements.hasCustomChecks) return;
    try {
      await this.reportHealth(UNKNOWN);
    } catch (error) {
      if (error instanceof DomainError) throw error;
      throw new StartError(
        `A health check of this application is invalid: ${(error as Error).message}`,
        'Condition and sentence must be SQL over a row w of worker_state; docs/health.md has an example.',
        { cause: error },
      );
    }
  }

  /** Evaluates the checks now and changes nothing; returns undefined for a worker that is not present. */
  async reportHealth(id: string): Promise<WorkerHealthDto | undefined> {
    const { stuckEventLoopLagMs } = this.settings;
    const row = await this.store.readVitals(id);
    if (row === undefined) return undefined;
    const present = row.presence === 'PRESENT';
    const checks = present ? this.results(row) : [];
    const healthy = present && checks.every((check) => check.healthy);
    return {
      healthy,
      health: row.health,
      since: row.health_since.toISOString(),
      description: describe(row, checks),
      checks,
      consecutiveFailures: row.consecutive_failures,
      held: row.held,
      stuck: (row.event_loop_lag_ms ?? 0) > stuckEventLoopLagMs,
      flapping: row.flapping,
      suspect: row.suspect,
      lateSeconds: toThreePlaces(row.late_seconds),
      contested: row.contested,
      suspectUntil: row.accused_until?.toISOString() ?? null,
      observations: row.observations.map((each) => ({ ...each, at: new Date(each.at).toISOString() })),
      lastRefusal: refusalOf(row),
      lastDroppedField: droppedFieldOf(row),
      metrics: {
        uptimePercentage: percentage(row.uptime ?? (row.health === 'HEALTHY' && present ? 1 : 0), 1),
        loadPercentage: percentage(Math.max(row.current_job_count, row.assigned_job_count), row.usable_slots),
        cpuUsage: row.cpu_usage,
        memoryUsage: row.memory_usage,
        errorCount: row.error_count,
        heartbeatCount: Number(row.heartbeat_count),
        lastHeartbeat: row.last_heartbeat?.toISOString() ?? null,
        lastError: row.last_error,
        lastErrorTime: row.last_error_at?.toISOString() ?? null,
      },
    };
  }

  /** Finds the worker by its workerId or its id. */
  async reportByName(name: string): Promise<WorkerHealthDto | undefined> {
    const id = await this.store.findId(name);
    return id === undefined ? undefined : this.reportHealth(id);
  }

  private results({ failing, sentences, order_kind: order }: VitalsRow): CheckResultDto[] {
    return this.judgements.checks.map(({ name, fine }, index) => {
      const notAsked = order !== null && name !== HEARTBEAT;
      const passed = notAsked ? `Not checked while the worker has an order (${order})` : fine;
      return { name, healthy: !failing[index], message: sentences[index] ?? passed };
    });
  }
}

const refusalOf = (row: VitalsRow): RefusalDto | null =>
  row.refused_at && {
    at: row.refused_at.toISOString(),
    count: row.refusals!,
    code: row.refusal_code!,
    message: row.refusal!,
  };

const droppedFieldOf = (row: VitalsRow): DroppedFieldDto | null =>
  row.dropped_at && {
    at: row.dropped_at.toISOString(),
    field: row.dropped_field!,
    message: row.dropped!,
  };

function describe(row: VitalsRow, checks: readonly CheckResultDto[]): string {
  const faults = checks.filter(({ healthy }) => !healthy).map(({ message }) => message);
  const absence = ABSENCES[row.presence];
  if (row.presence === 'EXPECTED' && row.last_heartbeat !== null)
    return 'Expected, but not seen since it was lost or left';
  if (absence !== undefined) return absence;
  if (faults.length === 0)
    faults.push(
      row.health === 'FAILED' ? 'All checks pass; FAILED until it is activated' : 'All checks pass',
    );
  else if (row.held) faults.push('held by a guard, because many workers fell silent together');
  else if (row.grace) faults.push('not counted, because the service itself could not accept heartbeats');
  const accusations = accusationsOf(row);
  if (accusations !== undefined) faults.push(accusations);
  else if (row.session_lost) faults.push('suspect: its session ended without a farewell');
  else if (row.suspect)
    faults.push(
      `suspect: its heartbeat is ${Math.floor(row.late_seconds)} s late, more than is usual for it`,
    );
  return faults.join('; ');
}

/** Says how many schedulers reported what; their names are in the list of reports. */
function accusationsOf({ accused_until: until, observations }: VitalsRow): string | undefined {
  if (until === null) return undefined;
  const reporters = new Set(observations.map(({ reporter }) => reporter)).size;
  const kinds = [...new Set(observations.map(({ kind }) => kind))].toSorted().join(', ');
  return `suspect until ${until.toISOString()} by reports of ${counted(reporters, 'scheduler')} (${kinds})`;
}
