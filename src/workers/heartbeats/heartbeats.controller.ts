import {
  Controller,
  HttpCode,
  Post,
  Res,
  type StreamableFile,
  UseFilters,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow, CallerOf } from '../../identity/access/allow.decorator.js';
import type { Caller } from '../../identity/access/caller.js';
import { ProblemFilter } from '../../platform/errors/problem.filter.js';
import { BatchRoute } from '../../platform/http/batch-routes.js';
import { UnjudgedBody } from '../../platform/http/json-body.decorator.js';
import { BodyLimit } from '../../platform/http/body-limit.js';
import { MAX_HEARTBEAT_BYTES } from '../../platform/http/heartbeat-limit.js';
import { WorkerParam } from '../../platform/http/path-param.decorator.js';
import { PrefersMinimal } from '../../platform/http/prefers-minimal.decorator.js';
import { QueryWarnings } from '../../platform/http/query-of.decorator.js';
import { ShortRoute } from '../../platform/http/short-routes.js';
import { ApiTags } from '../../platform/openapi/swagger.js';
import { WorkerBatches } from '../batches/worker-batches.js';
import { HeartbeatAnswerDto, type MinimalHeartbeatAnswerDto } from './dto/heartbeat-answers.dto.js';
import { BEATING_MANY } from '../worker-access.js';
import { HeartbeatIntake } from './heartbeat-intake.js';
import * as describe from './heartbeats.openapi.js';

/** Routes by which workers renew their leases. */
@ApiTags('workers')
@UseFilters(ProblemFilter)
@Controller({ version: VERSION_NEUTRAL })
export class HeartbeatsController {
  constructor(
    private readonly heartbeats: HeartbeatIntake,
    private readonly batches: WorkerBatches,
  ) {}

  @Post('heartbeat/batch')
  @Allow(BEATING_MANY)
  @BatchRoute()
  @HttpCode(200)
  @describe.HeartbeatBatch()
  heartbeatBatch(@UnjudgedBody() body: unknown, @CallerOf() caller: Caller): Promise<StreamableFile> {
    return this.batches.beatMany(body, caller);
  }

  @Post(':workerId/heartbeat')
  @BodyLimit(MAX_HEARTBEAT_BYTES)
  @ShortRoute(HeartbeatAnswerDto)
  @Allow({ role: 'gateway', scope: 'worker', self: true })
  @HttpCode(200)
  @describe.Heartbeat()
  async heartbeat(
    @WorkerParam() name: string,
    @UnjudgedBody() body: unknown,
    @CallerOf() caller: Caller,
    @QueryWarnings() odd: readonly string[],
    @PrefersMinimal() minimal: boolean,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HeartbeatAnswerDto | MinimalHeartbeatAnswerDto> {
    const given = body ?? {};
    const answer = await (minimal
      ? this.heartbeats.beatMinimally(name, given, caller)
      : this.heartbeats.processHeartbeat(name, given, caller));
    // Neither the log nor the journal names an accepted heartbeat.
    if (minimal) void reply.removeHeader('x-request-id');
    return odd.length === 0 ? answer : { ...answer, warnings: [...(answer.warnings ?? []), ...odd] };
  }
}
