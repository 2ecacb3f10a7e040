import { Controller, HttpCode, Post, Req, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Allow, CallerOf } from '../identity/access/allow.decorator.js';
import { actorOf } from '../identity/access/actor.js';
import type { Caller } from '../identity/access/caller.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { TakesQuery } from '../platform/http/query-of.decorator.js';
import { ApiOkResponse, ApiOperation, ApiTags } from '../platform/openapi/swagger.js';
import { readQuery } from '../platform/validation/read-query.js';
import { CleanupAnswerDto } from './dto/cleanup.dto.js';
import { CleanupQuery } from './dto/cleanup.query.js';
import { SweepAnswerDto } from './dto/sweep.dto.js';
import { WorkerHealthMonitorService } from './worker-health-monitor.service.js';

interface Queried {
  readonly query: object;
}

/** Routes of the health monitor for operators. */
@ApiTags('health')
@UseFilters(ProblemFilter)
@Controller({ version: VERSION_NEUTRAL })
export class HealthMonitorController {
  constructor(private readonly service: WorkerHealthMonitorService) {}

  @Post('health/check')
  @Allow({ role: 'operator', scope: 'fleet' })
  @HttpCode(200)
  @ApiOperation({
    operationId: 'checkHealth',
    summary: 'Sweep the fleet now',
    description: 'Failures count at most once per half interval, however often this is called.',
  })
  @ApiOkResponse({ type: SweepAnswerDto, description: 'Result of the sweep.' })
  checkHealth(): Promise<SweepAnswerDto> {
    return this.service.performHealthMonitoring();
  }

  @Post('cleanup/failed')
  @Allow({ role: 'operator', scope: 'fleet' })
  @HttpCode(200)
  @ApiOperation({
    operationId: 'cleanUpFailedWorkers',
    summary: 'Clean up workers that are FAILED for too long, or list them',
    description: 'They become INACTIVE, and are present again under the same id with their next heartbeat.',
  })
  @ApiOkResponse({ type: CleanupAnswerDto, description: 'What the cleanup did, or would do.' })
  @TakesQuery(CleanupQuery)
  cleanUpFailed(@Req() request: Queried, @CallerOf() caller: Caller): Promise<CleanupAnswerDto> {
    // From the request itself, which no pipe of an importing application can change: a dry run must never clean up.
    const { dryRun } = readQuery(CleanupQuery, request.query);
    return this.service.performFailedWorkerCleanup({
      dryRun: dryRun === 'true',
      actor: actorOf(caller, 'operator'),
    });
  }
}
