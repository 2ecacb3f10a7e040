import { createRequire } from 'node:module';
import { Logger } from '@nestjs/common';
import { context, diag, DiagLogLevel, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import type { FastifyInstance } from 'fastify';
import type { Settings } from '../platform/config/settings.js';
import { VERSION } from './version.js';

/** Asked by supervisors and scrapers all day, and of interest to nobody. */
const NOT_TRACED = new Set(['/livez', '/readyz', '/metrics']);

/** How long a stop waits for the last spans to be taken. */
const FLUSH_MS = 2000;

/** What a request is in, where traces are wanted. */
export interface Tracing {
  /** The trace of the request that is being handled. */
  traceId(): string | undefined;
  /** Names each request's span after its route. To be called before routes are added. */
  nameSpans(fastify: FastifyInstance): void;
  /** Sends what is left, and ends. */
  stop(): Promise<void>;
}

/**
 * Sends traces to the OTLP endpoint of the settings: a span for each request, under that of its caller where a
 * `traceparent` names one, and one for each of its statements. This file, and the libraries that it needs, are loaded only
 * where an endpoint is set.
 */
export function startTracing({ otel }: Settings): Tracing {
  const logger = new Logger('Tracing');
  const complain = (message: string): void => logger.warn(message.split('\n', 1)[0]);
  diag.setLogger(
    { error: complain, warn: complain, info: () => {}, debug: () => {}, verbose: () => {} },
    DiagLogLevel.WARN,
  );
  const exporter = new OTLPTraceExporter({
    url: `${otel.exporterOtlpEndpoint!.replace(/\/$/, '')}/v1/traces`,
    headers: headersOf(otel.exporterOtlpHeaders),
  });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': otel.serviceName, 'service.version': VERSION }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(otel.tracesSamplerArg) }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  provider.register();
  registerInstrumentations({
    instrumentations: [
      new HttpInstrumentation({
        ignoreIncomingRequestHook: ({ url }) => NOT_TRACED.has(url ?? ''),
        // Probes and webhooks go to strangers, who are told nothing of our traces.
        disableOutgoingRequestInstrumentation: true,
      }),
      new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
    ],
  });
  // Imports are not seen by the instrumentations, `require` is; what they change is shared by both.
  const require = createRequire(import.meta.url);
  for (const name of ['http', 'https', 'pg']) require(name);

  const span = () => trace.getSpan(context.active());
  return {
    traceId: () => span()?.spanContext().traceId,
    nameSpans: (fastify) => {
      fastify.addHook('onRequest', ({ method, routeOptions }, _reply, done) => {
        const route = routeOptions.url;
        if (route !== undefined) span()?.updateName(`${method} ${route}`).setAttribute('http.route', route);
        done();
      });
    },
    stop: async () => {
      const late = new Promise<void>((resolve) => void setTimeout(resolve, FLUSH_MS).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}

/** `name=value,name=value`, as OpenTelemetry writes them; values may be percent-encoded. */
function headersOf(text = ''): Record<string, string> {
  const pairs = text.split(',').filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name, ...value] = pair.split('=');
      return [name!.trim(), decodeURIComponent(value.join('=').trim())] as const;
    }),
  );
}
