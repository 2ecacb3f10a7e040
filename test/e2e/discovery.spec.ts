import { shapeOf } from '../../src/platform/validation/field.js';
import { WorkerFiltersQuery } from '../../src/workers/listing/dto/list-workers.query.js';
import { fleet, registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Group {
  targets: string[];
  labels: Record<string, string>;
}

/** Of filters that do not take any text. */
const VALUES: Readonly<Record<string, string>> = {
  status: 'ACTIVE',
  health: 'HEALTHY',
  presence: 'PRESENT',
  order: 'NONE',
  suspect: 'true',
  minAvailableCapacity: '1',
};

describe('GET /discovery/prometheus', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'jobscheduler.worker.reconnect-enabled': false } });
    const address = { hostAddress: '192.0.2.1', port: 9100 };
    await server.api.post('/register', registration({ workerId: 'blue', tags: ['team=a'], ...address }));
    await server.api.post('/register', registration({ workerId: 'gone', ...address }));
    await server.api.post('/register', registration({ workerId: 'somewhere', hostAddress: '192.0.2.1' }));
    await server.api.post('/gone/force-deregister');
    await server.api.post(
      '/register/batch',
      fleet(2500, (port) => ({ hostName: 'node', port: port + 1 })),
    );
  });
  afterAll(() => server.close());

  const discover = async (query = '') => {
    const answer = await server.api.get(`/discovery/prometheus${query}`);
    return answer.body as unknown as Group[];
  };
  const names = (groups: Group[]) =>
    groups.map(({ labels }) => labels['__meta_worker_registration_worker_id']);

  it('lists each present worker with an address and a port once, over all pages', async () => {
    const groups = await discover();
    expect(new Set(names(groups)).size).toBe(groups.length);
    expect(groups).toHaveLength(2501);
    expect(groups[0]).toMatchObject({
      targets: ['192.0.2.1:9100'],
      labels: {
        __meta_worker_registration_worker_id: 'blue',
        __meta_worker_registration_status: 'ACTIVE',
        __meta_worker_registration_health: 'HEALTHY',
        __meta_worker_registration_tag_team: 'a',
      },
    });
  });

  it('accepts the filters of the list, and refuses unknown ones', async () => {
    expect(names(await discover('?tag=team=a'))).toEqual(['blue']);
    expect(names(await discover('?status=INACTIVE'))).toEqual(['gone']);
    expect(await discover('?zone=nowhere')).toEqual([]);
    expect((await server.api.get('/discovery/prometheus?limit=1')).status).toBe(400);
  });

  it.each([...shapeOf(WorkerFiltersQuery).names])('accepts the filter %s alone', async (filter) => {
    const { status } = await server.api.get(`/discovery/prometheus?${filter}=${VALUES[filter] ?? 'a'}`);
    expect(status).toBe(200);
  });

  describe('with the ETag of an earlier answer', () => {
    const tagged = async (query = '', known?: string) => {
      const asked = known === undefined ? server.api : server.api.with({ 'if-none-match': known });
      return asked.get(`/discovery/prometheus${query}`);
    };
    const tagOf = async (query = '') => (await tagged(query)).headers.get('etag')!;

    it('is 304 without a body while the answer has not changed', async () => {
      const tag = await tagOf();
      await server.api.post('/blue/heartbeat', { status: 'ACTIVE', currentJobCount: 3 });
      const again = await tagged('', `"other", ${tag}`);
      expect(again.status).toBe(304);
      expect(again.headers.get('etag')).toBe(tag);
      expect(again.headers.get('cache-control')).toBe('no-store');
      expect((await tagged('', '*')).status).toBe(304);
    });

    it.each([
      [
        'a description',
        () =>
          server.api.post('/register', registration({ workerId: 'blue', hostAddress: '192.0.2.7', port: 1 })),
      ],
      ['a status', () => server.api.post('/blue/heartbeat', { status: 'BUSY' })],
      ['an order', () => server.api.post('/blue/maintenance', { reason: 'test' })],
      ['a departure', () => server.api.post('/blue/force-deregister')],
      ['a restored worker', () => server.api.post('/register', registration({ workerId: 'blue', port: 1 }))],
    ])('is 200 with a new ETag after a change of %s', async (_what, change) => {
      const tag = await tagOf();
      expect((await change()).status).toBeLessThan(300);
      const { status, headers } = await tagged('', tag);
      expect(status).toBe(200);
      expect(headers.get('etag')).not.toBe(tag);
    });

    it('is 200 for another query that lists other workers', async () => {
      expect((await tagged('?zone=nowhere', await tagOf())).status).toBe(200);
    });
  });
});
