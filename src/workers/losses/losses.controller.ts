import { Controller, HttpCode, Post, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Allow, CallerOf } from '../../identity/access/allow.decorator.js';
import type { Caller } from '../../identity/access/caller.js';
import { ProblemFilter } from '../../platform/errors/problem.filter.js';
import { JsonBody, OptionalJsonBody } from '../../platform/http/json-body.decorator.js';
import { WorkerParam } from '../../platform/http/path-param.decorator.js';
import { ApiTags } from '../../platform/openapi/swagger.js';
import { Acknowledgements } from './acknowledgements.js';
import type { AcknowledgedLossesDto, LossAnswerDto } from './dto/loss.dto.js';
import * as describe from './losses.openapi.js';
import { Restoring } from './restoring.js';

/** Routes for workers that were lost or left. */
@ApiTags('workers')
@UseFilters(ProblemFilter)
@Controller({ version: VERSION_NEUTRAL })
export class LossesController {
  constructor(
    private readonly acknowledgements: Acknowledgements,
    private readonly restoring: Restoring,
  ) {}

  @Post('losses/acknowledge')
  @Allow({ role: 'operator', scope: 'part' })
  @HttpCode(200)
  @describe.AcknowledgeMany()
  acknowledgeMany(@JsonBody() body: unknown, @CallerOf() caller: Caller): Promise<AcknowledgedLossesDto> {
    return this.acknowledgements.acknowledgeMany(body, caller);
  }

  @Post(':workerId/acknowledge')
  @Allow({ role: 'operator', scope: 'worker' })
  @HttpCode(200)
  @describe.Acknowledge()
  acknowledge(
    @WorkerParam() name: string,
    @JsonBody() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<LossAnswerDto> {
    return this.acknowledgements.acknowledgeLosses(name, body, caller);
  }

  @Post(':workerId/restore')
  @Allow({ role: 'operator', scope: 'worker' })
  @HttpCode(200)
  @describe.Restore()
  restore(
    @WorkerParam() name: string,
    @OptionalJsonBody() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<LossAnswerDto> {
    return this.restoring.restoreWorker(name, body, caller);
  }
}
