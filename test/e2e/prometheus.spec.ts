import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import { Prometheus } from '../support/prometheus.js';
import { until } from '../support/waiting.js';

const FOLDER = join(import.meta.dirname, '../../ops/prometheus');

interface Config {
  global: object;
  scrape_configs: {
    authorization?: object;
    static_configs?: object[];
    http_sd_configs?: Record<string, unknown>[];
  }[];
}

const ACTIVE = 'job_status:worker_registration_workers:max{status="active"}';

describe('A real Prometheus, with the files of ops/prometheus and a key of its own', () => {
  let desk: AccessDesk;
  let prometheus: Prometheus;
  beforeAll(async () => {
    desk = await AccessDesk.open({ 'jobscheduler.worker.reconnect-enabled': false });
    const authorization = { type: 'Bearer', credentials: (await desk.key({ roles: ['viewer'] })).key };
    const admin = await desk.as('admin');
    const address = { hostAddress: '127.0.0.1', port: 9, zone: 'eu-1', tags: ['metrics-path=/internal'] };
    await admin.post('/register', registration({ workerId: 'discovered', ...address }));
    await admin.post('/register', registration({ workerId: 'nowhere' }));

    const { scrape_configs: jobs, ...config } = parse(
      readFileSync(join(FOLDER, 'prometheus.yml'), 'utf8'),
    ) as Config;
    const [service, workers] = jobs;
    const target = new URL(desk.server.url).host;
    const [discovery] = workers!.http_sd_configs!;
    const url = `http://${target}${new URL(discovery!['url'] as string).pathname}`;
    prometheus = await Prometheus.start(
      {
        ...config,
        global: { scrape_interval: '1s', evaluation_interval: '1s' },
        scrape_configs: [
          { ...service, authorization, static_configs: [{ targets: [target] }] },
          { ...workers, http_sd_configs: [{ url, authorization, refresh_interval: '1s' }] },
        ],
      },
      [join(FOLDER, 'rules.yml')],
    );
  });
  afterAll(async () => {
    await prometheus.stop();
    await desk.close();
  });

  it('scrapes the service, and has the figures of /health/system', async () => {
    await until(async () => (await prometheus.value('up{job="worker-registration"}')) === 1);
    const { body } = await (await desk.as('viewer')).get('/health/system');
    const shown = await prometheus.value('sum(worker_registration_workers)');
    expect(shown).toBe(body['totalWorkers']);
    expect(shown).toBe(2);
  });

  it('finds the workers that have an address, with their labels and their path', async () => {
    await until(async () => (await prometheus.targets('workers')).length > 0);
    expect(await prometheus.targets('workers')).toMatchObject([
      { scrapeUrl: 'http://127.0.0.1:9/internal', labels: { worker: 'discovered', zone: 'eu-1' } },
    ]);
  });

  it('loads the rules, and evaluates each', async () => {
    await until(async () => (await prometheus.alerts()).every(({ health }) => health === 'ok'));
    expect((await prometheus.alerts()).length).toBeGreaterThan(10);
    // A rule that was evaluated before the first scrape has no figure yet.
    await until(async () => (await prometheus.value(ACTIVE)) !== undefined);
    expect(await prometheus.value(ACTIVE)).toBe(2);
  });
});
