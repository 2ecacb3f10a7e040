import { escapeIdentifier, type ClientBase } from 'pg';
import { StartError } from '../errors/start-error.js';
import type { Schema } from './schema.js';

/** Tables on which the role lacks rights that the statements need. */
const LACKING = `
  SELECT current_user AS role, c.relname AS name
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE n.nspname = 'worker_registration' AND c.relkind IN ('r', 'p') AND NOT (
    has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
    AND (c.relname = 'migration' OR (
      has_table_privilege(c.oid, 'INSERT') AND has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE')
    ))
  )
  ORDER BY c.relname`;

/** @throws StartError if the role may not read and write all tables */
export async function requireRights(client: ClientBase, schema: Schema): Promise<void> {
  const { rows } = await client.query<{ role: string; name: string }>(schema.in(LACKING));
  const [first] = rows;
  if (first === undefined) return;
  const role = escapeIdentifier(first.role);
  throw new StartError(
    `The role ${first.role} may not read and write all tables of the schema ${schema.name} (${rows.map(({ name }) => name).join(', ')}).`,
    schema.in(
      `Run as their owner: GRANT USAGE ON SCHEMA worker_registration TO ${role}; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA worker_registration TO ${role}; GRANT USAGE ON ALL SEQUENCES IN SCHEMA worker_registration TO ${role};`,
    ),
  );
}
