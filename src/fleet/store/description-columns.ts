import { overrideOf } from '../overrides.js';
import {
  WORKER_FIELD_NAMES,
  WORKER_FIELDS,
  type WorkerDescription,
  type WorkerFieldName,
} from '../worker-fields.js';

const columns = WORKER_FIELD_NAMES.map((name) => ({
  name,
  ...WORKER_FIELDS[name],
  override: overrideOf(name),
}));

/** The columns of a description in the table `worker`, as statements list them. */
export const DESCRIPTION_COLUMNS = columns.map(({ column }) => column).join(', ');

/** The same with their types, for `jsonb_to_recordset`. */
export const DESCRIPTION_RECORD = columns.map(({ column, type }) => `${column} ${type}`).join(', ');

/** The fields that operators may set, as one JSON value by the names of their overrides. */
const overridableJson = (alias: string): string =>
  `jsonb_build_object(${columns
    .flatMap(({ override, column }) => (override === undefined ? [] : [`'${override}', ${alias}.${column}`]))
    .join(', ')})`;

/**
 * The assignments of an upsert. The name of a worker is its key and stays; so does what an operator has set, and what the
 * worker reports in its place is kept beside it.
 */
export const DESCRIPTION_UPDATES = [
  ...columns
    .filter(({ name }) => name !== 'workerId')
    .map(({ column, override }) =>
      override === undefined
        ? `${column} = excluded.${column}`
        : `${column} = CASE WHEN w.overrides ? '${override}' THEN w.${column} ELSE excluded.${column} END`,
    ),
  `reported = CASE WHEN w.overrides IS NOT NULL THEN ${overridableJson('excluded')} END`,
].join(',\n    ');

/** The columns under the names of the fields. */
export const DESCRIPTION_SELECTION = columns.map(({ name, column }) => `${column} AS "${name}"`).join(', ');

/** Some fields of the description as one JSON value, from the row with this alias. */
export const descriptionJson = (
  alias: string,
  fields: readonly WorkerFieldName[] = WORKER_FIELD_NAMES,
): string =>
  `jsonb_build_object(${fields.map((name) => `'${name}', ${alias}.${WORKER_FIELDS[name].column}`).join(', ')})`;

/** A description by its columns. */
export const columnsOf = (description: WorkerDescription): Record<string, unknown> =>
  Object.fromEntries(columns.map(({ name, column }) => [column, description[name]]));
