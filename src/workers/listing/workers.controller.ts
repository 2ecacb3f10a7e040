import { Controller, Get, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { OverriddenWorkerDto } from '../../fleet/dto/overrides.dto.js';
import { WorkerHealthDto } from '../../health/dto/worker-health.dto.js';
import { Allow, CallerOf } from '../../identity/access/allow.decorator.js';
import type { Caller } from '../../identity/access/caller.js';
import { ProblemFilter } from '../../platform/errors/problem.filter.js';
import { WorkerParam } from '../../platform/http/path-param.decorator.js';
import { QueryOf } from '../../platform/http/query-of.decorator.js';
import { ShortRoute } from '../../platform/http/short-routes.js';
import { ApiExcludeEndpoint, ApiTags } from '../../platform/openapi/swagger.js';
import { ListWorkersQuery } from './dto/list-workers.query.js';
import { WorkerList, WorkerListDto } from './worker-list.js';
import { WorkerReading } from './worker-reading.js';
import * as describe from './workers.openapi.js';

/** Routes that show workers. */
@ApiTags('workers')
@UseFilters(ProblemFilter)
@Controller({ version: VERSION_NEUTRAL })
export class WorkersController {
  constructor(
    private readonly lists: WorkerList,
    private readonly reading: WorkerReading,
  ) {}

  @Get()
  @Allow({ role: 'viewer', scope: 'part' })
  @describe.List()
  list(@QueryOf(ListWorkersQuery) query: object, @CallerOf() caller: Caller): Promise<WorkerListDto> {
    return this.lists.listWorkers(query, caller);
  }

  @Get(':workerId/health')
  @Allow({ role: 'viewer', scope: 'worker', self: true })
  @describe.Health()
  health(@WorkerParam() name: string, @CallerOf() caller: Caller): Promise<WorkerHealthDto> {
    return this.reading.readHealth(name, caller);
  }

  @Get(':workerId')
  @ShortRoute(OverriddenWorkerDto)
  @Allow({ role: 'viewer', scope: 'worker', self: true })
  @describe.Read()
  read(@WorkerParam() name: string, @CallerOf() caller: Caller): Promise<OverriddenWorkerDto> {
    return this.reading.readWorker(name, caller);
  }

  /** The same at a second path. */
  @Get(':workerId/status')
  @ShortRoute(OverriddenWorkerDto)
  @Allow({ role: 'viewer', scope: 'worker', self: true })
  @ApiExcludeEndpoint()
  readStatus(@WorkerParam() name: string, @CallerOf() caller: Caller): Promise<OverriddenWorkerDto> {
    return this.read(name, caller);
  }
}
