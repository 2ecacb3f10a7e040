import { ApiProperty } from '../platform/openapi/swagger.js';

const Common = (description: string, example: string): PropertyDecorator =>
  ApiProperty({ type: String, nullable: true, description, example });

/** Workers that are not healthy, or lost, for the same reason. */
export class ReasonGroupDto {
  @ApiProperty({
    description: 'The reason without its figures, unless all workers sent the same message.',
    example: 'No heartbeat for … s; the lease lasts … s',
  })
  sentence: string;

  @ApiProperty({ type: 'integer', description: 'Number of workers.' })
  count: number;

  @Common('Zone of all of them, unless the whole fleet has it; null otherwise.', 'eu-1')
  zone: string | null;

  @Common('Version of all of them, unless the whole fleet has it; null otherwise.', '2.5.1')
  version: string | null;

  @Common('Host of all of them, unless the whole fleet has it; null otherwise.', 'node-7')
  host: string | null;

  @ApiProperty({ type: [String], description: 'Tags of all of them that not the whole fleet has.' })
  tags: string[];
}
