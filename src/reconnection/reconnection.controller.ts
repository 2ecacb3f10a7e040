import { Controller, HttpCode, Post, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { actorOf } from '../identity/access/actor.js';
import type { Caller } from '../identity/access/caller.js';
import { Allow, CallerOf } from '../identity/access/allow.decorator.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { WorkerParam } from '../platform/http/path-param.decorator.js';
import { ApiProblems } from '../platform/openapi/api-problems.js';
import { ReconnectionAnswerDto, ReconnectionRoundDto } from './dto/reconnection.dto.js';
import { ReconnectionService } from './reconnection.service.js';

/** Dials offline workers when somebody asks for it. */
@ApiTags('reconnection')
@UseFilters(ProblemFilter)
@Controller({ version: VERSION_NEUTRAL })
export class ReconnectionController {
  constructor(private readonly reconnection: ReconnectionService) {}

  @Post('reconnect')
  @Allow({ role: 'operator', scope: 'fleet' })
  @HttpCode(200)
  @ApiOperation({
    operationId: 'reconnectWorkers',
    summary: 'Dial all offline workers now',
    description:
      'Whatever their pauses. Takes 20 s and the limit of one probe at the most; those that are left then are dialled by the rounds.',
  })
  @ApiOkResponse({ type: ReconnectionRoundDto, description: 'How many were reached.' })
  reconnectAll(@CallerOf() caller: Caller): Promise<ReconnectionRoundDto> {
    return this.reconnection.reconnectAll(actorOf(caller, 'operator'));
  }

  @Post(':workerId/reconnect')
  @Allow({ role: 'operator', scope: 'worker' })
  @HttpCode(200)
  @ApiOperation({
    operationId: 'reconnectWorker',
    summary: 'Dial one offline worker now',
    description: 'Whatever its pause. `result` says what came of it, or why it was not dialled.',
  })
  @ApiParam({ name: 'workerId', description: 'The workerId or the id.', example: 'worker-001' })
  @ApiOkResponse({
    type: ReconnectionAnswerDto,
    description: 'What came of it, and the worker as it is now.',
  })
  @ApiProblems('worker_not_registered')
  reconnect(@WorkerParam() name: string, @CallerOf() caller: Caller): Promise<ReconnectionAnswerDto> {
    return this.reconnection.reconnectWorker(name, caller);
  }
}
