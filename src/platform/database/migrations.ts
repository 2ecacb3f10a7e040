import { sqlFile } from './sql-file.js';

/** SQL files in `migrations/`, in the order in which they run. Append-only: a released file is never changed. */
export const MIGRATION_FILES = [
  '0001_schema.sql',
  '0002_journal.sql',
  '0003_duties.sql',
  '0004_health.sql',
  '0005_reconnection.sql',
  '0006_statistics.sql',
  '0007_alerts.sql',
  '0008_jobs.sql',
  '0009_identity.sql',
  '0010_access.sql',
  '0011_stream.sql',
  '0012_leaving.sql',
  '0013_revocation.sql',
  '0016_audit.sql',
  '0017_names.sql',
  '0018_sessions.sql',
  '0019_gaps.sql',
  '0020_addresses.sql',
  '0022_heartbeat_faults.sql',
  '0023_scopes.sql',
  '0024_contested.sql',
] as const;

/** One step of the schema, as the table `migration` records it. */
export interface Migration {
  readonly file: string;
  /** Such as `Schema1790000000001`. */
  readonly name: string;
  readonly timestamp: number;
  readonly sql: string;
}

/** Migrations are recorded under names that end in a timestamp; the number of the file is added to this one. */
const EPOCH = 1_790_000_000_000;

/** Reads a migration. `0007_alert_rules.sql` is recorded as `AlertRules1790000000007`. */
export function readMigration(file: string): Migration {
  const [number, ...words] = file.replace(/\.sql$/, '').split('_');
  const timestamp = EPOCH + Number(number);
  const title = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return {
    file,
    name: `${title}${timestamp}`,
    timestamp,
    sql: sqlFile(import.meta.url, `./migrations/${file}`),
  };
}
