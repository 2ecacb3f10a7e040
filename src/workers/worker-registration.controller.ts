import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Inject,
  Ip,
  Param,
  Post,
  Query,
  Res,
  UseFilters,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { WorkerHealthDto } from '../health/dto/worker-health.dto.js';
import { bearerOf } from '../identity/bearer.js';
import { IdentityService } from '../identity/identity.service.js';
import { effectiveSettings } from '../platform/config/effective-settings.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { RegistrationAttempts } from './attempts/registration-attempts.js';
import {
  DeregistrationAnswerDto,
  HeartbeatAnswerDto,
  HeartbeatBatchAnswerDto,
  RegistrationAnswerDto,
  RegistrationBatchAnswerDto,
} from './dto/answers.dto.js';
import type { ListWorkersQuery } from './dto/list-workers.query.js';
import { WorkerDto } from './dto/worker.dto.js';
import { statusOf } from './registrar.js';
import { claimedWorkerId } from './dto/normalise-registration.js';
import { WorkerListDto } from './worker-list.js';
import { WorkerRegistrationService } from './worker-registration.service.js';
import * as describe from './worker-registration.openapi.js';

/** The HTTP routes of the workers: one line each, the rules are the service's. */
@ApiTags('workers')
@UseFilters(ProblemFilter)
@Controller()
export class WorkerRegistrationController {
  constructor(
    private readonly service: WorkerRegistrationService,
    private readonly attempts: RegistrationAttempts,
    private readonly identity: IdentityService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Post(['register', '/'])
  @describe.Register()
  async register(
    @Body() body: unknown,
    @Ip() address: string,
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RegistrationAnswerDto> {
    const token = bearerOf(authorization);
    const workerId = claimedWorkerId(body, this.settings.worker.identity);
    const answer = await this.attempts.guard(
      { workerId, address, trusted: await this.identity.isOwn(workerId, token) },
      () => this.service.registerWorker(body as object, token),
    );
    void reply.status(statusOf(answer.outcome));
    return answer;
  }

  @Post('register/batch')
  @HttpCode(200)
  @describe.RegisterBatch()
  registerBatch(@Body() body: unknown): Promise<RegistrationBatchAnswerDto> {
    return this.service.registerWorkers(body);
  }

  @Post('heartbeat/batch')
  @HttpCode(200)
  @describe.HeartbeatBatch()
  heartbeatBatch(@Body() body: unknown): Promise<HeartbeatBatchAnswerDto> {
    return this.service.processHeartbeats(body);
  }

  @Post(':workerId/heartbeat')
  @HttpCode(200)
  @describe.Heartbeat()
  heartbeat(
    @Param('workerId') name: string,
    @Body() body: unknown,
    @Headers('authorization') authorization: string | undefined,
  ): Promise<HeartbeatAnswerDto> {
    return this.service.processHeartbeat(name, body ?? {}, bearerOf(authorization));
  }

  @Post(':workerId/deregister')
  @HttpCode(200)
  @describe.Deregister()
  async deregister(
    @Param('workerId') name: string,
    @Body() body: unknown,
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeregistrationAnswerDto> {
    const token = bearerOf(authorization);
    const { draining, ...answer } = await this.service.deregisterWorker(name, body ?? {}, token);
    if (draining) void reply.status(202);
    return answer;
  }

  @Post(':workerId/force-deregister')
  @HttpCode(200)
  @describe.ForceDeregister()
  async forceDeregister(
    @Param('workerId') name: string,
    @Query() query: { reason?: string },
    @Headers('authorization') authorization: string | undefined,
  ): Promise<DeregistrationAnswerDto> {
    const token = bearerOf(authorization);
    const { draining: _, ...answer } = await this.service.forceDeregisterWorker(name, query, token);
    return answer;
  }

  @Delete(':workerId')
  @HttpCode(204)
  @describe.Remove()
  remove(@Param('workerId') name: string): Promise<void> {
    return this.service.deleteWorker(name);
  }

  @Get()
  @describe.List()
  list(@Query() query: ListWorkersQuery): Promise<WorkerListDto> {
    return this.service.listWorkers(query);
  }

  @Get('config')
  @describe.Config()
  config(): Record<string, unknown> {
    return effectiveSettings(this.settings);
  }

  @Get(':workerId/health')
  @describe.Health()
  health(@Param('workerId') name: string): Promise<WorkerHealthDto> {
    return this.service.getWorkerHealthReport(name);
  }

  @Get([':workerId', ':workerId/status'])
  @describe.Read()
  read(@Param('workerId') name: string): Promise<WorkerDto> {
    return this.service.getWorker(name);
  }
}
