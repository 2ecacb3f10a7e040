import {
  Controller,
  HttpCode,
  Inject,
  Ip,
  Post,
  Res,
  type StreamableFile,
  UseFilters,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow, CallerOf } from '../../identity/access/allow.decorator.js';
import type { Caller } from '../../identity/access/caller.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { ProblemFilter } from '../../platform/errors/problem.filter.js';
import { BatchRoute } from '../../platform/http/batch-routes.js';
import { QueryOf } from '../../platform/http/query-of.decorator.js';
import { UnjudgedBody } from '../../platform/http/json-body.decorator.js';
import { ShortRoute } from '../../platform/http/short-routes.js';
import { ApiExcludeEndpoint, ApiTags } from '../../platform/openapi/swagger.js';
import { WorkerBatches } from '../batches/worker-batches.js';
import { RegistrationAnswerDto } from './dto/registration-answers.dto.js';
import { REGISTERING, REGISTERING_ONE } from '../worker-access.js';
import { RegistrationAttempts } from './attempts/registration-attempts.js';
import { claimedWorkerId } from './dto/normalise-registration.js';
import { RegisterBatchQuery } from './dto/register-batch.query.js';
import { statusOf } from './outcomes.js';
import { Registrar } from './registrar.js';
import * as describe from './registration.openapi.js';

/** Routes by which workers register. */
@ApiTags('workers')
@UseFilters(ProblemFilter)
@Controller({ version: VERSION_NEUTRAL })
export class RegistrationController {
  constructor(
    private readonly registrar: Registrar,
    private readonly batches: WorkerBatches,
    private readonly attempts: RegistrationAttempts,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Post('register')
  @ShortRoute(RegistrationAnswerDto)
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
    @UnjudgedBody() body: unknown,
    @Ip() address: string,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RegistrationAnswerDto> {
    const workerId = claimedWorkerId(body, this.settings.worker.identity);
    const answer = await this.attempts.limitAttempts({ workerId, address, caller }, () =>
      this.registrar.registerWorker(body, caller),
    );
    void reply.status(statusOf(answer.outcome));
    return answer;
  }

  /** The same at the bare prefix. */
  @Post()
  @ShortRoute(RegistrationAnswerDto)
  @Allow(REGISTERING_ONE)
  @ApiExcludeEndpoint()
  registerAtPrefix(
    @UnjudgedBody() body: unknown,
    @Ip() address: string,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RegistrationAnswerDto> {
    return this.register(body, address, caller, reply);
  }

  @Post('register/batch')
  @Allow(REGISTERING)
  @BatchRoute()
  @HttpCode(200)
  @describe.RegisterBatch()
  registerBatch(
    @UnjudgedBody() body: unknown,
    @QueryOf(RegisterBatchQuery) query: object,
    @CallerOf() caller: Caller,
  ): Promise<StreamableFile> {
    return this.batches.registerMany(body, query, caller);
  }
}
