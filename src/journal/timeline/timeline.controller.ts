import { Controller, Get, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '../../platform/openapi/swagger.js';
import { Allow, CallerOf } from '../../identity/access/allow.decorator.js';
import type { Caller } from '../../identity/access/caller.js';
import { ProblemFilter } from '../../platform/errors/problem.filter.js';
import { WorkerParam } from '../../platform/http/path-param.decorator.js';
import { QueryOf } from '../../platform/http/query-of.decorator.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { ApiWorker } from '../../platform/openapi/route-parts.js';
import { TimelineDto, TimelineQuery } from './dto/timeline.dto.js';
import { Timelines } from './timelines.js';

/** What a worker was over time. */
@ApiTags('journal')
@UseFilters(ProblemFilter)
@Controller({ version: VERSION_NEUTRAL })
export class TimelineController {
  constructor(private readonly timelines: Timelines) {}

  @Get(':workerId/timeline')
  @Allow({ role: 'viewer', scope: 'worker' })
  @ApiOperation({
    operationId: 'getWorkerTimeline',
    summary: 'Get what a worker was over time',
    description:
      'Intervals of presence, health, orders and incarnations with the reason of each, from the events of its record: also of a deleted one, and by its id of one that was replaced. It reaches back as far as the journal.',
  })
  @ApiWorker()
  @ApiOkResponse({ type: TimelineDto, description: 'The intervals of each track, in order.' })
  @ApiProblems('worker_not_registered')
  readTimeline(
    @WorkerParam() workerId: string,
    @QueryOf(TimelineQuery) query: object,
    @CallerOf() caller: Caller,
  ): Promise<TimelineDto> {
    return this.timelines.readTimeline(workerId, query, caller);
  }
}
