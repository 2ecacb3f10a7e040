import type { Settings } from '../../platform/config/settings.js';

type Otel = Settings['otel'];

/** Whether traces are sent. */
export function sendsTraces(otel: Otel): boolean {
  const endpoint = otel.exporterOtlpTracesEndpoint ?? otel.exporterOtlpEndpoint;
  return !otel.sdkDisabled && (otel.tracesExporter ?? (endpoint === undefined ? 'none' : 'otlp')) === 'otlp';
}

/** Returns where metrics are sent, without `/metrics`, which asks for nothing. */
export function metricsExportersOf(otel: Otel): ('otlp' | 'console')[] {
  const endpoint = otel.exporterOtlpMetricsEndpoint ?? otel.exporterOtlpEndpoint;
  const given = otel.metricsExporter ?? (endpoint === undefined ? [] : ['otlp' as const]);
  return otel.sdkDisabled ? [] : [...new Set(given)].filter((each) => each !== 'prometheus');
}
