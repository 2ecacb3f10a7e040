import { z } from 'zod';
import {
  flag,
  intervalMs,
  numeric,
  MAX_TIMER_MS,
  oneOf,
  optionalOneOf,
  optionalText,
  optionalUrl,
  type Setting,
} from './setting.js';

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;
const HTTP = ['http', 'https'];

const TRACES_EXPORTERS = ['otlp', 'console'] as const;
/** Where metrics go; `prometheus` is `/metrics`, which is there in any case. */
const METRICS_EXPORTERS = ['otlp', 'console', 'prometheus'] as const;

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

const PROPAGATORS = ['tracecontext', 'baggage', 'b3', 'b3multi', 'jaeger'] as const;

/** `none`, or names with commas between them. */
const optionalNames = <Name extends string>(
  names: readonly Name[],
  meaning: string,
): Setting<readonly Name[] | undefined> => ({
  schema: z.preprocess(namesIn, z.array(z.enum(names)).readonly()).optional(),
  fallback: undefined,
  takes: `none, or a list of ${names.join(', ')}`,
  meaning,
  secret: false,
});

function namesIn(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const names = value.split(',').map((name) => name.trim().toLowerCase());
  return names.length === 1 && names[0] === 'none' ? [] : names;
}

/** `name=value,name=value`, percent-encoded. The libraries drop what they cannot read without a word. */
function pairs(
  pattern: RegExp,
  takes: string,
  secret: boolean,
  meaning: string,
): Setting<string | undefined> {
  const isPair = (pair: string): boolean => pattern.test(pair) && hasPlainText(pair);
  const schema = z
    .string()
    .refine((value) => value.split(',').every((pair) => pair.trim() === '' || isPair(pair)))
    .optional();
  return { schema, fallback: undefined, takes, meaning, secret };
}

function hasPlainText(encoded: string): boolean {
  try {
    return !/\p{Cc}/u.test(decodeURIComponent(encoded));
  } catch {
    return false;
  }
}

/** A name that HTTP allows, and a value that it can carry. */
const HEADER = /^\s*[\w!#$%&'*+.^`|~-]+\s*=[\x20-\x3a\x3c-\x7e]+$/;
const ATTRIBUTE = /^\s*[^=\s][^=]{0,254}=[^=]{0,255}$/;

/**
 * `otel.*`: traces and metrics for OpenTelemetry. The environment variables have its names and meaning; those that its
 * libraries read by themselves are not listed here.
 */
export const otel = {
  sdkDisabled: flag(false, 'Sends neither traces nor metrics, whatever else is set.'),
  exporterOtlpEndpoint: optionalUrl(
    HTTP,
    'Collector of traces and metrics, such as http://127.0.0.1:4318; HTTP appends /v1/traces and /v1/metrics. For gRPC usually port 4317.',
  ),
  exporterOtlpTracesEndpoint: optionalUrl(HTTP, 'For traces, as it is.'),
  exporterOtlpMetricsEndpoint: optionalUrl(HTTP, 'For metrics, as it is.'),
  exporterOtlpHeaders: pairs(
    HEADER,
    'a list of name=value; %2C for a comma, %3B for a semicolon, %25 for a percent sign',
    true,
    'Headers for the collector.',
  ),
  exporterOtlpProtocol: oneOf('http/protobuf', PROTOCOLS, 'Protocol of the collector.'),
  exporterOtlpTracesProtocol: optionalOneOf(PROTOCOLS, 'Protocol for traces, if it differs.'),
  exporterOtlpMetricsProtocol: optionalOneOf(PROTOCOLS, 'Protocol for metrics, if it differs.'),
  tracesExporter: optionalNames(
    TRACES_EXPORTERS,
    'Where traces are sent. Unset: otlp if they have an endpoint.',
  ),
  metricsExporter: optionalNames(
    METRICS_EXPORTERS,
    'Where metrics are sent; /metrics is always there. Unset: otlp if they have an endpoint.',
  ),
  metricExportInterval: intervalMs(60_000, 'Time between two exports of metrics.'),
  metricExportTimeout: numeric(
    30_000,
    { unit: 'milliseconds', min: 100, max: MAX_TIMER_MS },
    'Maximum duration of an export of metrics; at most the interval.',
  ),
  serviceName: optionalText(
    'a name',
    'Name of this service. Unset: service.name of the resource attributes, or worker-registration.',
  ),
  resourceAttributes: pairs(
    ATTRIBUTE,
    'a list of name=value such as k8s.pod.name=p1,team=a; %2C for a comma, %3D for an equals sign, %25 for a percent sign',
    false,
    'Attributes of this service.',
  ),
  tracesSampler: oneOf(
    'parentbased_traceidratio',
    SAMPLERS,
    'Which requests are traced; parentbased follows callers that have a trace.',
  ),
  tracesSamplerArg: numeric(
    1,
    { unit: 'share', min: 0, max: 1, whole: false },
    'Share of the requests that samplers with traceidratio trace.',
  ),
  propagators: optionalNames(
    PROPAGATORS,
    "Headers that name the caller's trace. Unset: tracecontext and baggage.",
  ),
} as const satisfies Record<string, Setting<unknown>>;
