import { WorkerDto } from '../../fleet/dto/worker.dto.js';
import { ApiProperty } from '../../platform/openapi/swagger.js';
import { WarningsProperty } from '../../platform/openapi/warnings-property.js';

const FenceProperty = (): PropertyDecorator =>
  ApiProperty({
    type: 'integer',
    format: 'int64',
    description:
      'Grows with each assignment of this job id, for ever. The storage that the job writes to refuses writes with a smaller fence.',
    example: 1_795_951_466_023_519,
  });

/** A job of a worker. */
export class JobDto {
  @ApiProperty({ description: 'The job.', example: 'job-4711' })
  jobId: string;

  @FenceProperty()
  fence: number;

  @ApiProperty({ description: 'Priority of the job.', example: 0 })
  priority: number;

  @ApiProperty({ format: 'date-time', description: 'When it was assigned.' })
  assignedAt: string;
}

export class JobAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true; failures are problem+json.' })
  success: boolean;

  @ApiProperty({ example: 'Job assigned', description: 'What was done, as text.' })
  message: string;

  @FenceProperty()
  fence: number;

  @ApiProperty({ type: JobDto, description: 'The job.' })
  job: JobDto;

  @WarningsProperty()
  warnings?: readonly string[];
}

export class ClaimAnswerDto {
  @ApiProperty({ description: 'The job.', example: 'job-4711' })
  jobId: string;

  @FenceProperty()
  fence: number;

  @ApiProperty({ type: WorkerDto, description: 'The worker that has the job now.' })
  worker: WorkerDto;

  @WarningsProperty()
  warnings?: readonly string[];
}

export class JobPageDto {
  @ApiProperty({ type: [JobDto], description: 'Jobs, ordered by id.' })
  jobs: JobDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Cursor of the next page; null on the last page.',
  })
  nextCursor: string | null;

  @WarningsProperty()
  warnings?: readonly string[];
}
