import { NextCursor } from '../../platform/openapi/next-cursor.js';
import { NULLABLE_MOMENT } from '../../platform/openapi/nullable-moment.js';
import { ApiProperty } from '../../platform/openapi/swagger.js';
import { WarningsProperty } from '../../platform/openapi/warnings-property.js';
import { ALL_KINDS, OPERATION_STATES, OPERATION_STEPS } from '../operation.js';
import type { AnyKind, OperationState, OperationStep } from '../operation.js';

/** Number of workers by how far the operation is with them. */
export class ProgressDto {
  @ApiProperty({ description: 'All workers of the selection.', example: 500 })
  total: number;

  @ApiProperty({ description: 'Workers that it has not reached.', example: 400 })
  pending: number;

  @ApiProperty({ description: 'Workers that are changed, and whose effect it waits for.', example: 9 })
  underWay: number;

  @ApiProperty({ description: 'Workers with which it is done.', example: 91 })
  done: number;

  @ApiProperty({
    description: 'Workers to which it does not apply, such as those that have left.',
    example: 0,
  })
  skipped: number;

  @ApiProperty({
    description:
      'Workers with which it failed: their order was changed, or the operation ended before it was done with them.',
    example: 0,
  })
  failed: number;
}

/** A tracked piece of work on a selection of workers. */
export class OperationDto {
  @ApiProperty({ format: 'uuid', description: 'Its id.' })
  id: string;

  @ApiProperty({
    enum: ALL_KINDS,
    description: 'What it does to each worker. cleanup: it lists the workers that a cleanup took.',
  })
  kind: AnyKind;

  @ApiProperty({
    enum: OPERATION_STATES,
    description: 'finished: done with each worker. expired: its deadline passed before.',
  })
  state: OperationState;

  @ApiProperty({ description: 'Why.', example: 'CHG-77: kernel update' })
  reason: string;

  @ApiProperty({
    description: 'Name of the account that created it; `service` for a cleanup on schedule.',
    example: 'operator',
  })
  actor: string;

  @ApiProperty({
    type: Object,
    description:
      'The selection as it was asked for: `select`, `workerIds` (their number), `cleanup` or `undoes`.',
    example: { select: { zone: 'eu-west-1a' } },
  })
  selection: object;

  @ApiProperty({
    ...NULLABLE_MOMENT,
    description: 'When its orders end by themselves; null: when they are lifted.',
  })
  until: string | null;

  @ApiProperty({
    ...NULLABLE_MOMENT,
    description: 'When it ends, finished or not; null if it has no deadline.',
  })
  deadline: string | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'How many of its workers may be unavailable at once; null: all.',
    example: 50,
  })
  maxUnavailable: number | null;

  @ApiProperty({
    enum: ['zone'],
    nullable: true,
    type: String,
    description: 'zone: one zone after the other.',
  })
  by: 'zone' | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What a replacement must have.',
    example: 'version=2.5.1',
  })
  wait: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The operation that it undoes.' })
  undoes: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The operation that undoes it.' })
  undoneBy: string | null;

  @ApiProperty({ type: ProgressDto, description: 'Its progress.' })
  progress: ProgressDto;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What it waits for, as text; null if it waits for nothing.',
    example: '1 worker is unavailable, at most 1 may be: worker-007 (FAILED)',
  })
  waitingFor: string | null;

  @ApiProperty({ format: 'date-time', description: 'When it was created.' })
  createdAt: string;

  @ApiProperty({ format: 'date-time', description: 'Since when it has its state.' })
  stateSince: string;
}

/** A worker of an operation. */
export class OperationWorkerDto {
  @ApiProperty({ format: 'uuid', description: 'Server-assigned id.' })
  id: string;

  @ApiProperty({ description: 'Name that the worker chose.', example: 'worker-001' })
  workerId: string;

  @ApiProperty({ type: String, nullable: true, description: 'Its zone when the operation was created.' })
  zone: string | null;

  @ApiProperty({ enum: OPERATION_STEPS, description: 'How far the operation is with it.' })
  step: OperationStep;

  @ApiProperty({ type: 'integer', description: 'Jobs that it has now; 0 if its record is gone.', example: 3 })
  jobs: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why it is left, skipped, failed or done, as text.',
    example: 'still has 3 jobs',
  })
  why: string | null;
}

/** An operation with the workers that are left. */
export class OperationDetailDto extends OperationDto {
  @ApiProperty({
    type: [OperationWorkerDto],
    description:
      'Up to 1,000 workers with which it is not done: those under way first, then the failed, the pending and the skipped.',
  })
  left: OperationWorkerDto[];

  @ApiProperty({
    required: false,
    type: [OperationWorkerDto],
    description: 'With `done=true`: up to 1,000 workers with which it is done.',
  })
  done?: OperationWorkerDto[];
}

/** A page of operations. */
export class OperationPageDto {
  @ApiProperty({ type: [OperationDto], description: 'The newest first.' })
  operations: OperationDto[];

  @NextCursor()
  nextCursor: string | null;
}

/** Result of creating or changing an operation. */
export class OperationAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true; failures are problem+json.' })
  success: true;

  @ApiProperty({ example: 'The operation has begun on 500 workers', description: 'The result as text.' })
  message: string;

  @ApiProperty({ enum: [false], description: 'Always false: it is no dry run.' })
  dryRun: false;

  @ApiProperty({ type: OperationDto, description: 'The operation now.' })
  operation: OperationDto;

  @ApiProperty({
    type: [String],
    description: 'Names in `workerIds` of which there is no worker, up to 1,000.',
    example: [],
  })
  unknownWorkers: string[];

  @WarningsProperty()
  warnings?: readonly string[];
}
