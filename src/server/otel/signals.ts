import type { Settings } from '../../platform/config/settings.js';

type Otel = Settings['otel'];

/** Returns where traces are sent. */
export function tracesExportersOf(otel: Otel): ('otlp' | 'console')[] {
  const endpoint = otel.exporterOtlpTracesEndpoint ?? otel.exporterOtlpEndpoint;
  const given = otel.tracesExporter ?? (endpoint === undefined ? [] : ['otlp' as const]);
  return otel.sdkDisabled ? [] : [...new Set(given)];
}

/** Returns where metrics are sent, without `/metrics`, which asks for nothing. */
export function metricsExportersOf(otel: Otel): ('otlp' | 'console')[] {
  const endpoint = otel.exporterOtlpMetricsEndpoint ?? otel.exporterOtlpEndpoint;
  const given = otel.metricsExporter ?? (endpoint === undefined ? [] : ['otlp' as const]);
  return otel.sdkDisabled ? [] : [...new Set(given)].filter((each) => each !== 'prometheus');
}
