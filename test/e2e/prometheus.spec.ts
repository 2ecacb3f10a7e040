import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { registration } from '../factories/registration.factory.js';
import { eurekaInstance } from '../factories/eureka.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import { EurekaClient } from '../support/eureka-client.js';
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

/** Labels of a target, by what Prometheus reads of an instance. */
const EUREKA_LABELS = {
  app: 'name',
  status: 'instance_status',
  zone: 'instance_metadata_zone',
  vip: 'instance_vip_address',
};

describe('A real Prometheus, with the files of ops/prometheus and a key of its own', () => {
  let desk: AccessDesk;
  let prometheus: Prometheus;
  beforeAll(async () => {
    desk = await AccessDesk.open({
      'jobscheduler.worker.reconnect-enabled': false,
      'facades.eureka.enabled': true,
    });
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
          {
            job_name: 'eureka',
            eureka_sd_configs: [
              {
                server: `http://${target}/eureka`,
                basic_auth: { username: 'eureka', password: authorization.credentials },
                refresh_interval: '1s',
              },
            ],
            relabel_configs: Object.entries(EUREKA_LABELS).map(([target_label, name]) => ({
              source_labels: [`__meta_eureka_app_${name}`],
              target_label,
            })),
          },
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

  it('discovers the instances of Eureka, with their labels and orders, until they leave', async () => {
    const operator = await desk.as('operator');
    const { key } = await desk.key({ roles: ['registrar'] });
    const eureka = new EurekaClient(`${desk.server.url}/eureka`, {
      authorization: `Basic ${btoa(`eureka:${key}`)}`,
    });
    await eureka.register(eurekaInstance());
    await eureka.register(
      eurekaInstance({ app: 'BILLING', vipAddress: 'billing', instanceId: 'b1', hostName: 'b1' }),
    );
    await operator.post('/BILLING@b1/maintenance', { reason: 'rack' });
    const targets = async () =>
      (await prometheus.targets('eureka')).toSorted((one, other) =>
        one.scrapeUrl.localeCompare(other.scrapeUrl),
      );
    // Prometheus takes up to five seconds for each change.
    await until(async () => (await targets())[1]?.labels['status'] === 'OUT_OF_SERVICE');
    expect(await targets()).toMatchObject([
      {
        scrapeUrl: 'http://127.9.0.1:8080/metrics',
        labels: {
          app: 'ORDERS',
          status: 'UP',
          zone: 'eu-1',
          vip: 'orders',
          instance: '127.9.0.1:orders:8080',
        },
      },
      { scrapeUrl: 'http://b1:8080/metrics', labels: { app: 'BILLING', instance: 'b1' } },
    ]);

    await operator.delete('/BILLING@b1');
    await until(async () => (await targets()).length === 1);
  });
});
