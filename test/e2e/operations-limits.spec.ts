import type { Created } from '../support/operations.js';
import { ScopeDesk } from '../support/scope-desk.js';

const OPERATION = { kind: 'drain', reason: 'CHG-77' };

describe('A new operation', () => {
  let desk: ScopeDesk;
  beforeAll(async () => {
    desk = await ScopeDesk.open();
  });
  afterAll(() => desk.access.close());

  it.each([
    [{ select: { text: ' ' } }, 'text must not be empty'],
    [{ select: { zone: 'a', host: '' } }, 'host must not be empty'],
    [{ select: { version: '' } }, 'version must not be empty'],
    [{ select: { minAvailableCapacity: 0 } }, 'Select must have at least one filter'],
    [{ workerIds: ['in'], batchSize: 1 }, 'Unknown field "batchSize"'],
    [{ workerIds: ['in'], until: '2020-01-01T00:00:00Z' }, 'Until must be in the future'],
    [{ workerIds: ['in'], deadline: '2020-01-01T00:00:00Z' }, 'Deadline must be in the future'],
    [{ workerIds: ['none'] }, 'No worker matches the selection'],
  ])('is refused with %j, in a dry run, too', async (given, message) => {
    await desk.register('in', { zone: 'a' });
    for (const dryRun of [true, false]) {
      const { status, body } = await desk.admin.post<Created>('/operations', {
        ...OPERATION,
        ...given,
        dryRun,
      });
      expect([status, body.message]).toEqual([400, expect.stringContaining(message)]);
    }
  });

  it('does not tell a limited key whether a worker outside its scope exists', async () => {
    const [inside, outside] = [await desk.begin('in'), await desk.begin('out')];
    const api = await desk.limited({ zone: 'a' });
    for (const dryRun of [true, false]) {
      const given = { ...OPERATION, workerIds: [inside, outside, 'none'], dryRun };
      const { body } = await api.post<{ unknownWorkers: string[] }>('/operations', given);
      expect(body.unknownWorkers).toEqual([outside, 'none']);
    }
  });

  it('has room though a limited key has begun as many as it may', async () => {
    const inside = await desk.begin('in');
    const api = await desk.limited({ zone: 'a' });
    const begin = (by: typeof api) => by.post<Created>('/operations', { ...OPERATION, workerIds: [inside] });
    const statuses = [];
    for (let count = 0; count < 21; count += 1) statuses.push((await begin(api)).status);
    const other = await begin(await desk.limited({ zone: 'a' }));
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 202), 409]);
    expect([other.status, (await begin(desk.admin)).status]).toEqual([202, 202]);
  });
});
