import { Controller, Get, HttpCode, Post, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { JsonBody } from '../../platform/http/json-body.decorator.js';
import { ProblemFilter } from '../../platform/errors/problem.filter.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { BODY_ERRORS } from '../../platform/openapi/route-parts.js';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '../../platform/openapi/swagger.js';
import { Allow, CallerOf } from './allow.decorator.js';
import { actorOf } from './actor.js';
import type { Caller } from './caller.js';
import { RotatedSigningKeysDto, RotateSigningKeysDto, SigningKeyListDto } from './dto/signing-key.dto.js';
import { SigningKeysService } from './signing-keys.service.js';

/** Routes for the keys that sign the tokens of workers and the sessions of people. */
@ApiTags('access')
@UseFilters(ProblemFilter)
@Controller({ path: 'access/signing-keys', version: VERSION_NEUTRAL })
export class SigningKeysController {
  constructor(private readonly keys: SigningKeysService) {}

  @Get()
  @Allow({ role: 'admin', scope: 'fleet' })
  @ApiOperation({ operationId: 'listSigningKeys', summary: 'List the signing keys, without their secrets' })
  @ApiOkResponse({ type: SigningKeyListDto, description: 'All signing keys.' })
  @ApiProblems('no_signing_key')
  list(): Promise<SigningKeyListDto> {
    return this.keys.listSigningKeys();
  }

  @Post('rotate')
  @HttpCode(200)
  @Allow({ role: 'admin', scope: 'fleet' })
  @ApiOperation({
    operationId: 'rotateSigningKeys',
    summary: 'Create a new signing key now',
    description:
      'The key signs from five minutes later, when every instance knows it. With `revokeOld` it signs at once, and everything that older keys signed ends: workers register again, people sign in again. API keys and join tokens are not affected.',
  })
  @ApiBody({ type: RotateSigningKeysDto, required: false })
  @ApiOkResponse({ type: RotatedSigningKeysDto, description: 'The keys after the rotation.' })
  @ApiProblems(...BODY_ERRORS, 'no_signing_key', 'body_too_large', 'unsupported_media_type')
  rotate(@JsonBody() body: unknown, @CallerOf() caller: Caller): Promise<RotatedSigningKeysDto> {
    return this.keys.rotateSigningKeys(body, actorOf(caller, 'operator'));
  }
}
