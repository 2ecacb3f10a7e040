import { createRequire } from 'node:module';
import { context, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { NodeSDK } from '@opentelemetry/sdk-node';
import {
  BatchSpanProcessor,
  ConsoleSpanExporter,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import type { FastifyInstance } from 'fastify';
import { withOtelEnvironment } from '../../platform/config/otel-environment.js';
import type { Settings } from '../../platform/config/settings.js';
import type { ServerLogger } from '../logger.js';
import { flushed, logLibraryWarnings, logOutages } from './collector-log.js';
import { processResource } from './resource.js';
import { tracesExportersOf } from './signals.js';

/** Routes that supervisors and scrapers request all day; their traces are of no interest. */
const NOT_TRACED = new Set(['/livez', '/readyz', '/metrics']);

const EXPORTERS = { grpc: GrpcExporter, 'http/json': JsonExporter, 'http/protobuf': ProtobufExporter };

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
  const sdk = withOtelEnvironment(settings, {}, () => {
    const created = new NodeSDK({
      resource: processResource(),
      autoDetectResources: false,
      spanProcessors: tracesExportersOf(settings.otel).map((name) =>
        processorFor(name, settings.otel, logger),
      ),
      // Metrics start later, and are ours only; there are no logs.
      metricReaders: [],
      logRecordProcessors: [],
      instrumentations: [
        new HttpInstrumentation({
          ignoreIncomingRequestHook: ({ url }) => NOT_TRACED.has(url ?? ''),
          // Probes and webhooks go to strangers, who get no trace ids.
          disableOutgoingRequestInstrumentation: true,
        }),
        new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
      ],
    });
    // With OTEL_LOG_LEVEL the SDK has set its own logger, of plain lines.
    logLibraryWarnings(logger);
    created.start();
    return created;
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
    stop: () => flushed(sdk.shutdown()),
  };
}

function processorFor(name: 'otlp' | 'console', otel: Settings['otel'], logger: ServerLogger): SpanProcessor {
  if (name === 'console') return new SimpleSpanProcessor(new ConsoleSpanExporter());
  const Exporter = EXPORTERS[otel.exporterOtlpTracesProtocol ?? otel.exporterOtlpProtocol];
  return new BatchSpanProcessor(logOutages(new Exporter(), 'traces', logger));
}
