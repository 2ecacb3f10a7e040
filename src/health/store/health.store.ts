import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { Database } from '../../platform/database/database.js';
import { statement, template } from '../../platform/database/statement.js';
import { hasLostSession, isSuspect, lateSeconds } from '../../fleet/store/suspicion-pieces.js';
import { Suspicion } from '../../fleet/suspicion.js';
import { Judgements, PRODUCT_PIECES } from './judgements.js';

const LATENESS = {
  suspect: isSuspect('w', '$4'),
  late: lateSeconds('w', '$4'),
  lost: hasLostSession('w'),
};
const READ_VITALS = template(import.meta.url, './sql/read-vitals.sql', {
  '': { ...PRODUCT_PIECES, ...LATENESS },
});
const FIND_WORKER_ID = statement(import.meta.url, './sql/find-worker-id.sql');

/** A report of a scheduler. */
export interface ObservationRow {
  kind: string;
  reporter: string;
  jobId: string | null;
  at: string;
}

export interface VitalsRow {
  presence: 'EXPECTED' | 'PRESENT' | 'LEFT' | 'LOST';
  health: 'HEALTHY' | 'UNHEALTHY' | 'FAILED';
  health_since: Date;
  held: boolean;
  reported_status: string;
  order_kind: 'DRAINING' | 'MAINTENANCE' | null;
  current_job_count: number;
  usable_slots: number;
  assigned_job_count: number;
  consecutive_failures: number;
  cpu_usage: number | null;
  memory_usage: number | null;
  error_count: number;
  event_loop_lag_ms: number | null;
  heartbeat_count: string;
  last_heartbeat: Date | null;
  last_error: string | null;
  last_error_at: Date | null;
  /** Number of heartbeats refused since the last accepted one; null if there was none. */
  refusals: number | null;
  refused_at: Date | null;
  refusal_code: string | null;
  refusal: string | null;
  dropped_at: Date | null;
  dropped_field: string | null;
  dropped: string | null;
  /** One entry per check. */
  failing: boolean[];
  sentences: (string | null)[];
  /** Silent since a gap of the service, and therefore not judged. */
  grace: boolean;
  /** Share of its time that it was present and HEALTHY; null for a worker that has just registered. */
  uptime: number | null;
  flapping: boolean;
  suspect: boolean;
  late_seconds: number;
  /** Whether its session ended without a farewell. */
  session_lost: boolean;
  /** Until when it is suspect by reports of schedulers; null if it is not. */
  accused_until: Date | null;
  /** Reports of the last three minutes, newest first. */
  observations: ObservationRow[];
  contested: boolean;
}

/** Reads the facts by which the health of a worker is judged. */
@Injectable()
export class HealthStore {
  constructor(
    private readonly database: Database,
    private readonly judgements: Judgements,
    private readonly suspicion: Suspicion,
  ) {}

  /** Returns undefined for a worker that is not present. */
  async readVitals(id: string): Promise<VitalsRow | undefined> {
    const judged = await this.judgements.parametersOn(this.database);
    const parameters = [...judged, id, this.suspicion.margins];
    const reading = READ_VITALS({ ...this.judgements.pieces, ...LATENESS });
    return (await this.database.query<VitalsRow>(reading, parameters))[0];
  }

  /** Finds the id of a worker by its workerId, or else by its id. */
  async findId(name: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>(FIND_WORKER_ID, [
      name,
      isUuid(name) ? name : null,
    ]);
    return row?.id;
  }
}
