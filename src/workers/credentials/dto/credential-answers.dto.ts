import { ApiProperty } from '../../../platform/openapi/swagger.js';
import { WarningsProperty } from '../../../platform/openapi/warnings-property.js';
import { CredentialsDto } from '../../registration/dto/registration-answers.dto.js';

export class TokenAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true: the token is issued.' })
  success: true;

  @ApiProperty({ example: 'Token issued', description: 'The result as text.' })
  message: string;

  @ApiProperty({ type: CredentialsDto, description: 'Token of the worker.' })
  credentials: CredentialsDto;

  @WarningsProperty()
  warnings?: readonly string[];
}

export class RevocationAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true; failures are problem+json.' })
  success: true;

  @ApiProperty({ example: 'All credentials of the worker are revoked', description: 'The result as text.' })
  message: string;

  @ApiProperty({ format: 'uuid', description: 'Id of the record whose credentials were revoked.' })
  id: string;

  @ApiProperty({ example: 'worker-001', description: 'WorkerId of that record.' })
  workerId: string;

  @WarningsProperty()
  warnings?: readonly string[];
}
