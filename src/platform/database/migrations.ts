import { createHash } from 'node:crypto';
import { sqlFolder } from './sql-file.js';

/**
 * SQL files in `migrations/`, in the order in which they run. Append-only: a change of the schema is a new file, with the next
 * number. The table `migration` records each with the hash of its text, and so does `migrations/SHA256SUMS`.
 */
export const MIGRATION_FILES = [
  '0001_schema.sql',
  '0002_presence.sql',
  '0003_lease.sql',
  '0004_suspects.sql',
  '0005_fences.sql',
  '0006_proven_deaths.sql',
  '0007_loss.sql',
  '0008_observations.sql',
  '0009_honest_columns.sql',
  '0010_messages.sql',
  '0011_guards.sql',
  '0012_accusations.sql',
  '0013_sessions.sql',
  '0014_intervals.sql',
  '0015_excuses.sql',
  '0016_inlined_outcomes.sql',
  '0017_alert_history.sql',
  '0018_event_cursors.sql',
  '0019_operations.sql',
  '0020_capacity.sql',
  '0021_warnings.sql',
  '0022_cleanup_operations.sql',
  '0023_reports.sql',
  '0025_check_findings.sql',
  '0027_overrides.sql',
  '0028_idle_workers.sql',
  '0032_exact_intervals.sql',
  '0033_drain_deadline.sql',
] as const;

/** One step of the schema, as the table `migration` records it. */
export interface Migration {
  readonly file: string;
  readonly sha256: string;
  readonly sql: string;
}

const TEXTS = sqlFolder(import.meta.url, './migrations/');

/** Returns a migration of the list. */
export function readMigration(file: string): Migration {
  const sql = TEXTS[file];
  if (sql === undefined) throw new Error(`There is no migration ${file}`);
  return { file, sha256: createHash('sha256').update(sql).digest('hex'), sql };
}
