import { ApiProperty } from '../../../platform/openapi/swagger.js';
import { WARNING_KINDS, type WarningKind } from '../../../platform/config/warning-settings.js';
import { WARNING_OUTCOMES, type WarningOutcome } from '../warning-kinds.js';

const Count = (description: string, example: number): PropertyDecorator =>
  ApiProperty({ description, example });
const Time = (description: string): PropertyDecorator => ApiProperty({ format: 'date-time', description });
const TimeOrNull = (description: string): PropertyDecorator =>
  ApiProperty({ type: String, format: 'date-time', nullable: true, description });
const Kind = (): PropertyDecorator =>
  ApiProperty({ enum: WARNING_KINDS, description: 'What it warns of.', example: 'memory-trend' });
const Points = (description: string, example: readonly (number | null)[]): PropertyDecorator =>
  ApiProperty({ type: 'array', items: { type: 'number', nullable: true }, description, example });

/** What became of the warnings of a kind that began within 90 days. */
export class WarningRecordDto {
  @Count('Warnings after which it happened in time.', 18)
  right: number;

  @Count('Warnings after which it did not happen in time.', 3)
  wrong: number;

  @Count('Warnings that cannot be judged: an order, or more slots, came first.', 2)
  voided: number;

  @Count('Warnings whose time is not over.', 1)
  pending: number;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Median of the minutes from a right warning to what it warned of; null if none was right.',
    example: 31.5,
  })
  medianLeadMinutes: number | null;
}

export class WarningKindDto {
  @Kind()
  kind: WarningKind;

  @ApiProperty({
    description: 'How such warnings are found.',
    example: 'Memory of at least 95 %',
  })
  method: string;

  @Count('Warnings that hold now, whatever the filters.', 2)
  open: number;

  @ApiProperty({ type: WarningRecordDto, description: 'What became of earlier ones.' })
  record: WarningRecordDto;
}

export class WarningFigureDto {
  @ApiProperty({ description: 'What it is.', example: 'memory' })
  name: string;

  @ApiProperty({ type: 'number', description: 'The figure.', example: 81.5 })
  value: number;

  @ApiProperty({ description: 'Its unit; empty for a plain number.', example: '%' })
  unit: string;
}

export class WarnedWorkerDto {
  @ApiProperty({ format: 'uuid', description: 'Id of the worker.' })
  id: string;

  @ApiProperty({ description: 'Name that the worker chose.', example: 'worker-017' })
  workerId: string;

  @ApiProperty({ type: String, nullable: true, description: 'Its zone.', example: 'eu-west-1a' })
  zone: string | null;
}

export class WarningDto {
  @ApiProperty({ format: 'uuid', description: 'Id of the warning.' })
  id: string;

  @Kind()
  kind: WarningKind;

  @ApiProperty({
    type: WarnedWorkerDto,
    nullable: true,
    description: 'The worker that it is about; null for a pool.',
  })
  worker: WarnedWorkerDto | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The pool that it is about: `fleet` is the whole fleet; null for a worker.',
    example: null,
  })
  pool: string | null;

  @ApiProperty({
    description: 'The warning as a sentence with its figures.',
    example: 'Memory is at 81.5 % and grows by 0.42 % a minute: it reaches 100 % in about 44 minutes',
  })
  sentence: string;

  @ApiProperty({ type: [WarningFigureDto], description: 'Its figures.' })
  figures: readonly WarningFigureDto[];

  @Time('When it began.')
  since: string;

  @TimeOrNull('When it is expected to happen; null if the method does not say.')
  expectedAt: string | null;

  @TimeOrNull('When it ended: ten minutes after its condition last held; null while it is open.')
  endedAt: string | null;

  @ApiProperty({
    type: String,
    enum: WARNING_OUTCOMES,
    nullable: true,
    description: 'What became of it; null if it is not judged yet.',
    example: null,
  })
  outcome: WarningOutcome | null;

  @TimeOrNull('When what it warned of happened, or when its time was over; null if it is not judged yet.')
  outcomeAt: string | null;
}

/** The last hour of a worker, a figure for each minute; null for none. */
export class WorkerTrendDto {
  @Time('The minute of the last figures; those before are a minute apart.')
  until: string;

  @Points('Memory usage in percent.', [80.5, null, 81.5])
  memoryUsage: readonly (number | null)[];

  @Points('Event loop lag in milliseconds, to about 6 %.', [12, 11, 14])
  eventLoopLagMs: readonly (number | null)[];

  @Points('Errors that were added, to about 5 %.', [0, 0, 3])
  errors: readonly (number | null)[];

  @Points('Worst recent lateness of heartbeats in seconds, hour by hour over the last day.', [0.2, 0.2, 1.4])
  latenessSeconds: readonly (number | null)[];

  @ApiProperty({
    type: [Number],
    description: 'Places in these lists, from 0, at which another process of the worker began.',
    example: [],
  })
  restarts: readonly number[];
}

export class WarningsDto {
  @ApiProperty({ description: 'Whether `warnings.enabled` is on.', example: true })
  enabled: boolean;

  @Count('Warnings that match the filters.', 1)
  total: number;

  @ApiProperty({
    type: [WarningDto],
    description: 'Those expected soonest first; ended ones: the latest first.',
  })
  warnings: readonly WarningDto[];

  @ApiProperty({ type: [WarningKindDto], description: 'Each kind, with its method and its record.' })
  kinds: readonly WarningKindDto[];

  @ApiProperty({
    type: WorkerTrendDto,
    nullable: true,
    description: 'The last hour of the worker that `workerId` names; null if it reports no figures.',
  })
  trend: WorkerTrendDto | null;

  @TimeOrNull('When the fleet was last looked at; null if it never was.')
  evaluatedAt: string | null;

  @Time('When this was read.')
  generatedAt: string;
}
