import { Controller, Get, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Allow } from '../../identity/access/allow.decorator.js';
import { ProblemFilter } from '../../platform/errors/problem.filter.js';
import { QueryOf } from '../../platform/http/query-of.decorator.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { ApiOkResponse, ApiOperation, ApiTags } from '../../platform/openapi/swagger.js';
import { WarningsDto } from './dto/warnings.dto.js';
import { WarningsQuery } from './dto/warnings.query.js';
import { WarningsService } from './warnings.service.js';

const INSTEAD = 'Its record is that of the whole fleet. GET /{workerId}/health returns the state of a worker';

/** What is about to break. */
@ApiTags('capacity')
@UseFilters(ProblemFilter)
@Controller({ path: 'warnings', version: VERSION_NEUTRAL })
export class WarningsController {
  constructor(private readonly warnings: WarningsService) {}

  @Get()
  @ApiProblems('worker_not_registered')
  @Allow({ role: 'viewer', scope: 'fleet', instead: INSTEAD })
  @ApiOperation({
    operationId: 'listWarnings',
    summary: 'List warnings of what may break soon',
    description:
      'Each with its figures; each kind with its method, and with what became of earlier warnings. Advice only: nothing acts on it by itself.',
  })
  @ApiOkResponse({ type: WarningsDto, description: 'The warnings, and the record of each kind.' })
  listWarnings(@QueryOf(WarningsQuery) query: object): Promise<WarningsDto> {
    return this.warnings.listWarnings(query);
  }
}
