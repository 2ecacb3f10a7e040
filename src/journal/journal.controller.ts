import { Controller, Get, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow, CallerOf } from '../identity/access/allow.decorator.js';
import type { Caller } from '../identity/access/caller.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { WorkerParam } from '../platform/http/path-param.decorator.js';
import { QueryOf } from '../platform/http/query-of.decorator.js';
import { ApiProblems } from '../platform/openapi/api-problems.js';
import { ApiWorker } from '../platform/openapi/route-parts.js';
import { ApiOkResponse, ApiOperation, ApiTags, OmitType } from '../platform/openapi/swagger.js';
import { EventPageDto } from './dto/event.dto.js';
import { ListEventsQuery } from './dto/list-events.query.js';
import { writtenPage } from './event-page.js';
import { JournalService } from './journal.service.js';

class ListWorkerEventsQuery extends OmitType(ListEventsQuery, ['workerId']) {}

/** The history of the fleet and of single workers. */
@ApiTags('journal')
@UseFilters(ProblemFilter)
@Controller({ version: VERSION_NEUTRAL })
export class JournalController {
  constructor(private readonly journal: JournalService) {}

  @Get('events')
  @Allow({ role: 'viewer', scope: 'part' })
  @ApiOperation({ operationId: 'listEvents', summary: 'List events, newest first' })
  @ApiOkResponse({ type: EventPageDto, description: 'One page.' })
  async events(
    @QueryOf(ListEventsQuery) query: object,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EventPageDto | string> {
    return writtenPage(await this.journal.listEvents(query, caller), query, reply);
  }

  @Get(':workerId/events')
  @Allow({ role: 'viewer', scope: 'worker', self: true })
  @ApiOperation({
    operationId: 'listWorkerEvents',
    summary: 'List events of a worker, newest first',
    description:
      'Works for deleted workers too; empty for a worker that never existed. A worker sees the events of its own record, and only the kind of their actors: `key` for `key:ops`.',
  })
  @ApiWorker()
  @ApiOkResponse({ type: EventPageDto, description: 'One page of events.' })
  @ApiProblems('worker_not_registered', 'superseded')
  async eventsOfWorker(
    @WorkerParam() workerId: string,
    @QueryOf(ListWorkerEventsQuery) query: object,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EventPageDto | string> {
    return writtenPage(await this.journal.pageOfWorker(workerId, query, caller), query, reply);
  }
}
