import { createRequire } from 'node:module';
import { context, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { FastifyInstance } from 'fastify';
import { withOtelEnvironment } from '../../platform/config/otel-environment.js';
import type { Settings } from '../../platform/config/settings.js';
import type { ServerLogger } from '../logger.js';
import { flushed, logLibraryWarnings, logOutages } from './collector-log.js';
import { processResource } from './resource.js';

/** Routes that supervisors and scrapers request all day; their traces are of no interest. */
const NOT_TRACED = new Set(['/livez', '/readyz', '/metrics']);

/** By the setting `otel.traces-sampler-arg`; OpenTelemetry's own default samples everything. */
const SAMPLER = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio' };

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
 * Sends traces by OTLP: a span for each request, below that of its caller if a `traceparent` names one, and one for
 * each of its statements. This file and its libraries are loaded only if the settings ask for it.
 */
export function startTracing(settings: Settings, logger: ServerLogger): Tracing {
  logLibraryWarnings(logger);
  const { otel } = settings;
  const protocol = otel.exporterOtlpTracesProtocol ?? otel.exporterOtlpProtocol;
  const provider = withOtelEnvironment(settings, SAMPLER, () => {
    const exporter = logOutages(
      protocol === 'http/json' ? new JsonExporter() : new ProtobufExporter(),
      'traces',
      logger,
    );
    return new NodeTracerProvider({
      resource: processResource(),
      spanProcessors: [new BatchSpanProcessor(exporter)],
    });
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
    stop: () => flushed(provider.shutdown()),
  };
}
