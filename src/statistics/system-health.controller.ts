import { Controller, Get, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../identity/access/allow.decorator.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
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
  @Allow({ role: 'viewer', scope: 'fleet' })
  @ApiOperation({
    operationId: 'getSystemHealth',
    summary: 'The fleet in figures',
    description: 'Counted once for all who ask within a second, or longer where the fleet is large.',
  })
  @ApiOkResponse({
    type: SystemStatisticsDto,
    description: 'The figures of now, or the last ones, marked stale.',
  })
  getSystemHealth(): Promise<SystemStatisticsDto> {
    return this.statistics.read();
  }

  @Get('summary')
  @Allow({ role: 'viewer', scope: 'fleet' })
  @ApiOperation({
    operationId: 'getHealthSummary',
    summary: 'How the fleet and the service are, and why',
    description: 'Its counts are those of the system statistics, shared with them.',
  })
  @ApiOkResponse({
    type: HealthSummaryDto,
    description: 'The summary of now, or the last one, marked stale.',
  })
  getHealthSummary(): Promise<HealthSummaryDto> {
    return this.summary.read();
  }
}
