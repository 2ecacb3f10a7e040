import { Controller, HttpCode, Param, Post, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, CallerOf } from '../identity/access/allow.decorator.js';
import type { Caller } from '../identity/access/caller.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { ApiProblems } from '../platform/openapi/api-problems.js';
import { TokenAnswerDto } from './dto/answers.dto.js';
import { WorkerRegistrationService } from './worker-registration.service.js';

/** Tokens of workers, by request. */
@ApiTags('workers')
@UseFilters(ProblemFilter)
@Controller({ path: ':workerId', version: VERSION_NEUTRAL })
export class WorkerTokensController {
  constructor(private readonly service: WorkerRegistrationService) {}

  @Post('token')
  @Allow({ role: 'admin', self: true })
  @HttpCode(200)
  @ApiOperation({
    operationId: 'issueToken',
    summary: 'Give a worker a fresh token',
    description:
      'For the life of the worker that the shown token stands for; without one, for the one it has now. Heartbeats that show a token renew it by themselves.',
  })
  @ApiParam({ name: 'workerId', description: 'The workerId or the id.', example: 'worker-001' })
  @ApiOkResponse({ type: TokenAnswerDto, description: 'The token. Those that it has work to their end.' })
  @ApiProblems(
    'worker_not_registered',
    'superseded',
    'worker_deregistered',
    'no_signing_key',
    'database_busy',
    'database_unavailable',
  )
  issue(@Param('workerId') name: string, @CallerOf() caller: Caller): Promise<TokenAnswerDto> {
    return this.service.issueToken(name, caller);
  }
}
