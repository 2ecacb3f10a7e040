import { eurekaInstance } from '../factories/eureka.factory.js';
import { registration } from '../factories/registration.factory.js';
import type { Answer } from '../support/api-client.js';
import { EurekaClient } from '../support/eureka-client.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

type Json = Record<string, unknown>;
type Overridden = { message: string; code?: string; errors?: object[]; worker: Json };

const OWN = { maxConcurrentJobs: 10, tags: ['blue'], zone: 'a', workerLoadFactor: 0.5 };
const WANTED = { capacity: 4, tags: ['red', 'canary'], zone: 'b', reason: 'Half of its memory is broken' };
const IN_FORCE = { maxConcurrentJobs: 4, tags: ['red', 'canary'], zone: 'b' };

describe('An override', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ settings: { ...SWEEPS_BY_HAND, 'facades.eureka.enabled': true } });
  });
  afterAll(() => server.close());

  const override = (workerId: string, body: unknown): Promise<Answer<Overridden>> =>
    server.api.send<Overridden>('PATCH', `/${workerId}`, JSON.stringify(body), 'application/json');
  const read = async (workerId: string) => (await server.api.get(`/${workerId}`)).body;
  const ids = async (query: string) =>
    (await server.api.get<{ workers: Json[] }>(query)).body.workers.map(({ workerId }) => workerId);
  async function overridden(workerId: string, own: object = OWN, wanted: object = WANTED) {
    await server.api.post('/register', registration({ workerId, bootId: 'b1', ...own }));
    return override(workerId, wanted);
  }

  it("applies everywhere, and is shown with its author, its reason and the worker's own value", async () => {
    const { status, body } = await overridden('shown');
    const at = expect.stringMatching(/^\d{4}-.*Z$/);
    const cause = { by: 'operator', at, reason: WANTED.reason };
    expect([status, body.message]).toEqual([200, 'Worker has overrides of capacity, tags and zone']);
    expect(body.worker).toMatchObject({ ...IN_FORCE, availableCapacity: 2 });
    expect(await read('shown')).toEqual({ ...body.worker, lateSeconds: 0 });
    expect(body.worker['overrides']).toEqual({
      capacity: { value: 4, reported: 10, ...cause },
      tags: { value: ['red', 'canary'], reported: ['blue'], ...cause },
      zone: { value: 'b', reported: 'a', ...cause },
    });

    expect([
      await ids('?zone=b'),
      await ids('?zone=a'),
      await ids('?tag=canary'),
      await ids('?tag=blue'),
    ]).toEqual([['shown'], [], ['shown'], []]);
    expect((await server.api.get('/stats?by=zone')).body).toMatchObject({
      groups: [{ key: { zone: 'b' }, workers: 1 }],
    });
    const claim = (jobId: string, more: object) => server.api.post<Json>('/jobs/claim', { jobId, ...more });
    expect((await claim('j0', { zone: 'a' })).status).toBe(409);
    const claims = [
      await claim('j1', { zone: 'b' }),
      await claim('j2', { tags: ['red'] }),
      await claim('j3', {}),
    ];
    expect(claims.map(({ status: each }) => each)).toEqual([201, 201, 409]);
    expect(claims[0]!.body).toMatchObject({ worker: IN_FORCE });
    const { events } = (await server.api.get<{ events: Json[] }>('/shown/events?type=overridden')).body;
    const { reason, ...set } = WANTED;
    expect(events).toMatchObject([
      { actor: 'operator', group: 'orders', detail: { set, removed: [], reason } },
    ]);
    await server.api.delete('/shown');
  });

  const again = { ...OWN, tags: ['green'], zone: 'c', workerLoadFactor: 0.75 };
  const batch = (query: string) => (workerId: string, more: object) =>
    server.api.post(`/register/batch${query}`, [registration({ workerId, ...again, ...more })]);
  it.each<[string, (workerId: string, more: object) => Promise<unknown>]>([
    [
      'alone',
      (workerId, more) => server.api.post('/register', registration({ workerId, ...again, ...more })),
    ],
    ['in a batch', batch('')],
    ['in a batch that is registered as a whole', batch('?allOrNothing=true')],
    [
      'with others, as from a file',
      (workerId, more) =>
        server.api.ndjson('/register/batch', [
          registration({ workerId: 'other-1' }),
          registration({ workerId, ...again, ...more }),
        ]),
    ],
  ])('survives a worker that registers again, %s', async (way, register) => {
    const workerId = `again-${way.replaceAll(/\W/g, '')}`;
    await overridden(workerId);
    for (const more of [{ bootId: 'b1' }, { bootId: 'b2' }]) {
      await register(workerId, more);
      expect(await read(workerId)).toMatchObject({
        ...IN_FORCE,
        availableCapacity: 3,
        overrides: { capacity: { reported: 10 }, tags: { reported: ['green'] }, zone: { reported: 'c' } },
      });
      expect(await ids(`?tag=canary&zone=b&text=${workerId}`)).toEqual([workerId]);
      expect(await ids(`?tag=green&text=${workerId}`)).toEqual([]);
    }
    const { body } = await override(workerId, { overrides: null });
    expect(body.message).toBe('Worker has no overrides');
    expect(body.worker).toMatchObject({ maxConcurrentJobs: 10, tags: ['green'], zone: 'c', overrides: null });
    expect(body.worker).toMatchObject({ availableCapacity: 7 });
    expect(await ids(`?tag=green&zone=c&text=${workerId}`)).toEqual([workerId]);
  });

  it('is in the answer to registrations, single ones and those that arrive together', async () => {
    const names = ['together-1', 'together-2', 'together-3'];
    for (const workerId of names) await overridden(workerId);
    const answers = await Promise.all(
      names.map((workerId) => server.api.post('/register', registration({ workerId, ...OWN }))),
    );
    for (const { body } of answers)
      expect(body).toMatchObject({ worker: { ...IN_FORCE, availableCapacity: 2 } });
  });

  it('survives a new registration through the facade of Eureka', async () => {
    const eureka = new EurekaClient(`${server.url}/eureka`);
    await eureka.register(eurekaInstance());
    const worker = 'ORDERS@127.9.0.1:orders:8080';
    await override(worker, { zone: 'moved', tags: [] });
    await eureka.register(eurekaInstance());
    expect(await read(worker)).toMatchObject({
      zone: 'moved',
      tags: [],
      overrides: { zone: { reported: 'eu-1' } },
    });
  });

  it('ends with its record: a replaced worker has its own values', async () => {
    await overridden('replaced');
    await server.api.post('/register', registration({ workerId: 'replaced', ...OWN, force: true }));
    expect(await read('replaced')).toMatchObject({ ...OWN, overrides: null });
    await server.api.delete('/replaced');
    expect(await override('replaced', WANTED)).toMatchObject({
      status: 404,
      body: { code: 'worker_not_registered' },
    });
  });

  it('is removed field by field; without one there is nothing to remove, and no event', async () => {
    await overridden('partly');
    const { body } = await override('partly', { zone: null, tags: 'red, canary' });
    expect(body.message).toBe('Worker has overrides of capacity and tags');
    expect(body.worker).toMatchObject({ ...IN_FORCE, zone: 'a' });
    await override('partly', { overrides: null, capacity: 6 });
    expect(await read('partly')).toMatchObject({ ...OWN, maxConcurrentJobs: 6, availableCapacity: 3 });
    expect((await override('partly', { zone: null })).body.message).toBe(
      'Worker has an override of capacity',
    );
    const { events } = (await server.api.get<{ events: Json[] }>('/partly/events?type=overridden')).body;
    expect(events.map(({ detail }) => detail)).toMatchObject([
      { set: { capacity: 6 }, removed: ['tags'], reason: null },
      { set: { tags: ['red', 'canary'] }, removed: ['zone'] },
      { set: { capacity: 4 }, removed: [] },
    ]);
  });

  it.each<[unknown, string]>([
    [{}, 'Set capacity, tags or zone, or remove an override with null'],
    [{ reason: 'No change' }, 'Set capacity, tags or zone, or remove an override with null'],
    [{ capacity: 0 }, 'Capacity must be positive'],
    [{ capacity: 101 }, 'Capacity cannot exceed 100'],
    [{ capacity: 'many' }, 'Capacity must be a whole number, not "many"'],
    [{ zone: ' ' }, 'Zone "" must not be empty'],
    [{ tags: 5 }, 'Tags must be a list, not 5'],
    [{ overrides: {} }, 'Overrides must be null, which removes all of them; set capacity, tags or zone'],
    [{ zone: 'b', reason: 'x'.repeat(1001) }, 'Reason must be at most 1000 characters, not 1001'],
  ])('of %j is refused, and changes nothing', async (body, message) => {
    await server.api.post('/register', registration({ workerId: 'strict', ...OWN }));
    const { status, body: answer } = await override('strict', body);
    expect([status, answer.errors]).toEqual([400, [expect.objectContaining({ message })]]);
    expect(await read('strict')).toMatchObject({ ...OWN, overrides: null });
  });

  it('of capacity fails no worker for jobs and free slots within its own capacity', async () => {
    for (const [workerId, beat] of [
      ['busy', { currentJobCount: 5 }],
      ['free', { currentJobCount: 0, availableCapacity: 5 }],
    ] as const) {
      await overridden(workerId, OWN, { capacity: 2 });
      await server.api.post(`/${workerId}/heartbeat`, beat);
      await server.api.post('/health/check');
      expect(await read(workerId)).toMatchObject({ health: 'HEALTHY', consecutiveFailures: 0 });
    }
    expect(await read('busy')).toMatchObject({ availableCapacity: 0 });
    expect(await read('free')).toMatchObject({ availableCapacity: 1 });
    await server.api.post('/busy/heartbeat', { currentJobCount: 11 });
    await server.api.post('/health/check');
    expect(await read('busy')).toMatchObject({ health: 'UNHEALTHY' });
  });

  it('that raises the capacity applies at once to an idle worker, unless its heartbeats name fewer free slots', async () => {
    const own = { ...OWN, workerLoadFactor: 1 };
    await overridden('raised', own, { capacity: 20 });
    expect(await read('raised')).toMatchObject({ availableCapacity: 20 });
    await server.api.post('/raised/heartbeat', { currentJobCount: 12 });
    expect(await read('raised')).toMatchObject({ availableCapacity: 8 });
    await server.api.post('/health/check');
    expect(await read('raised')).toMatchObject({ health: 'HEALTHY' });
    await server.api.post('/raised/heartbeat', { currentJobCount: 12, availableCapacity: 1 });
    expect(await read('raised')).toMatchObject({ availableCapacity: 1 });
  });

  it.each([
    ['raised', [{ capacity: 50 }]],
    ['lowered and raised', [{ capacity: 5 }, { capacity: null }]],
  ])('that is %s gives no jobs to a worker that named no free slots', async (name, changes) => {
    const workerId = name.replaceAll(' ', '-');
    await server.api.post('/register', registration({ ...OWN, workerId, workerLoadFactor: 1 }));
    await server.api.post(`/${workerId}/heartbeat`, { currentJobCount: 5, availableCapacity: 0 });
    for (const change of changes) await override(workerId, change);
    expect(await read(workerId)).toMatchObject({ availableCapacity: 0 });
  });

  it('stays in force while the worker registers and other operators set values at the same time', async () => {
    await overridden('busy', OWN, { tags: ['red'] });
    const turns = Array.from({ length: 20 }, (_, turn) => turn);
    const answers = await Promise.all(
      turns.flatMap((turn) => [
        override('busy', { capacity: 1 + turn }),
        override('busy', { zone: `zone-${turn}` }),
        server.api.post('/register', registration({ workerId: 'busy', ...OWN, tags: [`own-${turn}`] })),
      ]),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const { overrides, ...worker } = await read('busy');
    const { capacity, tags, zone } = overrides as Record<string, { value: unknown; reported: unknown }>;
    expect([worker['maxConcurrentJobs'], worker['tags'], worker['zone']]).toEqual([
      capacity!.value,
      ['red'],
      zone!.value,
    ]);
    expect([capacity!.reported, tags!.reported, zone!.reported]).toEqual([
      10,
      [expect.stringMatching(/^own-/)],
      'a',
    ]);
  });

  it('that is repeated changes nothing', async () => {
    await server.api.post('/register', registration({ ...OWN, workerId: 'repeated' }));
    const change = { capacity: 4, tags: ['a'], reason: 'CHG-77' };
    for (let time = 0; time < 3; time += 1) await override('repeated', change);
    await override('repeated', { capacity: 4, reason: 'CHG-78' });
    const events = await server.database.query(
      `SELECT FROM worker_registration.journal WHERE worker_id = 'repeated' AND type = 'overridden'`,
    );
    expect(events).toHaveLength(2);
  });
});
