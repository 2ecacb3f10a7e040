import type { JournalLine } from '../../support/journal-replay.js';
import { WRONG_CLAIMS, type WrongClaim } from './duty-witness.js';
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
  readonly version: string | null;
  readonly assigned: number;
  readonly jobs: readonly string[];
}

export interface SweepRow {
  readonly round: number;
  /** Whether it began before the previous one had ended. */
  readonly overlaps: boolean | null;
}

export interface DatedLine extends JournalLine {
  readonly seq: number;
  readonly id: string;
  readonly at: Date;
}

/** A gap as recorded by an instance, or one of a worker whose row was locked. */
export interface GapRow {
  /** `instance 3`, or the name of the worker. */
  readonly whose: string;
  readonly gap_from: Date;
  readonly gap_until: Date;
}

/** Contents of the database while there are no requests. */
export interface Evidence {
  readonly workers: readonly WorkerRow[];
  /** The new lines. */
  readonly journal: readonly DatedLine[];
  readonly sweeps: readonly SweepRow[];
  readonly wrongClaims: readonly WrongClaim[];
  readonly gaps: readonly GapRow[];
}

const WORKERS = `
  SELECT w.worker_id, s.id, s.presence = 'PRESENT' AS present, s.health::text, s.order_kind::text AS "order",
    s.registration_count AS registrations, s.incarnation, s.heartbeat_count::integer AS heartbeats, s.last_heartbeat,
    s.current_job_count AS job_count, s.usable_slots, w.version, s.assigned_job_count AS assigned,
    array(SELECT job_id FROM worker_registration.job AS j WHERE j.worker = s.id ORDER BY 1) AS jobs
  FROM worker_registration.worker_state AS s JOIN worker_registration.worker AS w USING (id)`;

const JOURNAL = `
  SELECT seq::integer, at, type, id::text, worker_id, detail FROM worker_registration.journal
  WHERE id IS NOT NULL AND seq > $1 ORDER BY seq`;

/** Numbers commit out of order: a line with a smaller one than those already read may still appear. */
const LATE = 1000;

const SWEEPS = `
  SELECT round::integer, started_at < lag(finished_at) OVER (ORDER BY round) AS overlaps
  FROM worker_registration.sweep ORDER BY round`;

const GAPS = `
  SELECT 'instance ' || instance AS whose, gap_from, gap_until FROM worker_registration.gap
  UNION ALL
  SELECT w.worker_id, g.gap_from, g.gap_until
  FROM worker_registration.worker_gap AS g JOIN worker_registration.worker AS w ON w.id = g.worker
  ORDER BY gap_from`;

/** Reads one snapshot after the other; of the journal each line once. */
export class Witnessing {
  private read = new Set<number>();

  /** All from one snapshot: sweeps continue. */
  async gather(world: World): Promise<Evidence> {
    const last = Math.max(0, ...this.read);
    const evidence = await gather(world, last - LATE);
    const journal = evidence.journal.filter(({ seq }) => !this.read.has(seq));
    for (const { seq } of journal) this.read.add(seq);
    this.read = new Set([...this.read].filter((seq) => seq > last - LATE));
    return { ...evidence, journal };
  }
}

async function gather({ postgres }: World, after: number): Promise<Evidence> {
  const client = await postgres.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return {
      workers: (await client.query<WorkerRow>(WORKERS)).rows,
      journal: (await client.query<DatedLine>(JOURNAL, [after])).rows,
      sweeps: (await client.query<SweepRow>(SWEEPS)).rows,
      wrongClaims: (await client.query<WrongClaim>(WRONG_CLAIMS)).rows,
      gaps: (await client.query<GapRow>(GAPS)).rows,
    };
  } finally {
    await client.end();
  }
}
