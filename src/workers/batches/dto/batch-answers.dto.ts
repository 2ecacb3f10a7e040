import type { FieldError } from '../../../platform/errors/domain-error.js';
import { errorTable, type ErrorCode } from '../../../platform/errors/error-table.js';
import { ApiProperty } from '../../../platform/openapi/swagger.js';
import { WarningsProperty } from '../../../platform/openapi/warnings-property.js';

export class FieldErrorDto implements FieldError {
  @ApiProperty({ description: 'Path of the field in the body.', example: 'name' })
  field: string;

  @ApiProperty({ description: 'What is wrong with the field.', example: 'Worker name is required' })
  message: string;
}

/** Result of one item of a batch. */
export class BatchResultDto {
  @ApiProperty({ description: 'Position in the request, from 0.', example: 0 })
  index: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The worker, if the item named one.',
    example: 'worker-001',
  })
  workerId: string | null;

  @ApiProperty({ description: 'Status that the single request would have had.', example: 201 })
  status: number;

  @ApiProperty({ required: false, description: 'Why the item was refused.' })
  message?: string;

  @ApiProperty({
    enum: Object.keys(errorTable),
    required: false,
    description: 'Error code.',
  })
  code?: ErrorCode;

  @ApiProperty({ type: [FieldErrorDto], required: false, description: 'Invalid fields.' })
  errors?: readonly FieldError[];

  @ApiProperty({ type: [String], required: false, description: 'Problems of the item.' })
  warnings?: readonly string[];
}

/** Counts of the results of a batch. */
export class BatchTotals {
  @ApiProperty({ description: 'Number of items in the request.' })
  total: number;

  @ApiProperty({ description: 'Number of items that succeeded.' })
  succeeded: number;

  @ApiProperty({ description: 'Number of items that were refused.' })
  failed: number;

  @ApiProperty({
    description: 'Number of unreadable items, such as lines that are not JSON; included in `failed`.',
  })
  unreadable: number;

  @ApiProperty({
    description:
      'Number of items without an entry in `results`: unreadable ones after the first 1,000, and those that would make the answer larger than twice the request plus 64 KiB. Results with a token, a command or job ids are never omitted.',
  })
  unlisted: number;

  @WarningsProperty()
  warnings?: readonly string[];
}
