import { v7 as uuidv7 } from 'uuid';
import { composePiece, sqlFile } from '../../../platform/database/sql-file.js';
import { statement, type Statement } from '../../../platform/database/statement.js';
import { JOURNAL } from '../../../fleet/store/journal.js';
import { Breath } from '../../../platform/batch/breathe.js';
import type { Suspicion } from '../../../fleet/suspicion.js';
import type { Overridable } from '../../../fleet/overrides.js';
import { searchTextOf, termsOf } from '../../../fleet/terms.js';
import { usableSlots, type RegistrationOutcome, type WorkerHealth } from '../../../fleet/worker.js';
import type { Texts } from '../../../platform/database/database.js';
import {
  nameOf,
  type Authorised,
  type RegisteredState,
  type Replaced,
  type ShownState,
} from '../registration.js';
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

/**
 * Text of the items of one statement: a larger one would stop the event loop while it is written, and the driver copies it
 * several times.
 */
const MOST_TEXT = 1024 * 1024;

/** Parameters of one of the statements that register. */
export interface Part {
  readonly parameters: readonly unknown[];
  /** Length of the parameters as text. */
  readonly length: number;
  readonly isLast: boolean;
}

/** What all registrations of an instance have in common. */
type Common = readonly [instance: number, Pick<Suspicion, 'renewal'>];

/** Parameters of the statement that registers one worker. */
export const parametersOf = (one: Authorised, ...common: Common): unknown[] =>
  parametersFor([JSON.stringify(itemOf({ ...one, ord: 0, id: uuidv7() }, new Map()))], common);

/**
 * Parameters of the statements that register many: of one, or of several if the descriptions are large. Workers follow in
 * the order in which statements lock them.
 */
export async function* partsOf(
  all: readonly Authorised[],
  replaced: ReadonlyMap<string, Replaced>,
  ...common: Common
): AsyncGenerator<Part> {
  const breath = new Breath();
  let texts: string[] = [];
  let length = 0;
  const part = (isLast: boolean): Part => {
    const parameters = parametersFor(texts, common);
    const made = { parameters, length, isLast };
    // Before the statement runs, or it would keep them until they count as long-lived.
    texts = [];
    length = 0;
    return made;
  };
  for (const each of inLockOrder(all)) {
    if (length >= MOST_TEXT) yield part(false);
    if (breath.isDue) await breath.turn();
    const text = JSON.stringify(itemOf(each, replaced));
    texts.push(text);
    length += text.length;
  }
  yield part(true);
}

const parametersFor = (
  texts: readonly string[],
  [
    instance,
    {
      renewal: [longestInterval, , , lease],
    },
  ]: Common,
): unknown[] => [`[${texts.join(',')}]`, instance, longestInterval, lease];

interface Placed extends Authorised {
  /** Its position among those that register together. */
  readonly ord: number;
  /** For a new worker. */
  readonly id: string;
}

/** The ids of new workers are in the order of their registrations. */
const inLockOrder = (all: readonly Authorised[]): Placed[] =>
  all
    .map((each, ord) => ({ ...each, ord, id: uuidv7() }))
    .sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));

/** A registration as an item of the first parameter. */
function itemOf(
  { ord, id, registration, authority }: Placed,
  replaced: ReadonlyMap<string, Replaced>,
): object {
  const { description, ...told } = registration;
  const { actor, proof, joinToken } = authority;
  return {
    ord,
    id,
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
