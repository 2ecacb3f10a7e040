import { withOtelEnvironment } from './otel-environment.js';
import { loadSettings } from './load-settings.js';

const load = (environment: Record<string, string>) => loadSettings({ environment }).otel;

describe('The environment of OpenTelemetry', () => {
  it.each([
    ['OTEL_METRICS_EXPORTER', 'none', { metricsExporter: [] }],
    ['OTEL_METRICS_EXPORTER', 'OTLP, prometheus', { metricsExporter: ['otlp', 'prometheus'] }],
    ['OTEL_SDK_DISABLED', 'true', { sdkDisabled: true }],
    ['OTEL_EXPORTER_OTLP_METRICS_PROTOCOL', 'http/json', { exporterOtlpMetricsProtocol: 'http/json' }],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', { exporterOtlpProtocol: 'grpc' }],
    ['OTEL_TRACES_EXPORTER', 'none', { tracesExporter: [] }],
    ['OTEL_PROPAGATORS', 'b3, baggage', { propagators: ['b3', 'baggage'] }],
    ['OTEL_METRIC_EXPORT_INTERVAL', '15000', { metricExportInterval: 15_000 }],
    ['OTEL_RESOURCE_ATTRIBUTES', 'team=a%2Cb, k8s.pod.name=p1,', {}],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'authorization=Basic QUJDRA==, x-tenant=a%3Bb', {}],
  ])('%s=%s is read', (variable, value, expected) => {
    expect(load({ [variable]: value })).toMatchObject(expected);
  });

  it.each([
    ['OTEL_METRICS_EXPORTER', 'otpl', 'must be none, or a list of otlp, console, prometheus; got "otpl"'],
    ['OTEL_METRICS_EXPORTER', 'none,otlp', 'must be none, or a list of'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'udp', 'must be one of http/protobuf, http/json, grpc, for example'],
    ['OTEL_TRACES_EXPORTER', 'zipkin', 'must be none, or a list of otlp, console; got "zipkin"'],
    ['OTEL_TRACES_SAMPLER', 'sometimes', 'must be one of always_on, always_off, traceidratio,'],
    ['OTEL_PROPAGATORS', 'b3,xray', 'must be none, or a list of tracecontext, baggage, b3, b3multi, jaeger'],
    ['OTEL_METRIC_EXPORT_INTERVAL', '60s', 'must be a whole number (milliseconds) from 100'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'team=a=b', 'must be a list of name=value such as'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'team=%zz', 'must be a list of name=value such as'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'team', 'must be a list of name=value such as'],
  ])('%s=%s is refused with what would be right', (variable, value, right) => {
    expect(() => load({ [variable]: value })).toThrow(`(${variable}) ${right}`);
  });

  it.each(['secret', 'a secret=x', 'authorization=secret;x', 'x=secret%0a'])(
    'headers such as %s are refused and not repeated',
    (value) => {
      const loading = () => load({ OTEL_EXPORTER_OTLP_HEADERS: value });
      expect(loading).toThrow('must be a list of name=value');
      expect(loading).not.toThrow('secret');
    },
  );

  it('has the settings of files only while the libraries read it', () => {
    process.env['OTEL_SERVICE_NAME'] = 'before';
    const settings = loadSettings({
      files: {
        'otel.service-name': 'ours',
        'otel.metrics-exporter': 'otlp,console',
        'otel.propagators': 'none',
      },
      environment: {},
    });
    const seen = withOtelEnvironment(settings, { OTEL_EXPORTER_OTLP_TIMEOUT: '900' }, () => ({
      ...process.env,
    }));
    expect(seen).toMatchObject({
      OTEL_SERVICE_NAME: 'ours',
      OTEL_METRICS_EXPORTER: 'otlp,console',
      OTEL_PROPAGATORS: 'none',
      OTEL_EXPORTER_OTLP_TIMEOUT: '900',
    });
    expect(process.env['OTEL_SERVICE_NAME']).toBe('before');
    expect(process.env).not.toHaveProperty('OTEL_METRICS_EXPORTER');
    expect(process.env).not.toHaveProperty('OTEL_EXPORTER_OTLP_TIMEOUT');
    delete process.env['OTEL_SERVICE_NAME'];
  });
});
