import { Controller, Get, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Allow, CallerOf } from '../identity/access/allow.decorator.js';
import type { Caller } from '../identity/access/caller.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { ApiOkResponse, ApiOperation, ApiTags } from '../platform/openapi/swagger.js';
import { HealthSummaryDto } from './summary.dto.js';
import { HealthSummaryService } from './summary.service.js';
import { SystemStatisticsDto } from './system-statistics.dto.js';
import { SystemStatisticsService } from './system-statistics.service.js';

/** The health of the fleet. */
@ApiTags('health')
@UseFilters(ProblemFilter)
@Controller({ path: 'health', version: VERSION_NEUTRAL })
export class SystemHealthController {
  constructor(
    private readonly statistics: SystemStatisticsService,
    private readonly summary: HealthSummaryService,
  ) {}

  @Get('system')
  @Allow({ role: 'viewer', scope: 'part' })
  @ApiOperation({
    operationId: 'getSystemHealth',
    summary: 'Get the figures of the fleet',
    description:
      'Counted once for all callers within a second, or longer in a large fleet. A limited key gets the figures of the workers in its scope.',
  })
  @ApiOkResponse({
    type: SystemStatisticsDto,
    description: 'The current figures, or the last known ones, marked stale.',
  })
  getSystemHealth(@CallerOf() caller: Caller): Promise<SystemStatisticsDto> {
    return this.statistics.readStatistics(caller);
  }

  @Get('summary')
  @Allow({ role: 'viewer', scope: 'part' })
  @ApiOperation({
    operationId: 'getHealthSummary',
    summary: 'Get the state of the fleet and of the service, with reasons',
    description:
      'Its counts are those of the system statistics, shared with them. A limited key gets the summary of the workers in its scope, without the figures of the whole fleet.',
  })
  @ApiOkResponse({
    type: HealthSummaryDto,
    description: 'The current summary, or the last known one, marked stale.',
  })
  getHealthSummary(@CallerOf() caller: Caller): Promise<HealthSummaryDto> {
    return this.summary.readSummary(caller);
  }
}
