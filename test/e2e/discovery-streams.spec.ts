import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';
import { TargetStore } from '../../src/workers/listing/store/target.store.js';
import { fleet } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

/** Three pages. */
const WORKERS = 2500;

describe('A whole fleet for Prometheus', () => {
  const logged: string[] = [];
  let server: TestServer;
  let store: TargetStore;
  let read: TargetStore['readTargets'];
  beforeAll(async () => {
    const settings = {
      'jobscheduler.worker.reconnect-enabled': false,
      'database.pool-size': 2,
      'log.level': 'warn',
    };
    server = await startTestServer({ settings, log: (line) => logged.push(line) });
    await server.api.post(
      '/register/batch',
      fleet(WORKERS, (port) => ({ hostName: 'node', port: port + 1 })),
    );
    store = server.app.get(TargetStore);
    read = store.readTargets.bind(store);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => server.close());

  const open = async (): Promise<IncomingMessage> => {
    const request = get(`${server.url}/${DEFAULT_PREFIX}/discovery/prometheus`, { agent: false });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    return answer;
  };
  const connections = () =>
    promisify(server.app.getHttpServer().getConnections.bind(server.app.getHttpServer()))();
  /** Targets that are longer than any buffer on the way. */
  const reading = () =>
    jest.spyOn(store, 'readTargets').mockImplementation(async (ids) => {
      const targets = await read(ids);
      return targets.map((target) => ({ ...target, name: 'n'.repeat(20_000) }));
    });

  it('is truncated visibly and logged if a later page cannot be read', async () => {
    jest
      .spyOn(store, 'readTargets')
      .mockImplementationOnce(read)
      .mockRejectedValueOnce(new Error('The database is gone'));
    const answer = await open();
    expect(answer.statusCode).toBe(200);
    await expect(text(answer)).rejects.toThrow('aborted');
    expect(answer.complete).toBe(false);
    expect(logged.join('')).toContain('cut off after 1000 of 2500 workers: The database is gone');
  });

  it('is read from the database only as fast as its client reads, without holding a connection', async () => {
    const pages = reading();
    const answer = await open();
    await once(answer, 'readable');
    const others = await Promise.all(Array.from({ length: 5 }, () => server.api.get('/worker-1')));
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 200));
    expect(pages.mock.calls.length).toBeLessThan(3);

    expect(JSON.parse(await text(answer))).toHaveLength(WORKERS);
    expect(pages).toHaveBeenCalledTimes(3);
  });

  it('is not read further once its client has disconnected', async () => {
    const pages = reading();
    const answer = await open();
    await once(answer, 'readable');
    const before = await connections();
    answer.destroy();
    await until(async () => (await connections()) < before);
    expect(pages.mock.calls.length).toBeLessThan(3);
  });

  it('shows all workers as of one moment', async () => {
    jest.spyOn(store, 'readTargets').mockImplementation(async (ids) => {
      await server.database.query(`UPDATE worker_registration.worker_state SET reported_status = 'BUSY'`);
      return read(ids);
    });
    const answer = JSON.parse(await text(await open())) as { labels: Record<string, string> }[];
    const statuses = new Set(answer.map(({ labels }) => labels['__meta_worker_registration_status']));
    expect([...statuses]).toEqual(['ACTIVE']);
  });
});
