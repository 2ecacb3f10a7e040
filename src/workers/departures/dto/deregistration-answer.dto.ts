import { ApiProperty } from '../../../platform/openapi/swagger.js';
import { WarningsProperty } from '../../../platform/openapi/warnings-property.js';

export class DeregistrationAnswerDto {
  @ApiProperty({
    enum: [true],
    description: 'Always true: the worker is deregistered, or will be when its jobs are done (202).',
  })
  success: true;

  @ApiProperty({ example: 'Worker deregistered successfully', description: 'The result as text.' })
  message: string;

  @WarningsProperty()
  warnings?: readonly string[];
}
