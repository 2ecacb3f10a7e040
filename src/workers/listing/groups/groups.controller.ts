import { Controller, Get, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '../../../platform/openapi/swagger.js';
import { Allow, CallerOf } from '../../../identity/access/allow.decorator.js';
import type { Caller } from '../../../identity/access/caller.js';
import { ProblemFilter } from '../../../platform/errors/problem.filter.js';
import { QueryOf } from '../../../platform/http/query-of.decorator.js';
import { WorkerGroupsDto, WorkerGroupsQuery } from './groups.dto.js';
import { WorkerGroups } from './worker-groups.js';

/** Figures of groups of workers. */
@ApiTags('workers')
@UseFilters(ProblemFilter)
@Controller({ path: 'stats', version: VERSION_NEUTRAL })
export class GroupsController {
  constructor(private readonly groups: WorkerGroups) {}

  @Get()
  @Allow({ role: 'viewer', scope: 'part' })
  @ApiOperation({
    operationId: 'getWorkerGroups',
    summary: 'Count workers by zone, version, host, presence or tag',
    description:
      'The filters are those of the list. Counted once for all callers of an instance within a second, or longer in a large fleet. A limited key gets the groups of the workers in its scope.',
  })
  @ApiOkResponse({ type: WorkerGroupsDto, description: 'The groups, the largest first.' })
  readGroups(
    @QueryOf(WorkerGroupsQuery) query: object,
    @CallerOf() caller: Caller,
  ): Promise<WorkerGroupsDto> {
    return this.groups.readGroups(query, caller);
  }
}
