import { fleet, registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { INSIDE, OUTSIDE, ScopeDesk } from '../support/scope-desk.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Group extends Record<string, unknown> {
  key: Record<string, unknown>;
  workers: number;
}
interface Groups {
  by: string[];
  groups: Group[];
  otherGroups: (Group & { groups: number }) | null;
  generatedAt: string;
}

describe('GET /stats', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ settings: SWEEPS_BY_HAND });
    const { api } = server;
    const register = (workerId: string, fields: object) =>
      api.post('/register', registration({ workerId, maxConcurrentJobs: 10, ...fields }));
    await register('a-1', { zone: 'a', version: '2.5.0', hostName: 'one', tags: ['gpu'] });
    await register('a-2', { zone: 'a', version: '2.4.1', hostName: 'one' });
    await register('a-3', { zone: 'a', version: '2.4.1', hostAddress: '127.0.0.9' });
    await register('b-1', { zone: 'b', version: '2.5.0' });
    await register('gone', {});
    await api.post('/a-1/jobs', { jobId: 'one' });
    await api.post('/a-2/drain', { reason: 'Update' });
    await api.post('/gone/force-deregister');
    await api.post('/b-1/heartbeat', {});
    await new FleetWatch(server).late(30, 'b-1');
  });
  afterAll(() => server.close());

  const count = async (query: string) => (await server.api.get<Groups>(`/stats?${query}`)).body;
  const sizes = ({ by, groups }: Groups) =>
    groups.map(({ key, workers }) => [...by.map((name) => key[name]), workers]);

  it.each([
    [
      'by=zone',
      [
        ['a', 3],
        ['b', 1],
        [null, 1],
      ],
    ],
    [
      'by=version',
      [
        ['2.4.1', 2],
        ['2.5.0', 2],
        [null, 1],
      ],
    ],
    [
      'by=host',
      [
        ['one', 2],
        [null, 2],
        ['127.0.0.9', 1],
      ],
    ],
    [
      'by=presence',
      [
        ['PRESENT', 4],
        ['LEFT', 1],
      ],
    ],
    [
      'by=tag:gpu',
      [
        [false, 4],
        [true, 1],
      ],
    ],
    [
      'by=zone,version&presence=PRESENT',
      [
        ['a', '2.4.1', 2],
        ['a', '2.5.0', 1],
        ['b', '2.5.0', 1],
      ],
    ],
    ['by=version&zone=b', [['2.5.0', 1]]],
    ['by=zone&by=presence&tag=gpu', [['a', 'PRESENT', 1]]],
    ['by=zone&zone=nowhere', []],
  ])('?%s counts the workers of each group, the largest first', async (query, expected) => {
    expect(sizes(await count(query))).toEqual(expected);
  });

  it('shows the health, the orders and the capacity of each group', async () => {
    const { groups } = await count('by=zone');
    expect(groups[0]).toMatchObject({ present: 3, left: 0, healthy: 3, failed: 0, suspect: 0, draining: 1 });
    expect(groups[0]).toMatchObject({ capacity: 30, used: 1, free: 19 });
    expect(groups[1]).toMatchObject({ present: 1, suspect: 1, capacity: 10, free: 0 });
    expect(groups[2]).toMatchObject({ workers: 1, present: 0, left: 1, capacity: 0 });
  });

  it('answers what a page asks about zones, versions and presences from one count', async () => {
    const queries = ['by=presence', 'by=zone&version=2.5.0', 'by=zone,version&presence=PRESENT,LOST'];
    const answers = await Promise.all(queries.map(count));
    expect(new Set(answers.map(({ generatedAt }) => generatedAt)).size).toBe(1);
  });

  it('sums up groups beyond the thousand largest', async () => {
    const many = await startTestServer({ settings: SWEEPS_BY_HAND });
    await many.api.post(
      '/register/batch',
      fleet(1203, (index) => ({ version: `v${Math.min(index, 1201)}` })),
    );
    const { groups, otherGroups } = (await many.api.get<Groups>('/stats?by=version')).body;
    await many.close();
    expect([groups.length, groups[0]!.workers, otherGroups?.groups, otherGroups?.workers]).toEqual([
      1000, 2, 202, 202,
    ]);
  });

  it.each([
    ['', 'by is required: zone, version, host, presence or tag:<tag>'],
    ['by=colour', 'by must be zone, version, host, presence or tag:<tag>, not "colour"'],
    ['by=tag:', 'by must be zone, version, host, presence or tag:<tag>, not "tag:"'],
    ['by=zone,zone', 'by must be one to 3 different values, not "zone,zone"'],
    [
      'by=zone,version,host,presence',
      'by must be one to 3 different values, not "zone,version,host,presence"',
    ],
    ['by=zone&colour=red', 'Unknown filter "colour"'],
    [`by=tag:${'x'.repeat(101)}`, 'the tag must be at most 100 characters, not 101'],
  ])('?%s is refused with what would be right', async (query, message) => {
    const { status, body } = await server.api.get(`/stats?${query}`);
    expect([status, String(body['message']).slice(0, message.length)]).toEqual([400, message]);
  });
});

it('GET /stats counts only the workers in the scope of a limited key', async () => {
  const desk = await ScopeDesk.open();
  await desk.register('in-1', INSIDE);
  await desk.register('out-1', OUTSIDE);
  const api = await desk.limited({ zone: 'a' });
  const { body } = await api.get<Groups>('/stats?by=zone');
  const all = await desk.admin.get<Groups>('/stats?by=zone');
  await desk.close();
  expect([body.groups.map(({ key }) => key['zone']), all.body.groups.length]).toEqual([['a'], 2]);
});
