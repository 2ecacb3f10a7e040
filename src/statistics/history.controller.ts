import { Controller, Get, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../identity/access/allow.decorator.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { QueryOf } from '../platform/http/query-of.decorator.js';
import { ApiProblems } from '../platform/openapi/api-problems.js';
import { HistoryDto } from './history.dto.js';
import { HistoryService } from './history.service.js';
import { ListHistoryQuery } from './list-history.query.js';

/** How the fleet was. */
@ApiTags('health')
@UseFilters(ProblemFilter)
@Controller({ path: 'health', version: VERSION_NEUTRAL })
export class HistoryController {
  constructor(private readonly history: HistoryService) {}

  @Get('history')
  @Allow({ role: 'viewer', scope: 'fleet' })
  @ApiOperation({
    operationId: 'getHealthHistory',
    summary: 'The figures of the fleet over a time',
    description:
      'Each sweep leaves a snapshot, kept for `history-retention-days`. At most 2,000 points; an answer without `step` has no more than 500.',
  })
  @ApiOkResponse({ type: HistoryDto, description: 'One point a step.' })
  @ApiProblems('validation_failed')
  getHistory(@QueryOf(ListHistoryQuery) query: object): Promise<HistoryDto> {
    return this.history.read(query);
  }
}
