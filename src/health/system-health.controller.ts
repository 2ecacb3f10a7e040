import { Controller, Get, UseFilters } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { ApiProblems } from '../platform/openapi/api-problems.js';
import { SystemStatisticsDto } from './statistics/system-statistics.dto.js';
import { SystemStatisticsService } from './statistics/system-statistics.service.js';

/** The health of the fleet. */
@ApiTags('health')
@UseFilters(ProblemFilter)
@Controller('health')
export class SystemHealthController {
  constructor(private readonly statistics: SystemStatisticsService) {}

  @Get('system')
  @ApiOperation({ operationId: 'getSystemHealth', summary: 'The fleet in figures' })
  @ApiOkResponse({
    type: SystemStatisticsDto,
    description: 'The figures of now, or the last ones, marked stale.',
  })
  @ApiProblems('database_unavailable')
  getSystemHealth(): Promise<SystemStatisticsDto> {
    return this.statistics.read();
  }
}
