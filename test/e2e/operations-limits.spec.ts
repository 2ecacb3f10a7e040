import { registration } from '../factories/registration.factory.js';
import type { Created, Shown } from '../support/operations.js';
import { INSIDE, ScopeDesk } from '../support/scope-desk.js';
import { until } from '../support/waiting.js';

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

  it('does not reveal to a limited key whether a worker outside its scope exists', async () => {
    const [inside, outside] = [await desk.begin('in'), await desk.begin('out')];
    const api = await desk.limited({ zone: 'a' });
    for (const dryRun of [true, false]) {
      const given = { ...OPERATION, workerIds: [inside, outside, 'none'], dryRun };
      const { body } = await api.post<{ unknownWorkers: string[] }>('/operations', given);
      expect(body.unknownWorkers).toEqual([outside, 'none']);
    }
  });

  it('has room even if a limited key has begun its maximum', async () => {
    const inside = await desk.begin('in');
    const api = await desk.limited({ zone: 'a' });
    const begin = (by: typeof api) => by.post<Created>('/operations', { ...OPERATION, workerIds: [inside] });
    const statuses = [];
    for (let count = 0; count < 21; count += 1) statuses.push((await begin(api)).status);
    const other = await begin(await desk.limited({ zone: 'a' }));
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 202), 409]);
    expect([other.status, (await begin(desk.admin)).status]).toEqual([202, 202]);
  });

  it('is undone by a limited key only in its scope, and shows no worker outside', async () => {
    const [inside, moved] = [await desk.begin('in'), await desk.begin('in')];
    const api = await desk.limited({ zone: 'a' });
    const given = { ...OPERATION, workerIds: [inside, moved] };
    const { id } = (await api.post<Created>('/operations', given)).body.operation;
    const read = async (by: typeof api, of: string) => (await by.get<Shown>(`/operations/${of}`)).body;
    await until(async () => (await read(api, id)).progress.underWay === 2);
    await desk.admin.post('/register', registration({ workerId: moved, ...INSIDE, zone: 'b' }));
    const undo = (await api.post<Created>(`/operations/${id}/undo`)).body.operation.id;
    await until(async () => (await read(api, undo)).state === 'finished');
    expect((await read(desk.admin, undo)).left).toMatchObject([
      { workerId: moved, why: 'it is outside the scope of the key' },
    ]);
    expect((await read(api, undo)).left).toEqual([]);
  });
});
