import { Client } from 'pg';
import type { Database, Texts, Transaction } from '../../src/platform/database/database.js';

interface PlanNode {
  'Node Type': string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
}

/** PostgreSQL's report about a statement that it ran. */
const AUTO_EXPLAIN = `
  LOAD 'auto_explain';
  SET auto_explain.log_min_duration = 0;
  SET auto_explain.log_analyze = on;
  SET auto_explain.log_timing = off;
  SET auto_explain.log_parameter_max_length = 0;
  SET auto_explain.log_format = json;
  SET auto_explain.log_level = notice`;

/**
 * Runs each statement unchanged, and sums up the rows that its scans read, which are known when its
 * transaction has ended.
 */
export class ExplainingDatabase {
  /** Rows of tables and indexes read since the last {@link reset}. */
  rowsLookedAt = 0;

  private constructor(private readonly client: Client) {
    client.on('notice', ({ message = '' }) => {
      const { Plan } = JSON.parse(message.slice(message.indexOf('{'))) as { Plan: PlanNode };
      this.rowsLookedAt += lookedAt(Plan);
    });
  }

  static async connect(url: string): Promise<ExplainingDatabase> {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(AUTO_EXPLAIN);
    return new ExplainingDatabase(client);
  }

  reset(): void {
    this.rowsLookedAt = 0;
  }

  /** The part of Database that the tested store uses. */
  get database(): Database {
    return this as unknown as Database;
  }

  async snapshot<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    await this.client.query('BEGIN');
    try {
      const query: Transaction['query'] = ({ text }, parameters = []) => this.run(text, parameters);
      const queryTexts: Transaction['queryTexts'] = ({ text }, parameters = []) =>
        this.texts(text, parameters);
      return await work({ query, queryPrepared: query, queryTexts, queryPreparedTexts: queryTexts });
    } finally {
      await this.client.query('ROLLBACK');
    }
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  private async texts(text: string, parameters: readonly unknown[]): Promise<Texts[]> {
    const types = { getTypeParser: () => (value: string) => value };
    const values = [...parameters];
    const result = await this.client.query<(string | null)[]>({ text, values, rowMode: 'array', types });
    return result.rows;
  }

  private async run<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    return (await this.client.query(sql, [...parameters])).rows as Row[];
  }
}

/**
 * A bitmap's index entries are not rows, because the heap scan above it counts those that it read; unless the
 * bitmap is built again for each row of another table.
 */
function lookedAt(node: PlanNode): number {
  const isBitmap = node['Node Type'] === 'Bitmap Index Scan' && node['Actual Loops'] === 1;
  // Rows of a subquery have already been counted below it.
  const isScan = node['Node Type'].endsWith('Scan') && node['Node Type'] !== 'Subquery Scan' && !isBitmap;
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  const own = isScan ? (node['Actual Rows'] + removed) * node['Actual Loops'] : 0;
  return (node.Plans ?? []).reduce((sum, inner) => sum + lookedAt(inner), own);
}
