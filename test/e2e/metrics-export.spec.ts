import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registration } from '../factories/registration.factory.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { Product } from '../support/product.js';
import { seriesIn, type ReceivedMetrics } from '../support/received-metrics.js';
import { Scrape } from '../support/scrape.js';
import { until } from '../support/waiting.js';

/** Gauges of the fleet do not change while nothing happens; others may between a scrape and an export. */
const STEADY = /^worker_registration_(workers|capacity_slots|guards|build_info|pool_|wanted_|sessions_open)/;

/** Whether a series is there at each moment, unlike some of Node.js. */
const lasts = (series: string): boolean => !series.startsWith('nodejs_');

describe('Metrics by OTLP', () => {
  let database: TestDatabase;
  let folder: string;
  const receivers: OtlpReceiver[] = [];
  const products: Product[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'product-metrics-'));
  });
  afterEach(async () => {
    for (const product of products.splice(0)) await product.stop('SIGKILL');
    for (const receiver of receivers.splice(0)) receiver.close();
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const open = async (port?: number): Promise<OtlpReceiver> => {
    const receiver = await OtlpReceiver.open(port);
    receivers.push(receiver);
    return receiver;
  };
  const start = (environment: Record<string, string>): Product => {
    const product = Product.start(folder, {
      DATABASE_URL: database.url,
      JOBSCHEDULER_WORKER_RECONNECT_ENABLED: 'false',
      OTEL_METRIC_EXPORT_INTERVAL: '500',
      ...environment,
    });
    products.push(product);
    return product;
  };
  const logOf = (product: Product) => product.log.filter(({ context }) => context === 'OpenTelemetry');
  const linesOf = (product: Product, text: RegExp): number =>
    logOf(product).filter(({ msg }) => text.test(String(msg))).length;
  /** The next export that begins after this. */
  const nextExport = async ({ metrics }: OtlpReceiver): Promise<ReceivedMetrics> => {
    const before = metrics.length;
    await until(() => metrics.length > before + 1);
    return metrics[before + 1]!;
  };

  it('are those of /metrics: names, help, types, labels and values; the resource is that of the environment', async () => {
    const receiver = await open();
    const product = start({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20s3cret',
      OTEL_EXPORTER_OTLP_TIMEOUT: '10000',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_SERVICE_NAME: 'registry',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=staging,service.name=hidden',
    });
    const api = await product.api();
    await api.post('/register', registration({ workerId: 'w1', zone: 'eu-1' }));
    await api.post('/w1/heartbeat');
    const url = await product.ready();
    let [earlier, scrape] = [await nextExport(receiver), await Scrape.of(url)];
    let later = await nextExport(receiver);
    // Figures that take too long on a busy machine are left out, and those of the fleet may be a second old.
    for (let attempt = 1; attempt < 20 && differences(earlier, scrape, later).length > 0; attempt += 1) {
      [earlier, scrape] = [later, await Scrape.of(url)];
      later = await nextExport(receiver);
    }
    expect(differences(earlier, scrape, later)).toEqual([]);
    expect(later.series.get('nodejs_heap_size_used_bytes')).toBeGreaterThan(0);
    expect(typesAndHelps(later)).toMatchObject(helpsOf(scrape));
    expect(later.series.get('worker_registration_heartbeats_taken_total')).toBe(1);
    expect(later.families['worker_registration_http_request_duration_seconds']).toMatchObject({
      type: 'histogram',
      unit: 's',
    });

    expect(later.resource).toMatchObject({
      'service.name': 'registry',
      'service.instance.id': expect.stringMatching(/.:\d+$/),
      'deployment.environment': 'staging',
      'telemetry.sdk.language': 'nodejs',
    });
    expect(receiver.requests[0]).toMatchObject({
      path: '/v1/metrics',
      headers: { 'content-type': 'application/x-protobuf', authorization: 'Bearer s3cret' },
    });
    expect(receiver.requests.every(({ path }) => path === '/v1/metrics')).toBe(true);

    await api.post('/w1/heartbeat');
    expect((await product.stop()).code).toBe(0);
    expect(receiver.metrics.at(-1)!.series.get('worker_registration_heartbeats_taken_total')).toBe(2);
    expect(product.output).not.toContain('s3cret');
  });

  it('are those of each process, at their own URL and in JSON; an unavailable collector is logged once, and its return', async () => {
    const receiver = await open();
    const product = start({
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${receiver.url}/mine`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=pod-1',
      SERVER_PROCESSES: '2',
    });
    await product.says(/Listening[^]*Listening/);
    const instances = () => new Set(receiver.metrics.map(({ resource }) => resource['service.instance.id']));
    await until(() => instances().size === 2);
    expect([...instances()].every((each) => /^pod-1:\d+$/.test(each!))).toBe(true);
    expect(receiver.requests[0]).toMatchObject({
      path: '/mine',
      headers: { 'content-type': 'application/json' },
    });

    const { port } = receiver;
    receiver.close();
    await until(() => linesOf(product, /does not accept metrics: \S/) >= 2);
    const again = await open(port);
    again.status = 404;
    await until(() => again.requests.length > 8);
    again.status = 200;
    await until(() => linesOf(product, /accepts metrics again/) >= 2);
    for (const pid of new Set(logOf(product).map((line) => line['pid'])))
      logOf(product)
        .filter((line) => line['pid'] === pid)
        .forEach(({ msg }, turn) => expect(msg).toMatch(turn % 2 === 0 ? /does not accept/ : /again/));

    again.status = undefined;
    const asked = again.requests.length;
    await until(() => again.requests.length > asked);
    expect((await (await product.api()).get('/health/system')).status).toBe(200);
    expect((await product.stop()).code).toBe(0);
  });

  it('are not sent if OTEL_SDK_DISABLED is set, and nothing of OpenTelemetry is loaded', async () => {
    const receiver = await open();
    const product = start({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_SDK_DISABLED: 'true',
      NODE_OPTIONS: `--require=${join(import.meta.dirname, '../support/print-loaded.cjs')}`,
    });
    await product.ready();
    expect((await product.stop()).code).toBe(0);
    expect(receiver.requests).toEqual([]);
    expect(product.errors).toMatch(/^loaded:.* pg /m);
    // prom-client, which is in the bundle, loads the API itself.
    expect(product.errors).not.toMatch(/@grpc|@opentelemetry\/(?!api )/);
  });
});

/** Series that only one side has, and values of a scrape that are not between those of the exports around it. */
function differences(earlier: ReceivedMetrics, { text, types }: Scrape, later: ReceivedMetrics): unknown[] {
  const shown = seriesIn(text);
  return [...new Set([...shown.keys(), ...later.series.keys()])]
    .filter(lasts)
    .map(
      (series) => [series, earlier.series.get(series), shown.get(series), later.series.get(series)] as const,
    )
    .filter(([series, least, value, most]) => {
      if (value === undefined || most === undefined || least === undefined) return true;
      const isGauge = types[series.replace(/\{.*/, '')] === 'gauge';
      return isGauge ? STEADY.test(series) && value !== most : value < least || value > most;
    });
}

const typesAndHelps = ({ families }: ReceivedMetrics) =>
  Object.fromEntries(Object.entries(families).map(([name, { type, help }]) => [name, { type, help }]));

/** Without metrics that have no series now. */
function helpsOf({ text, types }: Scrape) {
  const withSeries = new Set([...seriesIn(text).keys()].map((series) => series.replace(/\{.*/, '')));
  const helps = [...text.matchAll(/^# HELP (\S+) (.*)$/gm)].map(([, name, help]) => [name!, help!] as const);
  return Object.fromEntries(
    helps
      .filter(([name]) => lasts(name) && (withSeries.has(name) || withSeries.has(`${name}_count`)))
      .map(([name, help]) => [name, { type: types[name], help }]),
  );
}
