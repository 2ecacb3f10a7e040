import { ApiProperty } from '@nestjs/swagger';
import { errorTable, type ErrorCode } from '../errors/error-table.js';
import type { Problem } from '../errors/problem.js';

export class ProblemFieldDto {
  @ApiProperty({ description: 'Path of the field.', example: 'name' })
  field: string;

  @ApiProperty({ description: 'What is wrong with it.', example: 'Worker name is required' })
  message: string;
}

/** An error, as RFC 9457 has it. */
export class ProblemDto implements Problem {
  @ApiProperty({
    description: 'Names the kind of error for ever.',
    example: 'urn:worker-registration:error:validation_failed',
  })
  type: string;

  @ApiProperty({ description: 'The kind of error in words.' })
  title: string;

  @ApiProperty({ description: 'The HTTP status.', example: 400 })
  status: number;

  @ApiProperty({ description: 'What is wrong in this case.', example: 'Worker name is required' })
  detail: string;

  @ApiProperty({ enum: Object.keys(errorTable), description: 'The kind of error, to decide by.' })
  code: ErrorCode;

  @ApiProperty({ enum: [false], description: 'Always false.' })
  success: false;

  @ApiProperty({ description: 'The same as `detail`.', example: 'Worker name is required' })
  message: string;

  @ApiProperty({ description: 'What helps.' })
  remedy: string;

  @ApiProperty({ required: false, description: 'The id of the request, as the log has it.' })
  instance?: string;

  @ApiProperty({ type: [ProblemFieldDto], required: false, description: 'All fields that do not fit.' })
  errors?: ProblemFieldDto[];

  @ApiProperty({
    type: [String],
    required: false,
    description: 'What else was odd about the request, such as unknown fields, which are dropped.',
  })
  warnings?: readonly string[];
}
