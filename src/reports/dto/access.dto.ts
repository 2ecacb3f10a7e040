import { ApiProperty } from '../../platform/openapi/swagger.js';
import { ActDto, Count, PeriodDto, TextOrNull, Time } from './report-parts.js';

/** What one actor did, counted by type. */
export class AccessActDto extends ActDto {
  @TextOrNull('Its stable identifier; null if the request had no credential.', 'key:3f9c2ab1d0e47788')
  subject: string | null;

  @Count('How often.', 12)
  times: number;

  @Count('Number of workers that it concerned.', 3)
  workers: number;

  @Time('The first time.')
  firstAt: string;

  @Time('The last time.')
  lastAt: string;

  @ApiProperty({ type: [String], description: 'Addresses of clients, up to 5.', example: ['10.0.1.15'] })
  addresses: readonly string[];
}

/** Something that was done with a key, a join token, a session or credentials of a worker. */
export class CredentialActDto extends ActDto {
  @Time('When.')
  at: string;

  @TextOrNull('Stable identifier of the actor.', 'key:3f9c2ab1d0e47788')
  subject: string | null;

  @TextOrNull('Address of the client.', '10.0.1.15')
  address: string | null;

  @TextOrNull('Name of the key or token.', 'ci')
  name: string | null;

  @TextOrNull('The worker that it concerned.', 'worker-017')
  workerId: string | null;

  @TextOrNull('Why, if a reason was given.', 'Laptop lost')
  reason: string | null;
}

export class AccessReportDto extends PeriodDto {
  @ApiProperty({
    type: [AccessActDto],
    description:
      'What people, keys and join tokens did, counted by actor and type, the latest first; up to 500. Without jobs, and without what workers and the service did.',
  })
  acts: readonly AccessActDto[];

  @Count('Number of all such rows.', 1)
  totalActs: number;

  @ApiProperty({
    type: [CredentialActDto],
    description: 'What was done with credentials, newest first; up to 500.',
  })
  credentials: readonly CredentialActDto[];

  @Count('Number of all such acts.', 1)
  totalCredentials: number;
}
