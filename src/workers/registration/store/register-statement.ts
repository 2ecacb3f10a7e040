import { v7 as uuidv7 } from 'uuid';
import { compose, sqlFile } from '../../../platform/database/sql-file.js';
import { searchTextOf, termsOf } from '../../../fleet/terms.js';
import { usableSlots, type WorkerState } from '../../../fleet/worker.js';
import type { Authority, RegisteredState, Registration, Replaced } from '../registration.js';
import { stateOf, type StateRow } from '../../../fleet/store/state-row.js';

const REGISTER = sqlFile(import.meta.url, './sql/register-workers.sql');
const REGISTER_ONE = compose(REGISTER, {
  columns: `r.*, (SELECT round FROM worker_registration.duty WHERE name = 'sweep') AS sweep_round`,
});
/** Of many workers only what their results need: the other fifty columns cost as much as all the rest. */
const REGISTER_MANY = compose(REGISTER, {
  columns: 'r.id, r.incarnation, r.last_outcome, r.health, r.assigned_job_count',
});
/** A statement that registers, and how its rows are read. */
export interface Statement<State> {
  readonly sql: string;
  readonly read: (row: StateRow) => State;
}

export const ONE: Statement<WorkerState> = { sql: REGISTER_ONE, read: stateOf };
export const MANY: Statement<RegisteredState> = {
  sql: REGISTER_MANY,
  read: ({ id, incarnation, last_outcome, health, assigned_job_count }) => ({
    id,
    incarnation,
    lastOutcome: last_outcome,
    health,
    assignedJobCount: assigned_job_count,
  }),
};

/** A registration as the statement takes it. */
export function itemOf(
  { description, ...told }: Registration,
  ord: number,
  replaced: ReadonlyMap<string, Replaced>,
  proof: Authority['proof'],
): object {
  return {
    ord,
    id: uuidv7(),
    worker_id: description.workerId,
    name: description.name,
    host_name: description.hostName,
    host_address: description.hostAddress,
    port: description.port,
    max_concurrent_jobs: description.maxConcurrentJobs,
    usable_slots: usableSlots(description.maxConcurrentJobs, description.workerLoadFactor),
    capabilities: description.capabilities,
    tags: description.tags,
    version: description.version,
    priority_threshold: description.priorityThreshold,
    worker_load_factor: description.workerLoadFactor,
    zone: description.zone,
    health_path: description.healthPath,
    reconnect: description.reconnect,
    terms: termsOf(description),
    search_text: searchTextOf(description),
    boot_id: told.bootId,
    active_job_count: told.activeJobCount,
    expect_online: told.expectOnline,
    replaced: replaced.get(description.workerId)?.id ?? null,
    replaced_incarnation: replaced.get(description.workerId)?.incarnation ?? null,
    token_id: proof?.id ?? null,
    token_incarnation: proof?.incarnation ?? null,
  };
}
