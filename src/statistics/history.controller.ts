import { Controller, Get, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Allow } from '../identity/access/allow.decorator.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { QueryOf } from '../platform/http/query-of.decorator.js';
import { ApiOkResponse, ApiOperation, ApiTags } from '../platform/openapi/swagger.js';
import { HistoryDto } from './history.dto.js';
import { HistoryService } from './history.service.js';
import { ListHistoryQuery } from './list-history.query.js';

const INSTEAD =
  'Only figures of the whole fleet are kept. GET /health/system returns the current figures of your part, GET /events its history';

/** The history of the fleet's figures. */
@ApiTags('health')
@UseFilters(ProblemFilter)
@Controller({ path: 'health', version: VERSION_NEUTRAL })
export class HistoryController {
  constructor(private readonly history: HistoryService) {}

  @Get('history')
  @Allow({ role: 'viewer', scope: 'fleet', instead: INSTEAD })
  @ApiOperation({
    operationId: 'getHealthHistory',
    summary: 'List the figures of the fleet over a time range',
    description:
      'Each sweep saves a snapshot, kept for `history-retention-days`. Up to 2,000 points; without `step`, up to 500.',
  })
  @ApiOkResponse({ type: HistoryDto, description: 'One point per step.' })
  getHistory(@QueryOf(ListHistoryQuery) query: object): Promise<HistoryDto> {
    return this.history.readHistory(query);
  }
}
