import type { ApiPropertyOptions } from '@nestjs/swagger';

/** A worker's own reconnection policy, which overrides the settings while it is offline. */
export interface ReconnectPolicy {
  enabled?: boolean;
  intervalSeconds?: number;
  maxBackoffSeconds?: number;
}

/** PostgreSQL types of the columns. */
type ColumnType = 'text' | 'text[]' | 'integer' | 'double precision' | 'jsonb';

/** One field of a worker's description. */
interface WorkerField<T> {
  /** Column of the table `worker`. */
  readonly column: string;
  readonly type: ColumnType;
  /** Default value if a registration omits the field. Required fields have none. */
  readonly fallback?: T;
  /** What operators call it where they set it in place of the worker. */
  readonly override?: 'capacity' | 'tags' | 'zone';
  /** The property in the OpenAPI document. */
  readonly api: ApiPropertyOptions;
}

const field = <T>(given: WorkerField<T>): WorkerField<T> => given;

const text = (column: string, api: ApiPropertyOptions): WorkerField<string | null> => ({
  column,
  type: 'text',
  fallback: null,
  api: { type: String, nullable: true, ...api },
});

/**
 * The fields that describe a worker, as given at registration.
 *
 * The type, the columns of the statements, the JSON of answers and lists, the comparison of `register
 * --dry-run` and the reading of CSV files derive from this table. A further field needs a column (a
 * migration), a line here, its rule in `RegisterWorkerDto`, and a line in `src/agent/options.ts`.
 */
export const WORKER_FIELDS = {
  workerId: field<string>({
    column: 'worker_id',
    type: 'text',
    api: { type: String, description: 'The name that the worker chose.', example: 'worker-001' },
  }),
  name: field<string>({
    column: 'name',
    type: 'text',
    api: { type: String, description: 'Display name.', example: 'Production Worker 1' },
  }),
  hostName: text('host_name', { description: 'Name of the host.', example: 'prod-worker-01' }),
  hostAddress: text('host_address', { description: 'DNS name or IP address.', example: '10.0.1.15' }),
  port: field<number | null>({
    column: 'port',
    type: 'integer',
    fallback: null,
    api: {
      type: Number,
      nullable: true,
      description: 'Port on which the worker can be probed.',
      example: 8080,
    },
  }),
  maxConcurrentJobs: field<number>({
    column: 'max_concurrent_jobs',
    type: 'integer',
    override: 'capacity',
    api: { type: Number, description: 'Maximum number of concurrent jobs.', example: 10 },
  }),
  capabilities: field<Readonly<Record<string, unknown>>>({
    column: 'capabilities',
    type: 'jsonb',
    fallback: {},
    api: {
      type: Object,
      additionalProperties: true,
      description: 'Capabilities of the worker.',
      example: { java: true, python: true },
    },
  }),
  tags: field<readonly string[]>({
    column: 'tags',
    type: 'text[]',
    fallback: [],
    override: 'tags',
    api: {
      type: [String],
      description: 'Tags by which the worker can be found.',
      example: ['production', 'high-performance'],
    },
  }),
  version: text('version', { description: 'Version of the worker program.', example: '2.1.0' }),
  priorityThreshold: field<number>({
    column: 'priority_threshold',
    type: 'integer',
    fallback: 0,
    api: { type: Number, description: 'Lowest job priority that the worker accepts.', example: 200 },
  }),
  workerLoadFactor: field<number>({
    column: 'worker_load_factor',
    type: 'double precision',
    fallback: 1,
    api: {
      type: Number,
      description: 'Share of `maxConcurrentJobs` that the worker should use.',
      example: 1.2,
    },
  }),
  zone: {
    ...text('zone', { description: 'Failure domain of the worker.', example: 'eu-west-1a' }),
    override: 'zone',
  },
  leaseSeconds: field<number | null>({
    column: 'lease_seconds',
    type: 'integer',
    fallback: null,
    api: {
      type: Number,
      nullable: true,
      description: 'Length of its lease in seconds; null: the heartbeat timeout of the settings applies.',
      example: 60,
    },
  }),
  healthPath: text('health_path', {
    description: 'Path of HTTP GET probes; null: probes only open a TCP connection.',
    example: '/healthz',
  }),
  reconnect: field<Readonly<ReconnectPolicy> | null>({
    column: 'reconnect',
    type: 'jsonb',
    fallback: null,
    api: {
      type: Object,
      nullable: true,
      additionalProperties: true,
      description: 'Reconnection policy of the worker; null: the settings apply.',
      example: { intervalSeconds: 30 },
    },
  }),
} as const;

export type WorkerFieldName = keyof typeof WORKER_FIELDS;

type ValueOf<F> = F extends WorkerField<infer T> ? T : never;

/** Description of a worker. It changes only when the worker registers again. */
export type WorkerDescription = {
  readonly [K in WorkerFieldName]: ValueOf<(typeof WORKER_FIELDS)[K]>;
};

export const WORKER_FIELD_NAMES = Object.keys(WORKER_FIELDS) as WorkerFieldName[];

/** A description of which each value is asked for by its field. */
export function describeWorker(
  valueOf: (name: WorkerFieldName, field: WorkerField<unknown>) => unknown,
): WorkerDescription {
  const description: Partial<Record<WorkerFieldName, unknown>> = {};
  for (const name of WORKER_FIELD_NAMES) description[name] = valueOf(name, WORKER_FIELDS[name]);
  return description as WorkerDescription;
}
