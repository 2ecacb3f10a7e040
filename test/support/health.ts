import { SystemStatisticsService } from '../../src/statistics/system-statistics.service.js';
import type { TestServer } from './test-server.js';

/** Tests run sweeps by hand: none runs by itself, and every one counts. */
export const SWEEPS_BY_HAND = {
  'jobscheduler.worker.health-check-interval-ms': 2_000_000_000,
  'jobscheduler.worker.cleanup-interval-ms': 2_000_000_000,
  'jobscheduler.worker.reconnect-enabled': false,
} as const;

export interface SweepAnswer {
  readonly message: string;
  readonly round: number;
  readonly counted: boolean;
  readonly unhealthy: number;
  readonly failed: number;
  readonly recovered: number;
  readonly held: number;
  readonly released: number;
  readonly statistics: Readonly<Record<string, unknown>>;
}

export interface WorkerAnswer {
  readonly id: string;
  readonly status: string;
  readonly health: string;
  contested: boolean;
  readonly held: boolean;
  readonly suspect: boolean;
  readonly lateSeconds: number;
  readonly usuallyWithinSeconds: number;
  readonly stuck: boolean;
  readonly flapping: boolean;
  readonly consecutiveFailures: number;
}

export interface HealthAnswer {
  readonly healthy: boolean;
  readonly health: string;
  readonly description: string;
  readonly checks: readonly { readonly name: string; readonly healthy: boolean; readonly message: string }[];
  readonly consecutiveFailures: number;
  readonly held: boolean;
  readonly stuck: boolean;
  readonly flapping: boolean;
  readonly contested: boolean;
  readonly metrics: Readonly<Record<string, unknown>>;
}

/** Actions of an operator and of passing time on a fleet. */
export class FleetWatch {
  constructor(private readonly server: TestServer) {}

  /** Runs the next sweep, one interval after the last one. */
  async sweep(): Promise<SweepAnswer> {
    await this.server.database.query(
      `UPDATE worker_registration.duty SET claimed_at = claimed_at - interval '30 days'`,
    );
    return (await this.server.api.post<SweepAnswer>('/health/check')).body;
  }

  /** Runs another sweep at once, in the same round. */
  async sweepAgain(): Promise<SweepAnswer> {
    return (await this.server.api.post<SweepAnswer>('/health/check')).body;
  }

  /** Moves the last sign of life of workers back by this many seconds. */
  async silence(seconds: number, workerIds: string | readonly string[] = '%'): Promise<void> {
    await this.server.database.query(
      `UPDATE worker_registration.worker_state AS s SET
         lease_renewed_at = lease_renewed_at - make_interval(secs => $1),
         last_heartbeat = last_heartbeat - make_interval(secs => $1),
         due_at = due_at - make_interval(secs => $1)
       FROM worker_registration.worker AS w
       WHERE w.id = s.id AND (w.worker_id LIKE ANY ($2::text[]))`,
      [seconds, typeof workerIds === 'string' ? [workerIds] : workerIds],
    );
  }

  /** Lets workers fall silent, fail and be cleaned up; the server must run sweeps by hand, without guards. */
  async lose(workerIds: string | readonly string[] = '%'): Promise<void> {
    await this.silence(400, workerIds);
    for (let sweep = 0; sweep < 3; sweep += 1) await this.sweep();
    await this.server.database.query(
      `UPDATE worker_registration.worker_state SET health_since = health_since - interval '1 hour',
         presence_since = presence_since - interval '1 hour'
       WHERE health = 'FAILED' AND presence = 'PRESENT'`,
    );
    await this.server.api.post('/cleanup/failed');
  }

  /** Lets the next heartbeat of workers be due that many seconds ago; the last one was half a minute earlier. */
  async late(seconds: number, ...workerIds: string[]): Promise<void> {
    await this.server.database.query(
      `UPDATE worker_registration.worker_state AS s SET
         due_at = now() - make_interval(secs => $1),
         lease_renewed_at = now() - make_interval(secs => $1 + 30),
         last_heartbeat = now() - make_interval(secs => $1 + 30)
       FROM worker_registration.worker AS w
       WHERE w.id = s.id AND w.worker_id = ANY ($2::text[])`,
      [seconds, workerIds],
    );
  }

  /** The figures of the fleet, newer than everything before: a sweep may have counted at any time, and shares its figures. */
  async figures(): Promise<Record<string, number>> {
    await this.server.app.get(SystemStatisticsService).expireFigures();
    return (await this.server.api.get<Record<string, number>>('/health/system')).body;
  }

  async worker(workerId: string): Promise<WorkerAnswer> {
    return (await this.server.api.get<WorkerAnswer>(`/${workerId}`)).body;
  }

  async health(workerId: string): Promise<HealthAnswer> {
    return (await this.server.api.get<HealthAnswer>(`/${workerId}/health`)).body;
  }

  /** Types of the events of a worker, or of the service, oldest first. */
  async events(workerId?: string): Promise<{ type: string; detail: Record<string, unknown> }[]> {
    const path = workerId === undefined ? '/events' : `/${workerId}/events`;
    type Page = { events: { type: string; detail: Record<string, unknown> }[] };
    return (await this.server.api.get<Page>(`${path}?limit=1000`)).body.events.toReversed();
  }

  /** Counts workers by health, and held ones. */
  async counts(): Promise<{ HEALTHY: number; UNHEALTHY: number; FAILED: number; held: number }> {
    const [row] = await this.server.database.query<{
      HEALTHY: number;
      UNHEALTHY: number;
      FAILED: number;
      held: number;
    }>(
      `SELECT count(*) FILTER (WHERE health = 'HEALTHY')::integer AS "HEALTHY",
         count(*) FILTER (WHERE health = 'UNHEALTHY')::integer AS "UNHEALTHY",
         count(*) FILTER (WHERE health = 'FAILED')::integer AS "FAILED",
         count(*) FILTER (WHERE held)::integer AS held
       FROM worker_registration.worker_state WHERE presence = 'PRESENT'`,
    );
    return row!;
  }
}
