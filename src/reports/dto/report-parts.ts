import { ApiProperty } from '../../platform/openapi/swagger.js';

export const Count = (description: string, example = 0): PropertyDecorator =>
  ApiProperty({ type: 'number', description, example });
export const Time = (description: string): PropertyDecorator =>
  ApiProperty({ format: 'date-time', description });
export const TextOrNull = (description: string, example?: string): PropertyDecorator =>
  ApiProperty({ type: String, nullable: true, description, ...(example !== undefined && { example }) });

/** The period of a report. */
export class PeriodDto {
  @Time('Begin of the period. Later than asked for if the journal no longer has all events since then.')
  from: string;

  @Time('End of the period.')
  until: string;

  @Time('When the report was made.')
  generatedAt: string;
}

export class ZonePeriodDto extends PeriodDto {
  @TextOrNull('The zone of the report; null for all.', 'eu-west-1a')
  zone: string | null;
}

/** An actor of the journal. */
export class ActDto {
  @ApiProperty({ description: 'Who: a display name.', example: 'key:ops' })
  actor: string;

  @ApiProperty({ description: 'Type of the events, as in `GET /events`.', example: 'order-given' })
  type: string;
}
