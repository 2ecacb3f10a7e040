import type { ApiPropertyOptions } from '@nestjs/swagger';

/** How another policy than that of the settings dials one worker while it is offline. */
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
  /** The value of a worker whose registration leaves the field out. Required fields have none. */
  readonly fallback?: T;
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
 * The fields that describe a worker: what it says of itself when it registers.
 *
 * The type, the columns of the statements, the JSON of answers and lists, the comparison of `register --dry-run` and the
 * reading of CSV files derive from this table. A further field needs a column (a migration), a line here, its rule in
 * `RegisterWorkerDto`, and a line in `src/agent/options.ts`.
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
  hostName: text('host_name', { description: 'Name of its machine.', example: 'prod-worker-01' }),
  hostAddress: text('host_address', { description: 'DNS name or IP address.', example: '10.0.1.15' }),
  port: field<number | null>({
    column: 'port',
    type: 'integer',
    fallback: null,
    api: { type: Number, nullable: true, description: 'Port on which it can be probed.', example: 8080 },
  }),
  maxConcurrentJobs: field<number>({
    column: 'max_concurrent_jobs',
    type: 'integer',
    api: { type: Number, description: 'Maximum number of concurrent jobs.', example: 10 },
  }),
  capabilities: field<Readonly<Record<string, unknown>>>({
    column: 'capabilities',
    type: 'jsonb',
    fallback: {},
    api: {
      type: Object,
      additionalProperties: true,
      description: 'What it can do.',
      example: { java: true, python: true },
    },
  }),
  tags: field<readonly string[]>({
    column: 'tags',
    type: 'text[]',
    fallback: [],
    api: {
      type: [String],
      description: 'Labels by which it can be found.',
      example: ['production', 'high-performance'],
    },
  }),
  version: text('version', { description: 'Version of its program.', example: '2.1.0' }),
  priorityThreshold: field<number>({
    column: 'priority_threshold',
    type: 'integer',
    fallback: 0,
    api: { type: Number, description: 'Lowest job priority that it accepts.', example: 200 },
  }),
  workerLoadFactor: field<number>({
    column: 'worker_load_factor',
    type: 'double precision',
    fallback: 1,
    api: { type: Number, description: 'Share of `maxConcurrentJobs` that it wants to use.', example: 1.2 },
  }),
  zone: text('zone', { description: 'Failure domain in which it runs.', example: 'eu-west-1a' }),
  healthPath: text('health_path', {
    description: 'Path that is probed by HTTP GET; null: a TCP connection is opened.',
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
      description: 'Its own policy of reconnection; null: that of the settings.',
      example: { intervalSeconds: 30 },
    },
  }),
} as const;

export type WorkerFieldName = keyof typeof WORKER_FIELDS;

type ValueOf<F> = F extends WorkerField<infer T> ? T : never;

/** What a worker is. It changes only when the worker registers again. */
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
