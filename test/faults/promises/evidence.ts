import type { JournalLine } from '../../support/journal-replay.js';
import type { World } from '../parts/world.js';

export interface WorkerRow {
  readonly worker_id: string;
  readonly id: string;
  readonly present: boolean;
  readonly health: string;
  readonly order: string | null;
  readonly registrations: number;
  readonly incarnation: number;
  readonly heartbeats: number;
  readonly last_heartbeat: Date | null;
  readonly job_count: number;
  readonly usable_slots: number;
  readonly assigned: number;
  readonly jobs: readonly string[];
}

export interface SweepRow {
  readonly round: number;
  /** Whether it began before the one before it had ended. */
  readonly overlaps: boolean | null;
}

/** What the database holds while nobody asks for anything. */
export interface Evidence {
  readonly workers: readonly WorkerRow[];
  readonly journal: readonly (JournalLine & { readonly seq: number })[];
  readonly sweeps: readonly SweepRow[];
}

const WORKERS = `
  SELECT w.worker_id, s.id, s.presence = 'PRESENT' AS present, s.health::text, s.order_kind::text AS "order",
    s.registration_count AS registrations, s.incarnation, s.heartbeat_count::integer AS heartbeats, s.last_heartbeat,
    s.current_job_count AS job_count, s.usable_slots, s.assigned_job_count AS assigned,
    array(SELECT job_id FROM worker_registration.job AS j WHERE j.worker = s.id ORDER BY 1) AS jobs
  FROM worker_registration.worker_state AS s JOIN worker_registration.worker AS w USING (id)`;

const JOURNAL = `
  SELECT seq::integer, type, worker_id, detail FROM worker_registration.journal WHERE id IS NOT NULL ORDER BY seq`;

const SWEEPS = `
  SELECT round::integer,
    started_at < lag(finished_at) OVER (ORDER BY round) AS overlaps
  FROM worker_registration.sweep ORDER BY round`;

/** All of it as of one moment: sweeps go on. */
export async function gather({ postgres }: World): Promise<Evidence> {
  const client = await postgres.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return {
      workers: (await client.query<WorkerRow>(WORKERS)).rows,
      journal: (await client.query<JournalLine & { seq: number }>(JOURNAL)).rows,
      sweeps: (await client.query<SweepRow>(SWEEPS)).rows,
    };
  } finally {
    await client.end();
  }
}
