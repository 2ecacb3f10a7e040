import { Controller, HttpCode, Post, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { actorOf } from '../identity/access/actor.js';
import type { Caller } from '../identity/access/caller.js';
import { Allow, CallerOf } from '../identity/access/allow.decorator.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { WorkerParam } from '../platform/http/path-param.decorator.js';
import { ApiProblems } from '../platform/openapi/api-problems.js';
import { ApiWorker } from '../platform/openapi/route-parts.js';
import { ApiOkResponse, ApiOperation, ApiTags } from '../platform/openapi/swagger.js';
import { ReconnectionAnswerDto, ReconnectionRoundDto } from './dto/reconnection.dto.js';
import { ReconnectionService } from './reconnection.service.js';

/** Probes offline workers on request. */
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
    summary: 'Probe all offline workers now',
    description:
      'Ignores their pauses. Takes at most 20 s plus the limit of one probe; the periodic rounds probe the remaining workers.',
  })
  @ApiOkResponse({ type: ReconnectionRoundDto, description: 'Number of workers reached.' })
  reconnectAll(@CallerOf() caller: Caller): Promise<ReconnectionRoundDto> {
    return this.reconnection.reconnectAll(actorOf(caller, 'operator'));
  }

  @Post(':workerId/reconnect')
  @Allow({ role: 'operator', scope: 'worker' })
  @HttpCode(200)
  @ApiOperation({
    operationId: 'reconnectWorker',
    summary: 'Probe one offline worker now',
    description: 'Ignores its pause. `result` has the outcome, or why the worker was not probed.',
  })
  @ApiWorker()
  @ApiOkResponse({
    type: ReconnectionAnswerDto,
    description: 'Result of the probe, and the worker after it.',
  })
  @ApiProblems('worker_not_registered')
  reconnect(@WorkerParam() name: string, @CallerOf() caller: Caller): Promise<ReconnectionAnswerDto> {
    return this.reconnection.reconnectWorker(name, caller);
  }
}
