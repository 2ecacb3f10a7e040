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

/** Only the library of the protocol is loaded. */
const EXPORTERS = {
  grpc: () => import('@opentelemetry/exporter-metrics-otlp-grpc'),
  'http/json': () => import('@opentelemetry/exporter-metrics-otlp-http'),
  'http/protobuf': () => import('@opentelemetry/exporter-metrics-otlp-proto'),
};

/** The default of OpenTelemetry for one request to a collector. */
const REQUEST_MS = 10_000;

export interface MetricsExport {
  /** Sends the last values, and ends. */
  stop(): Promise<void>;
}

/**
 * Sends the metrics of `/metrics` at an interval. This file and its libraries are loaded only if the settings ask for
 * it. NodeSDK would also send metrics of its instrumentations, and takes no producer: the provider is not registered globally,
 * and has no metrics other than ours.
 */
export async function startMetricsExport(
  settings: Settings,
  app: INestApplicationContext,
  logger: ServerLogger,
): Promise<MetricsExport> {
  const { otel } = settings;
  const { OTLPMetricExporter } =
    await EXPORTERS[otel.exporterOtlpMetricsProtocol ?? otel.exporterOtlpProtocol]();
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
    const exporters = metricsExportersOf(otel).map((name) =>
      name === 'console'
        ? new ConsoleMetricExporter()
        : logOutages(new OTLPMetricExporter(), 'metrics', logger),
    );
    return new MeterProvider({ resource: processResource(), readers: exporters.map(readerOf) });
  });
  return { stop: () => flushed(provider.shutdown()) };
}
