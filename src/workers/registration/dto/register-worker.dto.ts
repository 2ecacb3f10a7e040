import { ApiExtraModels } from '../../../platform/openapi/swagger.js';
import { Field } from '../../../platform/validation/field.js';
import { flag, listOf, quotedText, real, text, whole } from '../../../platform/validation/rule.js';
import { RESERVED_WORKER_IDS } from '../../../fleet/worker.js';
import { capabilitiesRule } from '../../../fleet/dto/capabilities.js';
import { bootIdRule } from '../../../fleet/dto/fence-rules.js';
import { host, machineName } from './host.js';
import { ReconnectPolicyDto, reconnectPolicyRule } from './reconnect-policy.dto.js';

const WORKER_ID = /^[A-Za-z0-9][A-Za-z0-9._:@-]*$/;

const workerIdRule = text('Worker ID', {
  max: 128,
  pattern: {
    matches: WORKER_ID,
    must: 'must consist of letters, digits and . _ : @ - and begin with a letter or a digit',
  },
});

const jobId = text('Job ID', { max: 200 });

const leaseSecondsRule = {
  // Bounds are settings: registration-limits.ts checks both.
  ...whole('Lease seconds', { min: -Infinity, max: Infinity }),
  schema: { type: 'integer', minimum: 1 },
};

const POSITIVE = 'Max concurrent jobs must be positive';

/** Body of a registration in its normal form (see normalise-registration.ts). */
@ApiExtraModels(ReconnectPolicyDto)
export class RegisterWorkerDto {
  @Field(
    {
      ...workerIdRule,
      check: (value) =>
        // Express matches paths in any case.
        typeof value === 'string' && RESERVED_WORKER_IDS.includes(value.toLowerCase())
          ? `Worker ID must not be "${value}", which is a path of this API`
          : workerIdRule.check(value),
    },
    {
      description:
        'Name that the worker chose; a known name keeps its record. Required, unless `jobscheduler.worker.identity` names another field.',
      required: 'Worker ID is required',
      example: 'worker-001',
    },
  )
  workerId: string;

  @Field(text('Worker name', { max: 200 }), {
    description: 'Display name.',
    required: 'Worker name is required',
    example: 'Production Worker 1',
  })
  name: string;

  @Field(machineName('Host name'), {
    description:
      'Host name; a port after it (`node1:9090`) is split off. Without hostAddress the service dials this name.',
    example: 'prod-worker-01',
  })
  hostName?: string;

  @Field(host('Host address'), {
    description: 'DNS name or IP address; a port after it (`10.0.1.15:9090`, `[::1]:9090`) is split off.',
    example: '10.0.1.15',
  })
  hostAddress?: string;

  @Field(whole('Port', { min: 1, max: 65_535, message: 'Port must be between 1 and 65535' }), {
    description: 'Port on which the worker can be dialled; has priority over one in hostAddress or hostName.',
    example: 8080,
  })
  port?: number;

  @Field(whole('Max concurrent jobs', { min: 1, max: Infinity, message: POSITIVE }), {
    description:
      'Maximum number of concurrent jobs. The upper limit is the setting `max-concurrent-jobs-limit`, 100 by default.',
    required: POSITIVE,
    example: 10,
  })
  maxConcurrentJobs: number;

  @Field(capabilitiesRule, {
    description: 'Capabilities: a JSON object, or text that contains one; up to 16 KiB.',
    schema: {
      oneOf: [
        { type: 'object', additionalProperties: true },
        { type: 'string', maxLength: 16_384 },
      ],
    },
    example: { java: true, python: true },
  })
  capabilities?: Record<string, unknown>;

  @Field(listOf('Tags', text('A tag', { max: 100 }), 50), {
    description:
      'Tags: a list, or comma-separated text; trimmed, without duplicates; up to 50 tags of up to 100 characters.',
    schema: {
      oneOf: [{ type: 'array', items: { type: 'string', maxLength: 100 }, maxItems: 50 }, { type: 'string' }],
    },
    example: ['production', 'high-performance'],
  })
  tags?: string[];

  @Field(quotedText('Version', 64), { description: 'Version of the worker program.', example: '2.1.0' })
  version?: string;

  @Field(whole('Priority threshold', { min: 0 }), {
    description: 'Lowest job priority that the worker accepts.',
    default: 0,
    example: 200,
  })
  priorityThreshold?: number;

  @Field(real('Worker load factor'), {
    description:
      'Usable slots are max(1, min(maxConcurrentJobs, floor(maxConcurrentJobs × workerLoadFactor))). Bounds are settings, 0.1 to 2.0 by default.',
    default: 1,
    example: 1.2,
  })
  workerLoadFactor?: number;

  @Field(text('Zone', { max: 64 }), {
    description: 'Failure domain of the worker; workers without one form a zone of their own.',
    example: 'eu-west-1a',
  })
  zone?: string;

  @Field(leaseSecondsRule, {
    description:
      'Length of its lease: how long the worker counts as alive without a further heartbeat. Bounds are settings, 5 to 86,400 by default. Default: the setting `heartbeat-timeout-minutes`.',
    example: 60,
  })
  leaseSeconds?: number;

  @Field(bootIdRule, {
    description: 'Random value that the process generates at start; it identifies the process.',
    example: 'b3f1c2',
  })
  bootId?: string;

  @Field(whole('Active job count', { min: 0 }), {
    description: 'Number of jobs that this process is still running.',
    example: 0,
  })
  activeJobCount?: number;

  @Field(listOf('Active jobs', jobId, 10_000), {
    description: 'Ids of the jobs that this process is still running.',
    example: [],
  })
  activeJobs?: string[];

  @Field(flag('Force'), {
    description: 'Deletes the old record and creates a new one with a new `id`.',
    default: false,
  })
  force?: boolean;

  @Field(flag('Expect online'), {
    description:
      'false registers a worker before it runs: INACTIVE (not yet seen). For a worker that is present, only the description changes.',
    default: true,
  })
  expectOnline?: boolean;

  @Field(
    text('Health path', {
      max: 200,
      pattern: { matches: /^\/[^\s]*$/, must: 'must begin with / and contain no spaces' },
    }),
    {
      description: 'Path for probes by HTTP GET, instead of only opening a TCP connection.',
      example: '/healthz',
    },
  )
  healthPath?: string;

  @Field(reconnectPolicyRule, {
    description: "The worker's own reconnection policy, which overrides the settings.",
  })
  reconnect?: ReconnectPolicyDto;
}
