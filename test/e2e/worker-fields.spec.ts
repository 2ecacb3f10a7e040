import { columnsOf } from '../../src/fleet/store/description-columns.js';
import { WORKER_FIELD_NAMES, WORKER_FIELDS, type WorkerDescription } from '../../src/fleet/worker-fields.js';
import { readCsv } from '../../src/cli/fleet/read-csv.js';
import { registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** A value of each field that is none of its defaults. */
const STATED = Object.fromEntries(
  WORKER_FIELD_NAMES.map((name) => [name, WORKER_FIELDS[name].api.example]),
) as unknown as WorkerDescription;

describe('All fields that describe a worker', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'jobscheduler.worker.reconnect-enabled': false } });
    await server.api.post('/register', registration({ ...STATED, expectOnline: false }));
  });
  afterAll(() => server.close());

  it('have an example that differs from the fallback', () => {
    const same = WORKER_FIELD_NAMES.filter((name) => STATED[name] === WORKER_FIELDS[name].fallback);
    expect(same).toEqual([]);
  });

  it('are shown with one worker', async () => {
    expect((await server.api.get(`/${STATED.workerId}`)).body).toMatchObject(STATED);
  });

  it('are shown in the list', async () => {
    expect((await server.api.get('')).body).toMatchObject({ workers: [STATED] });
  });

  it('are shown with the worker that a claim chose', async () => {
    await server.api.post('/register', registration({ ...STATED }));
    const { body } = await server.api.post('/jobs/claim', { jobId: 'job-1', priority: 500 });
    expect(body).toMatchObject({ worker: STATED });
  });

  it('are columns of the table, which has no other descriptions', async () => {
    const rows = await server.database.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = 'worker_registration.worker'::regclass AND attnum > 0 AND NOT attisdropped`,
    );
    const derived = ['id', 'revision', 'terms', 'search_text', 'overrides', 'reported'];
    expect(rows.map(({ name }) => name).toSorted()).toEqual(
      [...derived, ...Object.keys(columnsOf(STATED))].toSorted(),
    );
  });

  it('are read from CSV', () => {
    const cells = WORKER_FIELD_NAMES.map((name) => STATED[name]).map((value) =>
      Array.isArray(value) || typeof value !== 'object' ? String(value) : JSON.stringify(value),
    );
    const quoted = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`);
    const { rows, faults } = readCsv(`${WORKER_FIELD_NAMES.join(',')}\n${quoted.join(',')}\n`);
    expect(faults).toEqual([]);
    expect(rows[0]!.value).toEqual({ ...STATED, tags: STATED.tags.join(',') });
  });
});
