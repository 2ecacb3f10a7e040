import type { InstanceRow, SweepRow, WorstRow } from './store/summary.store.js';
import type { InstanceDto, LastSweepDto } from './service-state.dto.js';
import type { WorstWorkerDto } from './summary.dto.js';

export function worstWorkerDto(row: WorstRow): WorstWorkerDto {
  const {
    id,
    worker_id: workerId,
    zone,
    health,
    held,
    failures,
    health_since: since,
    last_error: reason,
    message,
  } = row;
  return {
    id,
    workerId,
    zone,
    health,
    held,
    consecutiveFailures: failures,
    since: since.toISOString(),
    reason,
    message,
  };
}

export function sweepDto(row: SweepRow): LastSweepDto {
  const { round, started_at: startedAt, finished_at: finishedAt, ...rest } = row;
  const { cause, unhealthy, failed, recovered, held, released } = rest;
  return {
    round: Number(round),
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    durationMs: finishedAt.getTime() - startedAt.getTime(),
    cause,
    unhealthy,
    failed,
    recovered,
    held,
    released,
  };
}

export function instanceDto(row: InstanceRow): InstanceDto {
  const { number, name, started_at: startedAt, seen_at: seenAt } = row;
  return { number, name, startedAt: startedAt.toISOString(), seenAt: seenAt.toISOString() };
}
