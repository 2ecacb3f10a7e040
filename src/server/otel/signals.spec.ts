import { loadSettings } from '../../platform/config/load-settings.js';
import { metricsExportersOf, sendsTraces } from './signals.js';

const URL = 'http://127.0.0.1:4318';

it.each([
  [{}, false, []],
  [{ OTEL_SERVICE_NAME: 'registry', OTEL_METRIC_EXPORT_INTERVAL: '1000' }, false, []],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: URL }, true, ['otlp']],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: URL, OTEL_SDK_DISABLED: 'true' }, false, []],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: URL, OTEL_METRICS_EXPORTER: 'none' }, true, []],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: URL, OTEL_TRACES_EXPORTER: 'none' }, false, ['otlp']],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: URL, OTEL_METRICS_EXPORTER: 'prometheus' }, true, []],
  [{ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: URL }, false, ['otlp']],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: URL }, true, []],
  [{ OTEL_METRICS_EXPORTER: 'otlp,prometheus,otlp' }, false, ['otlp']],
  [{ OTEL_METRICS_EXPORTER: 'console' }, false, ['console']],
  [{ OTEL_TRACES_EXPORTER: 'otlp' }, true, []],
] as const)('The environment %j sends traces: %s, metrics: %j', (environment, traces, metrics) => {
  const { otel } = loadSettings({ environment: { ...environment } });
  expect(sendsTraces(otel)).toBe(traces);
  expect(metricsExportersOf(otel)).toEqual(metrics);
});
