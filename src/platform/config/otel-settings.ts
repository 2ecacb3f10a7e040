import { numeric, optionalSecret, optionalUrl, text, type Setting } from './setting.js';

/** `otel.*`: traces. The environment variables have the names of OpenTelemetry. */
export const otel = {
  exporterOtlpEndpoint: optionalUrl(
    ['http', 'https'],
    'Collector of traces (OTLP over HTTP), such as http://127.0.0.1:4318. Unset: no traces.',
  ),
  exporterOtlpHeaders: optionalSecret(3, 'Headers for the collector: name=value, separated by commas.'),
  serviceName: text('worker-registration', 'a name', 'Name of this service in traces.'),
  tracesSamplerArg: numeric(
    1,
    { unit: 'share', min: 0, max: 1, whole: false },
    'Share of the requests that are traced; requests of traced callers always are.',
  ),
} as const satisfies Record<string, Setting<unknown>>;
