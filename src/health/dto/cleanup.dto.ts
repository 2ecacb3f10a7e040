import { ApiProperty } from '@nestjs/swagger';

/** A worker that was, or would be, cleaned up. */
export class CleanedWorkerDto {
  @ApiProperty({ format: 'uuid', description: 'Our name for it; it has it again if it comes back.' })
  id: string;

  @ApiProperty({ description: 'The name that it chose.', example: 'worker-001' })
  workerId: string;

  @ApiProperty({ type: String, nullable: true, description: 'Its failure domain.' })
  zone: string | null;

  @ApiProperty({ format: 'date-time', description: 'When it became FAILED.' })
  failedSince: string;

  @ApiProperty({
    description:
      'Minutes since then, or since it came back from a cleanup; those in which the service could take no heartbeat are left out.',
  })
  failedMinutes: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why it FAILED.',
    example: 'No heartbeat for 1500 s; the lease lasts 300 s',
  })
  reason: string | null;
}

/** What a cleanup did, or would do. */
export class CleanupAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true; failures are problems.' })
  success: boolean;

  @ApiProperty({
    example: '2 workers cleaned up: FAILED for longer than 15 minutes',
    description: 'The same in words.',
  })
  message: string;

  @ApiProperty({ description: 'Whether nothing was changed.' })
  dryRun: boolean;

  @ApiProperty({ description: 'The number of workers.' })
  total: number;

  @ApiProperty({ type: [CleanedWorkerDto], description: 'The first thousand of them.' })
  workers: CleanedWorkerDto[];
}
