import {
  WORKER_FIELD_NAMES,
  WORKER_FIELDS,
  type WorkerDescription,
  type WorkerFieldName,
} from '../worker-fields.js';

const columns = WORKER_FIELD_NAMES.map((name) => ({ name, ...WORKER_FIELDS[name] }));

/** The columns of a description in the table `worker`, as statements list them. */
export const DESCRIPTION_COLUMNS = columns.map(({ column }) => column).join(', ');

/** The same with their types, for `jsonb_to_recordset`. */
export const DESCRIPTION_RECORD = columns.map(({ column, type }) => `${column} ${type}`).join(', ');

/** The assignments of an upsert. The name of a worker is its key and stays. */
export const DESCRIPTION_UPDATES = columns
  .filter(({ name }) => name !== 'workerId')
  .map(({ column }) => `${column} = excluded.${column}`)
  .join(',\n    ');

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
