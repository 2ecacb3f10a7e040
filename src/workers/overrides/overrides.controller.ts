import { Controller, Patch, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Allow, CallerOf } from '../../identity/access/allow.decorator.js';
import type { Caller } from '../../identity/access/caller.js';
import { ProblemFilter } from '../../platform/errors/problem.filter.js';
import { JsonBody } from '../../platform/http/json-body.decorator.js';
import { WorkerParam } from '../../platform/http/path-param.decorator.js';
import { ApiTags } from '../../platform/openapi/swagger.js';
import type { OverrideAnswerDto } from './dto/override.dto.js';
import * as describe from './overrides.openapi.js';
import { WorkerOverrides } from './overrides.js';

/** The route for what operators set in place of a worker. */
@ApiTags('workers')
@UseFilters(ProblemFilter)
@Controller({ path: ':workerId', version: VERSION_NEUTRAL })
export class OverridesController {
  constructor(private readonly overrides: WorkerOverrides) {}

  @Patch()
  @Allow({ role: 'operator', scope: 'worker' })
  @describe.Override()
  override(
    @WorkerParam() name: string,
    @JsonBody() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<OverrideAnswerDto> {
    return this.overrides.overrideWorker(name, body, caller);
  }
}
