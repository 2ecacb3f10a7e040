import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { JOURNAL } from '../../src/fleet/store/journal.js';
import type { Statement } from '../../src/platform/database/statement.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { allStatements, sqlFiles } from '../support/statements.js';

const FOLDER = join(import.meta.dirname, '../../docs/statements');

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: PlanNode[];
}

/** Tables that a plan changes. */
const changedBy = (node: PlanNode): string[] => [
  ...(node['Node Type'] === 'ModifyTable' ? [node['Relation Name']!] : []),
  ...(node.Plans ?? []).flatMap(changedBy),
];

describe('Every statement', () => {
  let database: TestDatabase;
  let statements: readonly Statement[];
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.query(`SET search_path = pg_catalog`);
    await database.query(`SET plan_cache_mode = force_generic_plan`);
    statements = await allStatements();
  });
  afterAll(() => database.drop());

  /** What PostgreSQL makes of it: its parameters and its plan. */
  const planOf = async ({ text }: Statement): Promise<PlanNode> => {
    await database.query(`PREPARE stated AS ${text}`);
    const [{ count }] = (await database.query<{ count: number }>(
      `SELECT cardinality(parameter_types) AS count FROM pg_prepared_statements WHERE name = 'stated'`,
    )) as [{ count: number }];
    const nothing = count === 0 ? '' : ` (${Array.from({ length: count }, () => 'NULL').join(', ')})`;
    const [row] = await database.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `EXPLAIN (FORMAT JSON, COSTS off) EXECUTE stated${nothing}`,
    );
    await database.query('DEALLOCATE stated');
    return row!['QUERY PLAN'][0].Plan;
  };

  it('is listed for each SQL file that is no piece', () => {
    const files = sqlFiles().filter(
      (path) => !readFileSync(join('src', path), 'utf8').startsWith('-- A piece:'),
    );
    const names = statements.map(({ name }) => name);
    const forgotten = files.filter((path) => {
      const name = basename(path, '.sql');
      return !names.some((listed) => listed === name || listed.startsWith(`${name}-`));
    });
    expect(forgotten).toEqual([]);
  });

  it('has a unique prepared name of up to 63 characters, which PostgreSQL keeps', () => {
    const names = statements.map(({ preparedName }) => preparedName);
    expect(names.filter((name) => name.length > 63)).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('fits the schema, and writes the journal only through its piece', async () => {
    const wrong: string[] = [];
    for (const statement of statements) {
      try {
        const writes = changedBy(await planOf(statement)).includes('journal');
        if (writes !== statement.writes.has(JOURNAL.journal))
          wrong.push(`${statement.name} writes the journal without {journal}`);
      } catch (error) {
        wrong.push(`${statement.name}: ${String(error)}`);
      }
    }
    // Retention and the copies of other servers change what is written; they write no event.
    expect(wrong.filter((line) => !/^(expire-events|settle-copied-events) /.test(line))).toEqual([]);
  });

  it('that is composed stands in docs/statements (UPDATE_DOCS=1 writes them)', () => {
    const composed = new Map(
      statements.flatMap(({ name, text, isComposed }) =>
        isComposed ? [[`${name}.sql`, `${text.trim()}\n`]] : [],
      ),
    );
    if (process.env['UPDATE_DOCS'] === '1') {
      rmSync(FOLDER, { recursive: true, force: true });
      mkdirSync(FOLDER);
      for (const [file, text] of composed) writeFileSync(join(FOLDER, file), text);
    }
    const shown = readdirSync(FOLDER).map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')]);
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(composed));
  });
});
