import { loadSettings } from '../../platform/config/load-settings.js';
import { metricsExportersOf, tracesExportersOf } from './signals.js';

const URL = 'http://127.0.0.1:4318';

it.each([
  [{}, [], []],
  [{ OTEL_SERVICE_NAME: 'registry', OTEL_METRIC_EXPORT_INTERVAL: '1000' }, [], []],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: URL }, ['otlp'], ['otlp']],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: URL, OTEL_SDK_DISABLED: 'true' }, [], []],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: URL, OTEL_METRICS_EXPORTER: 'none' }, ['otlp'], []],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: URL, OTEL_TRACES_EXPORTER: 'none' }, [], ['otlp']],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: URL, OTEL_METRICS_EXPORTER: 'prometheus' }, ['otlp'], []],
  [{ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: URL }, [], ['otlp']],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: URL }, ['otlp'], []],
  [{ OTEL_METRICS_EXPORTER: 'otlp,prometheus,otlp' }, [], ['otlp']],
  [{ OTEL_METRICS_EXPORTER: 'console' }, [], ['console']],
  [{ OTEL_TRACES_EXPORTER: 'otlp,console' }, ['otlp', 'console'], []],
] as const)('The environment %j sends traces: %j, metrics: %j', (environment, traces, metrics) => {
  const { otel } = loadSettings({ environment: { ...environment } });
  expect(tracesExportersOf(otel)).toEqual(traces);
  expect(metricsExportersOf(otel)).toEqual(metrics);
});
