import { numeric, optionalSecret, optionalUrl, text, type Setting } from './setting.js';

/** `otel.*`: traces. The names in the environment are those of OpenTelemetry. */
export const otel = {
  exporterOtlpEndpoint: optionalUrl(
    ['http', 'https'],
    'Where traces are sent, by OTLP over HTTP: a collector, such as http://127.0.0.1:4318. Unset: there are none.',
  ),
  exporterOtlpHeaders: optionalSecret(3, 'Headers for it: name=value, with commas between them.'),
  serviceName: text('worker-registration', 'a name', 'The name of this service in traces.'),
  tracesSamplerArg: numeric(
    1,
    { unit: 'share', min: 0, max: 1, whole: false },
    'The share of the requests that are traced; those of a traced caller always are.',
  ),
} as const satisfies Record<string, Setting<unknown>>;
