import { Body, Controller, HttpCode, Post, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, CallerOf } from '../../identity/access/allow.decorator.js';
import type { Caller } from '../../identity/access/caller.js';
import { requireReadable } from '../../platform/batch/batch-body.js';
import { ProblemFilter } from '../../platform/errors/problem.filter.js';
import { WorkerParam } from '../../platform/http/path-param.decorator.js';
import { OrderAnswerDto } from './dto/order.dto.js';
import * as describe from '../worker-registration.openapi.js';
import { WorkerRegistrationService } from '../worker-registration.service.js';

/** Routes for orders of operators. */
@ApiTags('workers')
@UseFilters(ProblemFilter)
@Controller({ path: ':workerId', version: VERSION_NEUTRAL })
export class OrdersController {
  constructor(private readonly service: WorkerRegistrationService) {}

  @Post('drain')
  @Allow({ role: 'operator', scope: 'worker' })
  @HttpCode(200)
  @describe.GiveOrder('drainWorker', 'Drain a worker: it finishes its jobs and gets no more')
  drain(
    @WorkerParam() name: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<OrderAnswerDto> {
    requireReadable(body);
    return this.service.drainWorker(name, body ?? {}, caller);
  }

  @Post('maintenance')
  @Allow({ role: 'operator', scope: 'worker' })
  @HttpCode(200)
  @describe.GiveOrder('setWorkerMaintenance', 'Take a worker out of service')
  maintenance(
    @WorkerParam() name: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<OrderAnswerDto> {
    requireReadable(body);
    return this.service.setWorkerMaintenance(name, body ?? {}, caller);
  }

  @Post('activate')
  @Allow({ role: 'operator', scope: 'worker' })
  @HttpCode(200)
  @describe.GiveOrder('activateWorker', 'Lift the order of a worker')
  activate(
    @WorkerParam() name: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<OrderAnswerDto> {
    requireReadable(body);
    return this.service.activateWorker(name, body ?? {}, caller);
  }
}
