import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registration } from '../factories/registration.factory.js';
import { createTestDatabase } from '../support/database.js';
import { OtlpGrpcReceiver } from '../support/otlp-grpc-receiver.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { Product } from '../support/product.js';
import { until } from '../support/waiting.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';

it('a request has a span below that of its caller, spans of its statements, and the id of the trace', async () => {
  const [database, receiver] = [await createTestDatabase(), await OtlpReceiver.open()];
  const folder = await mkdtemp(join(tmpdir(), 'product-tracing-'));
  const product = Product.start(folder, {
    DATABASE_URL: database.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=ours',
  });
  try {
    const api = (await product.api()).with({ traceparent: `00-${TRACE}-${CALLER}-01` });
    const answer = await api.post('/register', registration({ workerId: 'traced' }));
    expect(answer.headers.get('x-request-id')).toBe(TRACE);
    const own = await (await product.api()).get('/traced');
    await fetch(`${await product.ready()}/readyz`);
    // A stop sends what is left.
    expect((await product.stop()).code).toBe(0);

    const request = receiver.spans.find(({ parentSpanId }) => parentSpanId === CALLER)!;
    expect(request).toMatchObject({ traceId: TRACE, name: 'POST /api/v1/worker-registration/register' });
    const statements = receiver.spans.filter(({ parentSpanId }) => parentSpanId === request.spanId);
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.every(({ name }) => name.startsWith('pg.query'))).toBe(true);
    const roots = receiver.spans.filter(({ parentSpanId }) => !parentSpanId);
    expect(roots).toMatchObject([
      { name: 'GET /api/v1/worker-registration/:workerId', traceId: own.headers.get('x-request-id') },
    ]);
    expect(receiver.requests[0]!.headers).toMatchObject({ 'x-tenant': 'ours' });
  } finally {
    await product.stop('SIGKILL');
    receiver.close();
    await database.drop();
    await rm(folder, { recursive: true });
  }
});

it('traces and metrics arrive by gRPC, with the headers, the resource, the sampler and the propagators of the environment', async () => {
  const [database, receiver, http] = [
    await createTestDatabase(),
    await OtlpGrpcReceiver.open(),
    await OtlpReceiver.open(),
  ];
  const folder = await mkdtemp(join(tmpdir(), 'product-grpc-'));
  const standard = {
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_METRIC_EXPORT_INTERVAL: '500',
    OTEL_PROPAGATORS: 'b3',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=staging',
    OTEL_SERVICE_NAME: 'registry',
    OTEL_TRACES_EXPORTER: 'otlp,console',
    OTEL_TRACES_SAMPLER: 'parentbased_always_off',
  };
  const start = (environment: Record<string, string>): Product =>
    Product.start(folder, { DATABASE_URL: database.url, ...standard, ...environment });
  const product = start({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=all',
    OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-tenant=ours',
  });
  const wrong = start({
    OTEL_EXPORTER_OTLP_ENDPOINT: http.url,
    OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: 'soon',
    OTEL_LOG_LEVEL: 'debug',
  });
  try {
    const api = await product.api();
    await api.with({ b3: `${TRACE}-${CALLER}-1` }).get('/w1');
    await api.with({ traceparent: `00-${TRACE}-${CALLER}-01` }).get('/w2');
    await until(() => receiver.metrics.length > 1);
    expect((await product.stop()).code).toBe(0);

    const requests = receiver.spans.filter(({ name }) => name.startsWith('GET '));
    expect(requests).toMatchObject([{ traceId: TRACE, parentSpanId: CALLER }]);
    expect(product.output).toContain(`traceId: '${TRACE}'`);
    const { resource, series } = receiver.metrics.at(-1)!;
    expect(resource).toMatchObject({ 'service.name': 'registry', 'deployment.environment': 'staging' });
    expect(series.size).toBeGreaterThan(50);
    const tenants = receiver.requests.map(({ path, headers }) => [
      /(\w+)Service/.exec(path)![1],
      headers['x-tenant'],
    ]);
    expect(tenants).toContainEqual(['Trace', 'all']);
    expect(tenants).toContainEqual(['Metrics', 'ours']);

    // A port for HTTP, and a time that is none.
    await wrong.says(/Unknown value 'soon' for OTEL_EXPORTER_OTLP_TRACES_TIMEOUT, expected a number/);
    await wrong.says(
      /does not accept metrics: .*port may be that for HTTP: use the one for gRPC, usually 4317/,
    );
    expect((await wrong.stop()).code).toBe(0);
  } finally {
    for (const each of [product, wrong]) await each.stop('SIGKILL');
    for (const each of [receiver, http]) each.close();
    await database.drop();
    await rm(folder, { recursive: true });
  }
});
