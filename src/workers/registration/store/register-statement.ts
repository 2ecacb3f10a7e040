import { v7 as uuidv7 } from 'uuid';
import { compose, sqlFile } from '../../../platform/database/sql-file.js';
import { searchTextOf, termsOf } from '../../../fleet/terms.js';
import { usableSlots, type WorkerState } from '../../../fleet/worker.js';
import type { Authority, RegisteredState, Registration, Replaced } from '../registration.js';
import {
  columnsOf,
  DESCRIPTION_COLUMNS,
  DESCRIPTION_RECORD,
  DESCRIPTION_UPDATES,
} from '../../../fleet/store/description-columns.js';
import { REPEATS } from '../../../fleet/store/event-repeats.js';
import { stateOf, type StateRow } from '../../../fleet/store/state-row.js';

const REGISTER = sqlFile(import.meta.url, './sql/register-workers.sql');
const DESCRIPTION = {
  fields: DESCRIPTION_COLUMNS,
  record: DESCRIPTION_RECORD,
  updates: DESCRIPTION_UPDATES,
};
const REGISTER_ONE = compose(REGISTER, {
  ...DESCRIPTION,
  repeats: REPEATS,
  columns: `r.*, (SELECT round FROM worker_registration.duty WHERE name = 'sweep') AS sweep_round`,
});
/**
 * For many workers only the columns that their results need: the other fifty cost as much as everything else.
 */
const REGISTER_MANY = compose(REGISTER, {
  ...DESCRIPTION,
  repeats: REPEATS,
  columns: 'r.id, r.incarnation, r.last_outcome, r.health, r.assigned_job_count',
});
/** A statement that registers, and how to read its rows. */
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

/** A registration as a parameter of the statement. */
export function itemOf(
  { description, ...told }: Registration,
  ord: number,
  replaced: ReadonlyMap<string, Replaced>,
  proof: Authority['proof'],
): object {
  return {
    ord,
    id: uuidv7(),
    ...columnsOf(description),
    usable_slots: usableSlots(description.maxConcurrentJobs, description.workerLoadFactor),
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
