import { Field } from '../../../platform/validation/field.js';
import {
  choice,
  INT_MAX,
  listOf,
  notNegative,
  real,
  text,
  whole,
} from '../../../platform/validation/rule.js';
import { REPORTED_STATUSES, type ReportedStatus } from '../../../fleet/worker.js';
import { bootIdRule, incarnationRule } from '../../../fleet/dto/fence-rules.js';

/**
 * Report of a worker; each field is optional, and omitted fields keep their value. Invalid fields are dropped
 * and named in `warnings`: the heartbeat renews the lease nevertheless.
 */
export class HeartbeatDto {
  @Field(choice('Status', REPORTED_STATUSES), {
    description: 'Status of the worker. Workers cannot report INACTIVE and DRAINING.',
    example: 'ACTIVE',
  })
  status?: ReportedStatus;

  @Field(whole('Current job count', { min: 0 }), {
    description:
      'Number of running jobs. More than maxConcurrentJobs is accepted, but fails the capacity check.',
    example: 3,
  })
  currentJobCount?: number;

  @Field(whole('Available capacity', { min: 0 }), {
    description: 'Number of free slots. Default: usable slots − currentJobCount, but at least 0.',
    example: 7,
  })
  availableCapacity?: number;

  @Field(notNegative('CPU usage'), {
    description: 'CPU usage in percent of one processor or of all, as the worker counts; may exceed 100.',
    example: 45.5,
  })
  cpuUsage?: number;

  @Field(notNegative('Memory usage'), { description: 'Memory usage in percent.', example: 67.8 })
  memoryUsage?: number;

  @Field(whole('Error count', { min: 0 }), {
    description: 'Number of errors since the process started.',
    example: 0,
  })
  errorCount?: number;

  @Field(real('Event loop lag', { min: 0, max: INT_MAX }), {
    description: 'Event loop lag in milliseconds.',
    example: 12,
  })
  eventLoopLagMs?: number;

  @Field(text('Message', { max: 1000, cut: true }), {
    description: 'Free-text message for operators; longer texts are cut.',
    example: 'All systems operational',
  })
  message?: string;

  @Field(bootIdRule, {
    description: 'The bootId of the registration: heartbeats of an older process get 409.',
    example: 'b3f1c2',
  })
  bootId?: string;

  @Field(incarnationRule, {
    description: 'The incarnation that the registration returned: a fence like bootId.',
    example: 1,
  })
  incarnation?: number;

  @Field(listOf('Dropped jobs', text('Job ID', { max: 200 }), 10_000), {
    description: 'Jobs of `revokedJobs` that the worker has stopped.',
    example: [],
  })
  droppedJobs?: string[];
}

/** One heartbeat of a batch. */
export class HeartbeatItemDto extends HeartbeatDto {
  @Field(text('Worker ID', { max: 128 }), {
    description: 'WorkerId or id of the worker.',
    required: 'Worker ID is required',
    example: 'worker-001',
  })
  workerId: string;
}
