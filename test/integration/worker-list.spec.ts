import { ReadDatabase } from '../../src/platform/database/read-database.js';
import { FilterConditions } from '../../src/workers/listing/store/filter-conditions.js';
import { WorkerListStore } from '../../src/workers/listing/store/worker-list.store.js';
import { capabilityTerm, tagTerm, versionTerm, zoneTerm } from '../../src/fleet/terms.js';
import type { WorkerFilters } from '../../src/workers/listing/worker-filters.js';
import { storeFleet, type StoredRow } from '../factories/fleet.rows.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { usualSuspicion } from '../support/suspicion.js';
import { ExplainingDatabase } from '../support/explaining-database.js';

// A skipped worker costs four rows: these are more than a page may read.
const SIZE = 20_000;
const PAGE = 1000;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';
const NO_FILTERS: WorkerFilters = {
  statuses: [],
  healths: [],
  presences: [],
  terms: [],
  text: null,
  minAvailableCapacity: null,
  suspect: null,
  host: null,
  orders: [],
  workerIdPrefix: '',
};

const FILTERS: Record<string, Partial<WorkerFilters>> = {
  'a common status': { statuses: ['ACTIVE'] },
  'two rare statuses': { statuses: ['ERROR', 'MAINTENANCE'] },
  'a health that no worker has': { healths: ['FAILED'] },
  'a rare health': { healths: ['UNHEALTHY'] },
  'a tag of all': { terms: [tagTerm('production')] },
  'a tag of few': { terms: [tagTerm('rare')] },
  'two tags': { terms: [tagTerm('production'), tagTerm('team-7')] },
  'a capability': { terms: [capabilityTerm('java')] },
  'a value of a capability': { terms: [capabilityTerm('gpu=a100')] },
  'a zone': { terms: [zoneTerm('zone-1')] },
  'a version': { terms: [versionTerm('2.7.0')] },
  'free capacity of few': { minAvailableCapacity: 9 },
  'suspects, if there are none': { suspect: true },
  'all that are not suspect': { suspect: false },
  'text of all': { text: 'worker' },
  'text of few': { text: 'worker-9937' },
  'text that looks common but matches nothing': { text: 'er-9z' },
  'text with wildcards, taken literally': { text: 'worker_9%' },
  'a prefix of all workerIds': { workerIdPrefix: 'worker-' },
  'a prefix of few workerIds': { workerIdPrefix: 'worker-1993' },
};

/** Every filter by itself, and each with some of the others. */
const combinations = Object.entries(FILTERS).flatMap(([name, filter], index, all) => [
  [name, filter] as const,
  ...all
    .filter((_, other) => other > index && (other - index) % 7 === 1)
    .map(([other, more]) => [`${name} and ${other}`, merge(filter, more)] as const),
]);

function merge(a: Partial<WorkerFilters>, b: Partial<WorkerFilters>): Partial<WorkerFilters> {
  return { ...a, ...b, terms: [...(a.terms ?? []), ...(b.terms ?? [])] };
}

function fits(
  row: StoredRow,
  { statuses, healths, terms, text, minAvailableCapacity, suspect, workerIdPrefix }: WorkerFilters,
): boolean {
  const status = row.health === 'FAILED' ? 'ERROR' : (row.reportedStatus ?? 'ACTIVE');
  return (
    (statuses.length === 0 || (statuses as string[]).includes(status)) &&
    (healths.length === 0 || (healths as string[]).includes(row.health ?? 'HEALTHY')) &&
    terms.every((term) => row.terms.includes(term)) &&
    row.workerId.startsWith(workerIdPrefix) &&
    (text === null || row.searchText.includes(text)) &&
    suspect !== true &&
    (minAvailableCapacity === null || (row.availableCapacity ?? 10) >= minAvailableCapacity)
  );
}

describe('A long list of workers', () => {
  let database: TestDatabase;
  let explaining: ExplainingDatabase;
  let store: WorkerListStore;
  let rows: StoredRow[];

  beforeAll(async () => {
    database = await createTestDatabase();
    rows = await storeFleet(database, SIZE, (index) => ({
      tags: ['production', `team-${index % 50}`, ...(index % 10_000 === 7 ? ['rare'] : [])],
      capabilities: { java: index % 2 === 0, gpu: index % 1000 === 0 ? 'a100' : false },
      zone: `zone-${index % 3}`,
      version: `2.${index % 20}.0`,
      // The rare ones are the last ones: a scan from the beginning reads all others first.
      reportedStatus: index > SIZE - 50 ? 'MAINTENANCE' : 'ACTIVE',
      health: index > SIZE - 300 ? 'UNHEALTHY' : 'HEALTHY',
      availableCapacity: index % 5000 === 3 ? 9 : 8,
    }));
    explaining = await ExplainingDatabase.connect(database.url);
    store = new WorkerListStore(
      new ReadDatabase(explaining.database),
      usualSuspicion,
      new FilterConditions(usualSuspicion),
    );
  }, 120_000);
  afterAll(async () => {
    await explaining.close();
    await database.drop();
  });

  async function allPages(filters: WorkerFilters): Promise<{ ids: string[]; worst: number }> {
    const ids: string[] = [];
    let worst = 0;
    let after: string | null = BEFORE_ALL;
    while (after !== null) {
      explaining.reset();
      const page: Awaited<ReturnType<WorkerListStore['listWorkers']>> = await store.listWorkers(
        filters,
        after,
        PAGE,
      );
      worst = Math.max(worst, explaining.rowsLookedAt);
      ids.push(...page.workers.map(({ state }) => state.id));
      after = page.next;
    }
    return { ids, worst };
  }

  it.each(combinations)(
    'is paged to its end by %s, and reads up to 50,000 rows per page',
    async (_name, given) => {
      const filters = { ...NO_FILTERS, ...given };
      const { ids, worst } = await allPages(filters);
      // One comparison for many ids: a diff of ten thousand lines is of no use.
      const expected = rows.filter((row) => fits(row, filters)).map(({ id }) => id);
      expect(ids.length).toBe(expected.length);
      expect(ids.every((id, index) => id === expected[index])).toBe(true);
      expect(worst).toBeGreaterThan(0);
      expect(worst).toBeLessThanOrEqual(50_000);
    },
  );
});

describe('A list of workers that were just registered', () => {
  it('is limited even without planner statistics', async () => {
    const database = await createTestDatabase();
    await storeFleet(database, 6000, () => ({ tags: ['production'] }), { analyze: false });
    const explaining = await ExplainingDatabase.connect(database.url);
    const store = new WorkerListStore(
      new ReadDatabase(explaining.database),
      usualSuspicion,
      new FilterConditions(usualSuspicion),
    );
    const filters = [
      { text: 'worker' },
      { terms: [tagTerm('production')] },
      { statuses: ['ACTIVE' as const] },
    ];
    const looks: number[] = [];
    for (const filter of filters) {
      explaining.reset();
      await store.listWorkers({ ...NO_FILTERS, ...filter }, BEFORE_ALL, PAGE);
      looks.push(explaining.rowsLookedAt);
    }
    await explaining.close();
    await database.drop();
    expect(Math.min(...looks)).toBeGreaterThan(0);
    expect(Math.max(...looks)).toBeLessThanOrEqual(50_000);
  });
});
