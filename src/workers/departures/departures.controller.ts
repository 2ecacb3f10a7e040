import { Controller, Delete, HttpCode, Post, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow, CallerOf } from '../../identity/access/allow.decorator.js';
import type { Caller } from '../../identity/access/caller.js';
import { ProblemFilter } from '../../platform/errors/problem.filter.js';
import { OptionalJsonBody } from '../../platform/http/json-body.decorator.js';
import { WorkerParam } from '../../platform/http/path-param.decorator.js';
import { QueryOf } from '../../platform/http/query-of.decorator.js';
import { ApiTags } from '../../platform/openapi/swagger.js';
import { DeregistrationAnswerDto } from './dto/deregistration-answer.dto.js';
import { Departures } from './departures.js';
import { ForceDeregisterQuery } from './dto/deregister.dto.js';
import * as describe from './departures.openapi.js';

/** Routes by which workers leave. */
@ApiTags('workers')
@UseFilters(ProblemFilter)
@Controller({ version: VERSION_NEUTRAL })
export class DeparturesController {
  constructor(private readonly departures: Departures) {}

  @Post(':workerId/deregister')
  @Allow({ role: 'operator', scope: 'worker', self: true })
  @HttpCode(200)
  @describe.Deregister()
  async deregister(
    @WorkerParam() name: string,
    @OptionalJsonBody() body: unknown,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeregistrationAnswerDto> {
    const { draining, ...answer } = await this.departures.deregisterWorker(name, body, caller);
    if (draining) void reply.status(202);
    return answer;
  }

  @Post(':workerId/force-deregister')
  @Allow({ role: 'operator', scope: 'worker', self: true })
  @HttpCode(200)
  @describe.ForceDeregister()
  async forceDeregister(
    @WorkerParam() name: string,
    @QueryOf(ForceDeregisterQuery) query: object,
    @OptionalJsonBody() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<DeregistrationAnswerDto> {
    const stated = { ...(body as object), ...query };
    const { draining: _, ...answer } = await this.departures.forceDeregister(name, stated, caller);
    return answer;
  }

  @Delete(':workerId')
  @Allow({ role: 'operator', scope: 'worker' })
  @HttpCode(204)
  @describe.Remove()
  remove(@WorkerParam() name: string, @CallerOf() caller: Caller): Promise<void> {
    return this.departures.deleteWorker(name, caller);
  }
}
