import { ApiProperty } from '../../platform/openapi/swagger.js';
import { CAUSES } from '../causes.js';
import { Count, TextOrNull, Time, ZonePeriodDto } from './report-parts.js';

const Cause = (): PropertyDecorator =>
  ApiProperty({
    enum: Object.keys(CAUSES),
    description: Object.entries(CAUSES)
      .map(([cause, meaning]) => `\`${cause}\`: ${meaning}`)
      .join(' '),
  });

export class CauseDto {
  @Cause()
  cause: string;

  @Count('Number of registrations.', 120)
  times: number;

  @Count('Number of workers.', 40)
  workers: number;

  @Count('Registrations a day, on average.', 17.1)
  perDay: number;
}

export class RegistrationStepDto {
  @Time('Begin of the step.')
  at: string;

  @Cause()
  cause: string;

  @Count('Number of registrations.', 12)
  times: number;
}

export class FrequentWorkerDto {
  @TextOrNull('Its name.', 'worker-017')
  workerId: string | null;

  @TextOrNull('Its zone.', 'eu-west-1a')
  zone: string | null;

  @Count('Number of registrations.', 84)
  times: number;

  @Count('Those of a new process.', 80)
  restarts: number;

  @Count('Registrations a day, on average.', 12)
  perDay: number;

  @Time('The last one.')
  lastAt: string;
}

export class RegistrationsReportDto extends ZonePeriodDto {
  @Count('Number of registrations.', 120)
  total: number;

  @ApiProperty({ type: [CauseDto], description: 'By cause, the most frequent first.' })
  causes: readonly CauseDto[];

  @Count('Length of a step in seconds: an hour for up to two days, else a day.', 86_400)
  stepSeconds: number;

  @ApiProperty({
    type: [RegistrationStepDto],
    description: 'Over time, in order; steps without any are omitted.',
  })
  steps: readonly RegistrationStepDto[];

  @ApiProperty({
    type: [FrequentWorkerDto],
    description: 'Workers that registered more than once, the most frequent first; up to `worst`.',
  })
  frequent: readonly FrequentWorkerDto[];
}
