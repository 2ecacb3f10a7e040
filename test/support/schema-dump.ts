import type { TestDatabase } from './database.js';

const SCHEMA = 'worker_registration';

/**
 * Describes PostgreSQL's schema in a form that is the same on every version from 15 to 18 (that of pg_dump is
 * not, and it is not part of the embedded server).
 */
export async function dumpSchema(database: TestDatabase): Promise<string> {
  // Names are qualified whatever the user's name: a schema of that name would be on the path.
  await database.query(`SET search_path = pg_catalog`);
  const sections: string[] = [];
  for (const sql of QUERIES) {
    const rows = await database.query<{ line: string }>(sql, [SCHEMA]);
    sections.push(rows.map(({ line }) => line).join('\n'));
  }
  await database.query('RESET search_path');
  return `${sections.join('\n\n')}\n`;
}

const OURS = `n.nspname = $1 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = x.oid AND d.deptype = 'e')`;

const QUERIES = [
  `SELECT format('type %s: %s', x.typname, string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder)) AS line
   FROM pg_type x JOIN pg_namespace n ON n.oid = x.typnamespace JOIN pg_enum e ON e.enumtypid = x.oid
   WHERE ${OURS} GROUP BY x.typname ORDER BY x.typname`,
  `SELECT format('table %s%s', x.relname, ' (' || array_to_string(x.reloptions, ', ') || ')') AS line
   FROM pg_class x JOIN pg_namespace n ON n.oid = x.relnamespace WHERE ${OURS} AND x.relkind = 'r' ORDER BY x.relname`,
  `SELECT format('column %s.%s %s%s%s', x.relname, a.attname, format_type(a.atttypid, a.atttypmod),
     CASE WHEN a.attnotnull THEN ' not null' ELSE '' END,
     CASE WHEN a.attgenerated <> '' THEN ' generated ' || regexp_replace(pg_get_expr(d.adbin, d.adrelid), '\\s+', ' ', 'g')
          WHEN d.adbin IS NOT NULL THEN ' default ' || pg_get_expr(d.adbin, d.adrelid) ELSE '' END) AS line
   FROM pg_attribute a JOIN pg_class x ON x.oid = a.attrelid JOIN pg_namespace n ON n.oid = x.relnamespace
   LEFT JOIN pg_attrdef d ON d.adrelid = x.oid AND d.adnum = a.attnum
   WHERE ${OURS} AND x.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY x.relname, a.attnum`,
  `SELECT format('constraint %s.%s %s', t.relname, x.conname, pg_get_constraintdef(x.oid)) AS line
   FROM pg_constraint x JOIN pg_class t ON t.oid = x.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
   WHERE ${OURS} AND x.contype <> 'n' ORDER BY t.relname, x.conname`,
  `SELECT pg_get_indexdef(x.oid) AS line
   FROM pg_class x JOIN pg_namespace n ON n.oid = x.relnamespace
   WHERE ${OURS} AND x.relkind = 'i' ORDER BY x.relname`,
  `SELECT format('function %s(%s) %s', x.proname, pg_get_function_arguments(x.oid), pg_get_function_result(x.oid)) AS line
   FROM pg_proc x JOIN pg_namespace n ON n.oid = x.pronamespace WHERE ${OURS} ORDER BY x.proname`,
  `SELECT pg_get_triggerdef(x.oid) AS line
   FROM pg_trigger x JOIN pg_class t ON t.oid = x.tgrelid JOIN pg_namespace n ON n.oid = t.relnamespace
   WHERE ${OURS} AND NOT x.tgisinternal ORDER BY x.tgname`,
];
