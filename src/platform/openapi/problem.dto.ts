import { errorTable, type ErrorCode } from '../errors/error-table.js';
import type { Problem } from '../errors/problem.js';
import { ApiProperty } from './swagger.js';

export class ProblemFieldDto {
  @ApiProperty({ description: 'Path of the field.', example: 'name' })
  field: string;

  @ApiProperty({ description: 'What is wrong with the field.', example: 'Worker name is required' })
  message: string;
}

/** An error according to RFC 9457. */
export class ProblemDto implements Problem {
  @ApiProperty({
    description: 'Stable identifier of the kind of error.',
    example: 'urn:worker-registration:error:validation_failed',
  })
  type: string;

  @ApiProperty({ description: 'Title of the kind of error.' })
  title: string;

  @ApiProperty({ description: 'HTTP status.', example: 400 })
  status: number;

  @ApiProperty({ description: 'What is wrong in this case.', example: 'Worker name is required' })
  detail: string;

  @ApiProperty({ enum: Object.keys(errorTable), description: 'Code of the error, for programs.' })
  code: ErrorCode;

  @ApiProperty({ enum: [false], description: 'Always false.' })
  success: false;

  @ApiProperty({ description: 'The same as `detail`.', example: 'Worker name is required' })
  message: string;

  @ApiProperty({ description: 'What the caller can do.' })
  remedy: string;

  @ApiProperty({ required: false, description: 'Request id, as in the log.' })
  instance?: string;

  @ApiProperty({ type: [ProblemFieldDto], required: false, description: 'All invalid fields.' })
  errors?: ProblemFieldDto[];

  @ApiProperty({
    type: [String],
    required: false,
    description: 'Other problems of the request, such as unknown fields, which are dropped.',
  })
  warnings?: readonly string[];
}
