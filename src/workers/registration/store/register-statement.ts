import { v7 as uuidv7 } from 'uuid';
import { statement, type Statement } from '../../../platform/database/statement.js';
import { JOURNAL } from '../../../fleet/store/journal.js';
import { searchTextOf, termsOf } from '../../../fleet/terms.js';
import { usableSlots, type WorkerState } from '../../../fleet/worker.js';
import type { Authorised, RegisteredState, Replaced } from '../registration.js';
import {
  columnsOf,
  DESCRIPTION_COLUMNS,
  DESCRIPTION_RECORD,
  DESCRIPTION_UPDATES,
} from '../../../fleet/store/description-columns.js';
import { REPEATS } from '../../../fleet/store/event-repeats.js';
import { stateOf, type StateRow } from '../../../fleet/store/state-row.js';

const PIECES = {
  ...JOURNAL,
  fields: DESCRIPTION_COLUMNS,
  record: DESCRIPTION_RECORD,
  updates: DESCRIPTION_UPDATES,
  repeats: REPEATS,
};
const REGISTER_SHOWN = statement(import.meta.url, './sql/register-workers.sql', {
  ...PIECES,
  columns: `r.*, (SELECT round FROM worker_registration.duty WHERE name = 'sweep') AS sweep_round`,
});
/**
 * For many workers only the columns that their results need: the other fifty cost as much as everything else.
 */
const REGISTER_MANY = statement(
  import.meta.url,
  './sql/register-workers.sql',
  { ...PIECES, columns: 'r.id, r.incarnation, r.last_outcome, r.health, r.assigned_job_count' },
  'unshown',
);
/** A statement that registers, and how to read its rows. */
export interface RegisterStatement<State> {
  readonly statement: Statement;
  readonly read: (row: StateRow) => State;
}

export const SHOWN: RegisterStatement<WorkerState> = { statement: REGISTER_SHOWN, read: stateOf };
export const MANY: RegisterStatement<RegisteredState> = {
  statement: REGISTER_MANY,
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
  { registration, authority }: Authorised,
  ord: number,
  replaced: ReadonlyMap<string, Replaced>,
): object {
  const { description, ...told } = registration;
  const { actor, proof, joinToken } = authority;
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
    actor,
    detail: joinToken === undefined ? {} : { joinToken: joinToken.name },
  };
}
