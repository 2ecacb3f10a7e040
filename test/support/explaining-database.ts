import { Client } from 'pg';
import type { Database, Queryable } from '../../src/platform/database/database.js';

interface PlanNode {
  'Node Type': string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
}

/** Runs each SELECT as it is and once more under EXPLAIN ANALYZE, and adds up the rows that its scans looked at. */
export class ExplainingDatabase {
  /** Rows of tables and indexes looked at since the last {@link reset}. */
  rowsLookedAt = 0;

  private constructor(private readonly client: Client) {}

  static async connect(url: string): Promise<ExplainingDatabase> {
    const client = new Client({ connectionString: url });
    await client.connect();
    return new ExplainingDatabase(client);
  }

  reset(): void {
    this.rowsLookedAt = 0;
  }

  /** The part of Database that the store under test uses. */
  get database(): Database {
    return this as unknown as Database;
  }

  async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    await this.client.query('BEGIN');
    try {
      return await work({ query: (sql, parameters = []) => this.run(sql, parameters) });
    } finally {
      await this.client.query('ROLLBACK');
    }
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  private async run<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    if (/^\s*SELECT/i.test(sql)) {
      const explained = await this.client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${sql}`,
        [...parameters],
      );
      this.rowsLookedAt += lookedAt(explained.rows[0]!['QUERY PLAN'][0].Plan);
    }
    return (await this.client.query(sql, [...parameters])).rows as Row[];
  }
}

/**
 * A bitmap's index entries are no rows, as the heap scan above it counts those that it fetched; unless the bitmap is made
 * anew for each row of another table.
 */
function lookedAt(node: PlanNode): number {
  const isBitmap = node['Node Type'] === 'Bitmap Index Scan' && node['Actual Loops'] === 1;
  // What is scanned of a subquery was looked at below it already.
  const isScan = node['Node Type'].endsWith('Scan') && node['Node Type'] !== 'Subquery Scan' && !isBitmap;
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  const own = isScan ? (node['Actual Rows'] + removed) * node['Actual Loops'] : 0;
  return (node.Plans ?? []).reduce((sum, inner) => sum + lookedAt(inner), own);
}
