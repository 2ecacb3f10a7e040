import { ApiProperty } from '../../platform/openapi/swagger.js';

/** Who acknowledged the loss of a worker. */
export class LossAcknowledgementDto {
  @ApiProperty({ format: 'date-time', description: 'When.' })
  at: string;

  @ApiProperty({ description: 'Name of the account.', example: 'operator' })
  by: string;

  @ApiProperty({
    description: 'Why the loss needs no further attention.',
    example: 'The rack was dismantled',
  })
  reason: string;
}

/** Why a worker is not there any longer. */
export class AbsenceDto {
  @ApiProperty({ format: 'date-time', description: 'Since when it has been lost, or when it left.' })
  since: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why it was cleaned up, or the reason of its deregistration.',
    example: 'FAILED for 15 minutes: No heartbeat for 1500 s; the lease lasts 300 s',
  })
  reason: string | null;

  @ApiProperty({
    type: LossAcknowledgementDto,
    nullable: true,
    description: 'By whom the loss was acknowledged; null if it was not, and for a worker that left.',
  })
  acknowledged: LossAcknowledgementDto | null;
}
