import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registration } from '../factories/registration.factory.js';
import { createTestDatabase } from '../support/database.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { Product } from '../support/product.js';

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
