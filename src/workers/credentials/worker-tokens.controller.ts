import { Controller, HttpCode, Post, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Allow, CallerOf } from '../../identity/access/allow.decorator.js';
import type { Caller } from '../../identity/access/caller.js';
import { OptionalJsonBody } from '../../platform/http/json-body.decorator.js';
import { ProblemFilter } from '../../platform/errors/problem.filter.js';
import { WorkerParam } from '../../platform/http/path-param.decorator.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { ApiWorker, BODY_ERRORS } from '../../platform/openapi/route-parts.js';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '../../platform/openapi/swagger.js';
import { RevocationAnswerDto, TokenAnswerDto } from './dto/credential-answers.dto.js';
import { RevokeRequestDto } from './dto/revoke.dto.js';
import { Revoking } from './revoking.js';
import { WorkerTokens } from './worker-tokens.js';

/** Routes that issue tokens and revoke credentials of workers. */
@ApiTags('workers')
@UseFilters(ProblemFilter)
@Controller({ path: ':workerId', version: VERSION_NEUTRAL })
export class WorkerTokensController {
  constructor(
    private readonly tokens: WorkerTokens,
    private readonly revoking: Revoking,
  ) {}

  @Post('token')
  @Allow({ role: 'admin', scope: 'worker', self: true })
  @HttpCode(200)
  @ApiOperation({
    operationId: 'issueToken',
    summary: 'Issue a new token to a worker',
    description:
      'The token is for the incarnation of the token in the request; without one, for the current incarnation. Heartbeats with a token renew it automatically.',
  })
  @ApiWorker()
  @ApiOkResponse({
    type: TokenAnswerDto,
    description: 'The token. Earlier tokens stay valid until they expire.',
  })
  @ApiProblems('worker_not_registered', 'superseded', 'worker_deregistered', 'no_signing_key')
  issue(@WorkerParam() name: string, @CallerOf() caller: Caller): Promise<TokenAnswerDto> {
    return this.tokens.issueToken(name, caller);
  }

  @Post('revoke')
  @Allow({ role: 'operator', scope: 'worker' })
  @HttpCode(200)
  @ApiOperation({
    operationId: 'revokeWorker',
    summary: 'Revoke all credentials of a worker',
    description:
      'Ends every token of the worker, on all instances within a second, even after its record is deleted. The worker can register again only with a join token or an API key.',
  })
  @ApiParam({
    name: 'workerId',
    description: 'The workerId or the id; also the id of a deleted record.',
    example: 'worker-001',
  })
  @ApiBody({ type: RevokeRequestDto, required: false })
  @ApiOkResponse({ type: RevocationAnswerDto, description: 'The credentials are revoked.' })
  @ApiProblems(...BODY_ERRORS, 'worker_not_registered')
  revoke(
    @WorkerParam() name: string,
    @OptionalJsonBody() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<RevocationAnswerDto> {
    return this.revoking.revokeWorker(name, body, caller);
  }
}
