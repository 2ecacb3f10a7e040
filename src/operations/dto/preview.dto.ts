import { ApiProperty } from '../../platform/openapi/swagger.js';
import { WarningsProperty } from '../../platform/openapi/warnings-property.js';

/** A worker that an operation would affect, or skip. */
export class PreviewedWorkerDto {
  @ApiProperty({ format: 'uuid', description: 'Server-assigned id.' })
  id: string;

  @ApiProperty({ description: 'Name that the worker chose.', example: 'worker-001' })
  workerId: string;

  @ApiProperty({ type: String, nullable: true, description: 'Its zone.' })
  zone: string | null;

  @ApiProperty({ type: 'integer', description: 'Jobs that it has.', example: 3 })
  jobs: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why the operation would skip it; null if it would affect it.',
    example: 'It has left',
  })
  skipped: string | null;
}

/** What an operation would leave of a zone. */
export class PreviewedZoneDto {
  @ApiProperty({ type: String, nullable: true, description: 'The zone; null for workers without one.' })
  zone: string | null;

  @ApiProperty({ type: 'integer', description: 'Workers that would be affected.', example: 10 })
  affected: number;

  @ApiProperty({ type: 'integer', description: 'Their jobs.', example: 12 })
  jobs: number;

  @ApiProperty({ type: 'integer', description: 'Usable workers of the zone now.', example: 100 })
  usableWorkers: number;

  @ApiProperty({ type: 'integer', description: 'Usable workers that would be left.', example: 90 })
  usableWorkersLeft: number;

  @ApiProperty({ type: 'integer', description: 'Free slots of the zone now.', example: 240 })
  freeSlots: number;

  @ApiProperty({ type: 'integer', description: 'Free slots that would be left.', example: 218 })
  freeSlotsLeft: number;
}

/** What an operation would do. */
export class PreviewDto {
  @ApiProperty({ enum: [true], description: 'Always true; failures are problem+json.' })
  success: true;

  @ApiProperty({
    example: '100 workers would be affected, with 118 jobs',
    description: 'The result as text.',
  })
  message: string;

  @ApiProperty({ enum: [true], description: 'Always true: nothing was changed.' })
  dryRun: true;

  @ApiProperty({ type: 'integer', description: 'Workers of the selection.', example: 101 })
  total: number;

  @ApiProperty({ type: 'integer', description: 'Workers that would be affected.', example: 100 })
  affected: number;

  @ApiProperty({ type: 'integer', description: 'Workers that would be skipped.', example: 1 })
  skipped: number;

  @ApiProperty({ type: 'integer', description: 'Jobs of the affected workers.', example: 118 })
  jobs: number;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'How many of them may be unavailable at once; null: all.',
    example: 10,
  })
  maxUnavailable: number | null;

  @ApiProperty({ type: [PreviewedZoneDto], description: 'The zones of the affected workers, up to 1,000.' })
  zones: PreviewedZoneDto[];

  @ApiProperty({
    type: [PreviewedWorkerDto],
    description: 'The first 1,000 workers of the selection, in the order of registration.',
  })
  workers: PreviewedWorkerDto[];

  @ApiProperty({
    type: [String],
    description: 'Names in `workerIds` of which there is no worker, up to 1,000.',
    example: [],
  })
  unknownWorkers: string[];

  @WarningsProperty()
  warnings?: readonly string[];
}
