import { v7 as uuidv7 } from 'uuid';
import { composePiece, sqlFile } from '../../../platform/database/sql-file.js';
import { statement, type Statement } from '../../../platform/database/statement.js';
import { JOURNAL } from '../../../fleet/store/journal.js';
import { forEachBreathing } from '../../../platform/batch/breathe.js';
import type { Suspicion } from '../../../fleet/suspicion.js';
import type { Overridable } from '../../../fleet/overrides.js';
import { searchTextOf, termsOf } from '../../../fleet/terms.js';
import { usableSlots, type RegistrationOutcome, type WorkerHealth } from '../../../fleet/worker.js';
import type { Texts } from '../../../platform/database/database.js';
import type { Authorised, RegisteredState, Replaced, ShownState } from '../registration.js';
import {
  columnsOf,
  DESCRIPTION_COLUMNS,
  DESCRIPTION_RECORD,
  DESCRIPTION_UPDATES,
} from '../../../fleet/store/description-columns.js';
import { REPEATS } from '../../../fleet/store/event-repeats.js';
import { LIVE_COLUMNS, liveStateOf, placesOf } from '../../../fleet/store/live-row.js';

const PIECES = {
  ...JOURNAL,
  fields: DESCRIPTION_COLUMNS,
  item: composePiece(sqlFile(import.meta.url, './sql/registration-item.sql'), { record: DESCRIPTION_RECORD }),
  updates: DESCRIPTION_UPDATES,
  described: sqlFile(import.meta.url, './sql/described-columns.sql'),
  stateColumns: sqlFile(import.meta.url, './sql/new-state-columns.sql'),
  newState: sqlFile(import.meta.url, './sql/new-state.sql'),
  repeats: REPEATS,
};
const SHOWN_AT = placesOf(['ord', ...LIVE_COLUMNS, 'last_outcome', 'in_force', 'sweep_round']);
const SHOWN_PIECES = {
  ...PIECES,
  columns: [
    ...[...LIVE_COLUMNS, 'last_outcome'].map((name) => `r.${name}`),
    'd.in_force',
    `CASE WHEN r.counting_since IS NOT NULL
    THEN (SELECT round FROM worker_registration.duty WHERE name = 'sweep') END AS sweep_round`,
  ].join(', '),
};
const REGISTER_SHOWN = statement(import.meta.url, './sql/register-workers.sql', SHOWN_PIECES);
/** For one new worker. */
export const CREATE = statement(import.meta.url, './sql/create-worker.sql', SHOWN_PIECES);
const MANY_AT = placesOf(['ord', 'id', 'incarnation', 'last_outcome', 'health', 'assigned_job_count']);
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
  readonly read: (row: Texts) => State;
}

/** Position of the registration of a row. */
export const ordOf = (row: Texts): number => Number(row[SHOWN_AT.ord]);

export const SHOWN: RegisterStatement<ShownState> = {
  statement: REGISTER_SHOWN,
  read: (row) => {
    const inForce = row[SHOWN_AT.in_force];
    return Object.assign(liveStateOf(row, SHOWN_AT), {
      lastOutcome: row[SHOWN_AT.last_outcome] as RegistrationOutcome,
      inForce: inForce == null ? undefined : (JSON.parse(inForce) as Overridable),
    });
  },
};
export const MANY: RegisterStatement<RegisteredState> = {
  statement: REGISTER_MANY,
  read: (row) => ({
    id: row[MANY_AT.id]!,
    incarnation: Number(row[MANY_AT.incarnation]),
    lastOutcome: row[MANY_AT.last_outcome] as RegistrationOutcome,
    health: row[MANY_AT.health] as WorkerHealth,
    assignedJobCount: Number(row[MANY_AT.assigned_job_count]),
  }),
};

/** Parameters of the statements that register. */
export async function parametersOf(
  all: readonly Authorised[],
  replaced: ReadonlyMap<string, Replaced>,
  instance: number,
  { renewal: [longestInterval, , , lease] }: Pick<Suspicion, 'renewal'>,
): Promise<unknown[]> {
  const items: object[] = [];
  await forEachBreathing(all, (each, ord) => items.push(itemOf(each, ord, replaced)));
  return [JSON.stringify(items), instance, longestInterval, lease];
}

/** A registration as an item of the first parameter. */
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
