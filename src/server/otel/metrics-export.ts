import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import {
  ConsoleMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import type { INestApplicationContext } from '@nestjs/common';
import { withOtelEnvironment } from '../../platform/config/otel-environment.js';
import type { Settings } from '../../platform/config/settings.js';
import { Metrics } from '../../platform/observability/metrics.js';
import type { ServerLogger } from '../logger.js';
import { flushed, logLibraryWarnings, logOutages } from './collector-log.js';
import { RegistryProducer } from './registry-producer.js';
import { processResource } from './resource.js';
import { metricsExportersOf } from './signals.js';

/** The default of OpenTelemetry for one request to a collector. */
const REQUEST_MS = 10_000;

export interface MetricsExport {
  /** Sends the last values, and ends. */
  stop(): Promise<void>;
}

/**
 * Sends the metrics of `/metrics` at an interval. This file and its libraries are loaded only if the settings ask for
 * it. The provider is not registered globally: it has no metrics other than ours.
 */
export function startMetricsExport(
  settings: Settings,
  app: INestApplicationContext,
  logger: ServerLogger,
): MetricsExport {
  const { otel } = settings;
  const producer = new RegistryProducer(app.get(Metrics).registry);
  const timeout = Math.min(otel.metricExportTimeout, otel.metricExportInterval);
  const readerOf = (exporter: PushMetricExporter) =>
    new PeriodicExportingMetricReader({
      exporter,
      exportIntervalMillis: otel.metricExportInterval,
      exportTimeoutMillis: timeout,
      metricProducers: [producer],
    });
  logLibraryWarnings(logger);
  // A request that ends before the export is reported by its exporter.
  const requests = { OTEL_EXPORTER_OTLP_TIMEOUT: String(Math.min(REQUEST_MS, timeout * 0.9)) };
  const provider = withOtelEnvironment(settings, requests, () => {
    const exporters = metricsExportersOf(otel).map((name) => exporterOf(name, otel, logger));
    return new MeterProvider({ resource: processResource(), readers: exporters.map(readerOf) });
  });
  return { stop: () => flushed(provider.shutdown()) };
}

function exporterOf(
  name: 'otlp' | 'console',
  otel: Settings['otel'],
  logger: ServerLogger,
): PushMetricExporter {
  if (name === 'console') return new ConsoleMetricExporter();
  const protocol = otel.exporterOtlpMetricsProtocol ?? otel.exporterOtlpProtocol;
  return logOutages(
    protocol === 'http/json' ? new JsonExporter() : new ProtobufExporter(),
    'metrics',
    logger,
  );
}
