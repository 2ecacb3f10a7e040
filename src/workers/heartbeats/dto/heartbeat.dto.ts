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
 * What a worker reports of itself; each field is optional, and what is left out stays as it was. A field that does not
 * fit is dropped and named in `warnings`: the heartbeat renews the lease all the same.
 */
export class HeartbeatDto {
  @Field(choice('Status', REPORTED_STATUSES), {
    description: 'What it does. INACTIVE and DRAINING are not for a worker to report.',
    example: 'ACTIVE',
  })
  status?: ReportedStatus;

  @Field(whole('Current job count', { min: 0 }), {
    description:
      'The jobs that it runs. More than maxConcurrentJobs is taken, and is a fault of the capacity check.',
    example: 3,
  })
  currentJobCount?: number;

  @Field(whole('Available capacity', { min: 0 }), {
    description: 'Its free slots; usable slots − currentJobCount where left out, never below 0.',
    example: 7,
  })
  availableCapacity?: number;

  @Field(notNegative('CPU usage'), {
    description:
      'Percent of one processor or of all, as the worker counts; a process on several may use more than 100.',
    example: 45.5,
  })
  cpuUsage?: number;

  @Field(notNegative('Memory usage'), { description: 'Memory usage in percent.', example: 67.8 })
  memoryUsage?: number;

  @Field(whole('Error count', { min: 0 }), { description: 'Errors since its process started.', example: 0 })
  errorCount?: number;

  @Field(real('Event loop lag', { min: 0, max: INT_MAX }), {
    description: 'How late its event loop runs, in milliseconds.',
    example: 12,
  })
  eventLoopLagMs?: number;

  @Field(text('Message', { max: 1000, cut: true }), {
    description: 'Free text for operators; what is longer is cut.',
    example: 'All systems operational',
  })
  message?: string;

  @Field(bootIdRule, {
    description: 'The bootId of its registration: a heartbeat of an older process is refused with 409.',
    example: 'b3f1c2',
  })
  bootId?: string;

  @Field(incarnationRule, {
    description: 'The incarnation that its registration was told: fences like bootId.',
    example: 1,
  })
  incarnation?: number;

  @Field(listOf('Dropped jobs', text('Job ID', { max: 200 }), 10_000), {
    description: 'Jobs of `revokedJobs` that it has stopped.',
    example: [],
  })
  droppedJobs?: string[];
}

/** One heartbeat of a batch. */
export class HeartbeatItemDto extends HeartbeatDto {
  @Field(text('Worker ID', { max: 128 }), {
    description: 'Whose heartbeat it is: workerId or id.',
    required: 'Worker ID is required',
    example: 'worker-001',
  })
  workerId: string;
}
