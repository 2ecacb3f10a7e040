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

/** Routes that supervisors and scrapers request all day; their traces are of no interest. */
const NOT_TRACED = new Set(['/livez', '/readyz', '/metrics']);

/** How long a stop waits until the last spans are accepted. */
const FLUSH_MS = 2000;

/** Access to the trace of a request, if traces are enabled. */
export interface Tracing {
  /** Returns the trace of the request in progress. */
  traceId(): string | undefined;
  /** Names each request's span after its route. Must be called before routes are added. */
  nameSpans(fastify: FastifyInstance): void;
  /** Sends the remaining spans, and ends. */
  stop(): Promise<void>;
}

/**
 * Sends traces to the OTLP endpoint of the settings: a span for each request, below that of its caller if a
 * `traceparent` names one, and one for each of its statements. This file and its libraries are loaded only if
 * an endpoint is set.
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
        // Probes and webhooks go to strangers, who get no trace ids.
        disableOutgoingRequestInstrumentation: true,
      }),
      new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
    ],
  });
  // The instrumentations see `require` but not imports; both share what they change.
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

/** Parses `name=value,name=value`, the format of OpenTelemetry; values may be percent-encoded. */
function headersOf(text = ''): Record<string, string> {
  const pairs = text.split(',').filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name, ...value] = pair.split('=');
      return [name!.trim(), decodeURIComponent(value.join('=').trim())] as const;
    }),
  );
}
