import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Ip,
  Post,
  Res,
  type StreamableFile,
  UseFilters,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { WorkerHealthDto } from '../health/dto/worker-health.dto.js';
import type { Caller } from '../identity/access/caller.js';
import { Allow, CallerOf } from '../identity/access/allow.decorator.js';
import { requireReadable } from '../platform/batch/batch-body.js';
import { effectiveSettings } from '../platform/config/effective-settings.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { WorkerParam } from '../platform/http/path-param.decorator.js';
import { BodyLimit } from '../platform/http/body-limit.js';
import { QueryOf, QueryWarnings } from '../platform/http/query-of.decorator.js';
import { BatchRoute } from '../platform/http/batch-routes.js';
import { ShortRoute } from '../platform/http/short-routes.js';
import { RegistrationAttempts } from './registration/attempts/registration-attempts.js';
import { DeregistrationAnswerDto, HeartbeatAnswerDto, RegistrationAnswerDto } from './dto/answers.dto.js';
import { ForceDeregisterQuery } from './departures/dto/deregister.dto.js';
import { ListWorkersQuery } from './listing/dto/list-workers.query.js';
import { WorkerDto } from '../fleet/dto/worker.dto.js';
import { statusOf } from './registration/registrar.js';
import { RegisterBatchQuery } from './registration/dto/register-batch.query.js';
import { claimedWorkerId } from './registration/dto/normalise-registration.js';
import { WorkerListDto } from './listing/worker-list.js';
import { BEATING_MANY, REGISTERING, REGISTERING_ONE } from './worker-access.js';
import { WorkerBatches } from './batches/worker-batches.js';
import { WorkerRegistrationService } from './worker-registration.service.js';
import * as describe from './worker-registration.openapi.js';

/**
 * Enough for 300 dropped jobs with names of the maximum length; any other heartbeat has a few hundred bytes.
 */
const MAX_HEARTBEAT_BYTES = 64 * 1024;

/** The HTTP routes of workers: one line each, the rules are in the service. */
@ApiTags('workers')
@UseFilters(ProblemFilter)
@Controller({ version: VERSION_NEUTRAL })
export class WorkerRegistrationController {
  constructor(
    private readonly service: WorkerRegistrationService,
    private readonly batches: WorkerBatches,
    private readonly attempts: RegistrationAttempts,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Post('register')
  @Allow(
    REGISTERING_ONE,
    'own_token_required',
    'tags_not_allowed',
    'registration_out_of_bounds',
    'join_token_expired',
    'join_token_used_up',
  )
  @describe.Register()
  async register(
    @Body() body: unknown,
    @Ip() address: string,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
    @QueryWarnings() odd: readonly string[],
  ): Promise<RegistrationAnswerDto> {
    const workerId = claimedWorkerId(body, this.settings.worker.identity);
    const answer = await this.attempts.guard({ workerId, address, caller }, () =>
      this.service.registerWorker(body as object, caller),
    );
    void reply.status(statusOf(answer.outcome));
    return { ...answer, warnings: [...answer.warnings, ...odd] };
  }

  /** The same at the bare prefix. */
  @Post()
  @Allow(REGISTERING_ONE)
  @ApiExcludeEndpoint()
  registerAtPrefix(
    @Body() body: unknown,
    @Ip() address: string,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
    @QueryWarnings() odd: readonly string[],
  ): Promise<RegistrationAnswerDto> {
    return this.register(body, address, caller, reply, odd);
  }

  @Post('register/batch')
  @Allow(REGISTERING)
  @BatchRoute()
  @HttpCode(200)
  @describe.RegisterBatch()
  registerBatch(
    @Body() body: unknown,
    @QueryOf(RegisterBatchQuery) query: object,
    @CallerOf() caller: Caller,
  ): Promise<StreamableFile> {
    return this.batches.register(body, query, caller);
  }

  @Post('heartbeat/batch')
  @Allow(BEATING_MANY)
  @BatchRoute()
  @HttpCode(200)
  @describe.HeartbeatBatch()
  heartbeatBatch(@Body() body: unknown, @CallerOf() caller: Caller): Promise<StreamableFile> {
    return this.batches.beat(body, caller);
  }

  @Post(':workerId/heartbeat')
  @BodyLimit(MAX_HEARTBEAT_BYTES)
  @ShortRoute(HeartbeatAnswerDto)
  @Allow({ role: 'gateway', scope: 'worker', self: true })
  @HttpCode(200)
  @describe.Heartbeat()
  async heartbeat(
    @WorkerParam() name: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
    @QueryWarnings() odd: readonly string[],
  ): Promise<HeartbeatAnswerDto> {
    const answer = await this.service.processHeartbeat(name, body ?? {}, caller);
    return odd.length === 0 ? answer : { ...answer, warnings: [...answer.warnings, ...odd] };
  }

  @Post(':workerId/deregister')
  @Allow({ role: 'operator', scope: 'worker', self: true })
  @HttpCode(200)
  @describe.Deregister()
  async deregister(
    @WorkerParam() name: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeregistrationAnswerDto> {
    const { draining, ...answer } = await this.service.deregisterWorker(name, body ?? {}, caller);
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
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<DeregistrationAnswerDto> {
    requireReadable(body);
    const stated = { ...(body as object | undefined), ...query };
    const { draining: _, ...answer } = await this.service.forceDeregisterWorker(name, stated, caller);
    return answer;
  }

  @Delete(':workerId')
  @Allow({ role: 'operator', scope: 'worker' })
  @HttpCode(204)
  @describe.Remove()
  remove(@WorkerParam() name: string, @CallerOf() caller: Caller): Promise<void> {
    return this.service.deleteWorker(name, caller);
  }

  @Get()
  @Allow({ role: 'viewer', scope: 'part' })
  @describe.List()
  list(@QueryOf(ListWorkersQuery) query: object, @CallerOf() caller: Caller): Promise<WorkerListDto> {
    return this.service.listWorkers(query, caller);
  }

  @Get('config')
  @Allow({ role: 'admin', scope: 'fleet' })
  @describe.Config()
  config(): Record<string, unknown> {
    return effectiveSettings(this.settings);
  }

  @Get(':workerId/health')
  @Allow({ role: 'viewer', scope: 'worker', self: true })
  @describe.Health()
  health(@WorkerParam() name: string, @CallerOf() caller: Caller): Promise<WorkerHealthDto> {
    return this.service.getWorkerHealthReport(name, caller);
  }

  @Get(':workerId')
  @ShortRoute(WorkerDto)
  @Allow({ role: 'viewer', scope: 'worker', self: true })
  @describe.Read()
  read(@WorkerParam() name: string, @CallerOf() caller: Caller): Promise<WorkerDto> {
    return this.service.getWorker(name, caller);
  }

  /** The same at a second path. */
  @Get(':workerId/status')
  @ShortRoute(WorkerDto)
  @Allow({ role: 'viewer', scope: 'worker', self: true })
  @ApiExcludeEndpoint()
  readStatus(@WorkerParam() name: string, @CallerOf() caller: Caller): Promise<WorkerDto> {
    return this.read(name, caller);
  }
}
