import type { PoolClient } from 'pg';
import type { Schema } from './schema.js';
import type { Statement } from './statement.js';

/** Runs one statement and returns its rows; parameters are always bound, never inserted into the text. */
export interface Queryable {
  query<Row>(statement: Statement, parameters?: readonly unknown[]): Promise<Row[]>;
}

/** A row in PostgreSQL's text format. */
export type Texts = readonly (string | null)[];

/** One transaction on one connection. */
export interface Transaction extends Queryable {
  queryTexts(statement: Statement, parameters?: readonly unknown[]): Promise<Texts[]>;
  /** For frequent statements: their plans are kept. */
  queryPrepared<Row>(statement: Statement, parameters?: readonly unknown[]): Promise<Row[]>;
  queryPreparedTexts(statement: Statement, parameters?: readonly unknown[]): Promise<Texts[]>;
}

/** Leaves each value unchanged. */
const AS_TEXT = { getTypeParser: () => (text: string) => text };

/**
 * Returns a transaction that has begun on a connection.
 * @param prepares whether prepared statements persist on it
 * @param note is called with each statement
 */
export const transactionOn = (
  client: PoolClient,
  schema: Schema,
  prepares: boolean,
  note: (statement: Statement) => void,
): Transaction => {
  const noted = (given: Statement): Statement => {
    const statement = given.in(schema);
    note(statement);
    return statement;
  };
  return {
    query: (given, parameters = []) => rowsOf(client, noted(given), parameters),
    queryTexts: (given, parameters = []) => {
      const statement = noted(given);
      return named(statement, textsOf(client, statement, parameters));
    },
    queryPrepared: (given, parameters = []) => {
      const statement = noted(given);
      return rowsOf(client, statement, parameters, prepares ? statement.preparedName : undefined);
    },
    queryPreparedTexts: (given, parameters = []) => {
      const statement = noted(given);
      const name = prepares ? statement.preparedName : undefined;
      return named(statement, textsOf(client, statement, parameters, name));
    },
  };
};

/** @param name of the prepared statement; without one it is planned each time */
export async function rowsOf<Row>(
  client: PoolClient,
  statement: Statement,
  parameters: readonly unknown[],
  name?: string,
): Promise<Row[]> {
  const query = { name, text: statement.text, values: [...parameters] };
  const { rows } = await named(statement, client.query<Row & object>(query));
  return rows;
}

/** Adds the statement to its error, so that the log shows the purpose of the statement. */
export async function named<T>({ text: query }: Statement, result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof Error) Object.assign(error, { query });
    throw error;
  }
}

export async function textsOf(
  client: PoolClient,
  { text }: Statement,
  values: readonly unknown[],
  name?: string,
): Promise<Texts[]> {
  const { rows } = await client.query<(string | null)[]>({
    name,
    text,
    values: [...values],
    rowMode: 'array',
    types: AS_TEXT,
  });
  return rows;
}
