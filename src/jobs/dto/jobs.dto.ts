import { ApiProperty } from '@nestjs/swagger';
import { WorkerDto } from '../../fleet/dto/worker.dto.js';

/** A job that a worker has. */
export class JobDto {
  @ApiProperty({ description: 'The job.', example: 'job-4711' })
  jobId: string;

  @ApiProperty({ description: 'Its priority.', example: 0 })
  priority: number;

  @ApiProperty({ format: 'date-time', description: 'When it was assigned.' })
  assignedAt: string;
}

export class JobAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true; failures are problems.' })
  success: boolean;

  @ApiProperty({ example: 'Job assigned', description: 'What was done, in words.' })
  message: string;

  @ApiProperty({ type: JobDto, description: 'The job.' })
  job: JobDto;

  @ApiProperty({
    type: [String],
    required: false,
    description: 'Unknown fields of the request, which were dropped; missing where there were none.',
  })
  warnings?: readonly string[];
}

export class ClaimAnswerDto {
  @ApiProperty({ description: 'The job.', example: 'job-4711' })
  jobId: string;

  @ApiProperty({ type: WorkerDto, description: 'The worker that has it now.' })
  worker: WorkerDto;

  @ApiProperty({
    type: [String],
    required: false,
    description: 'Unknown fields of the request, which were dropped; missing where there were none.',
  })
  warnings?: readonly string[];
}

export class JobPageDto {
  @ApiProperty({ type: [JobDto], description: 'In the order of their ids.' })
  jobs: JobDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The cursor of the next page; null on the last.',
  })
  nextCursor: string | null;
}
