import { searchTextOf, termsOf } from '../../src/fleet/terms.js';
import { describeWorker, type WorkerDescription } from '../../src/fleet/worker-fields.js';
import type { TestDatabase } from '../support/database.js';
import { v7 as uuidv7 } from 'uuid';

/** Fields that matter for a test; the rest has defaults. */
export interface FleetRow extends Partial<WorkerDescription> {
  reportedStatus?: string;
  health?: string;
  availableCapacity?: number;
}

export interface StoredRow extends FleetRow {
  readonly id: string;
  readonly workerId: string;
  readonly searchText: string;
  readonly terms: readonly string[];
}

/** Writes rows of present workers directly into the tables: a fleet of any size in seconds. */
export async function storeFleet(
  database: TestDatabase,
  size: number,
  rowOf: (index: number) => FleetRow,
  { analyze = true }: { analyze?: boolean } = {},
): Promise<StoredRow[]> {
  const rows = Array.from({ length: size }, (_, index) => stored(index, rowOf(index)));
  for (let start = 0; start < size; start += 10_000) {
    await database.query(INSERT, [JSON.stringify(rows.slice(start, start + 10_000))]);
  }
  if (analyze)
    await database.query('VACUUM ANALYZE worker_registration.worker, worker_registration.worker_state');
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function stored(index: number, row: FleetRow): StoredRow {
  const stated = { workerId: `worker-${index}`, name: 'Test Worker', maxConcurrentJobs: 10, ...row };
  const description = describeWorker(
    (name, { fallback }) => (stated as Partial<WorkerDescription>)[name] ?? fallback,
  );
  return {
    ...description,
    ...row,
    id: uuidv7(),
    searchText: searchTextOf(description),
    terms: termsOf(description),
  };
}

const INSERT = `
  WITH item AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS i (
    id uuid, "workerId" text, name text, tags text[], version text, zone text, capabilities jsonb, terms text[],
    "searchText" text, "reportedStatus" text, health text, "availableCapacity" integer
  )),
  described AS (
    INSERT INTO worker_registration.worker (
      id, worker_id, revision, name, max_concurrent_jobs, capabilities, tags, version, priority_threshold,
      worker_load_factor, zone, terms, search_text
    )
    SELECT id, "workerId", 1, name, 10, capabilities, tags, version, 0, 1, zone, terms, "searchText" FROM item
  )
  INSERT INTO worker_registration.worker_state (
    id, revision, registered_at, last_registered_at, lease_renewed_at, presence, presence_since, last_outcome,
    max_concurrent_jobs, usable_slots, available_capacity, reported_status, health, zone, taken_by
  )
  SELECT id, 1, now(), now(), now(), 'PRESENT', now(), 'created', 10, 10, coalesce("availableCapacity", 10),
    coalesce("reportedStatus", 'ACTIVE')::worker_registration.worker_status,
    coalesce(health, 'HEALTHY')::worker_registration.worker_health, zone,
    coalesce((SELECT max(number) FROM worker_registration.instance), 1)
  FROM item`;
