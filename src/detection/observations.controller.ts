import { Controller, HttpCode, Post, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Allow, CallerOf } from '../identity/access/allow.decorator.js';
import type { Caller } from '../identity/access/caller.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { JsonBody } from '../platform/http/json-body.decorator.js';
import { WorkerParam } from '../platform/http/path-param.decorator.js';
import { ApiProblems } from '../platform/openapi/api-problems.js';
import { ApiWorker } from '../platform/openapi/route-parts.js';
import { ApiAcceptedResponse, ApiBody, ApiOperation, ApiTags } from '../platform/openapi/swagger.js';
import { ObservationAnswerDto, ObservationDto } from './dto/observation.dto.js';
import { Observations } from './observations.js';

/** Receives what schedulers observe of workers. */
@ApiTags('health')
@UseFilters(ProblemFilter)
@Controller({ version: VERSION_NEUTRAL })
export class ObservationsController {
  constructor(private readonly observations: Observations) {}

  @Post(':workerId/observations')
  @Allow({ role: 'scheduler', or: 'operator', scope: 'worker' })
  @HttpCode(202)
  @ApiOperation({
    operationId: 'observeWorker',
    summary: 'Report that a worker could not be reached',
    description:
      'Two callers, or one for three jobs of the worker within a minute, make the worker suspect for three minutes. No verdict follows.',
  })
  @ApiWorker()
  @ApiBody({ type: ObservationDto })
  @ApiAcceptedResponse({ type: ObservationAnswerDto, description: 'What the report led to.' })
  @ApiProblems('malformed_json', 'worker_not_registered')
  report(
    @WorkerParam() name: string,
    @JsonBody() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<ObservationAnswerDto> {
    return this.observations.reportObservation(name, body, caller);
  }
}
