import { Controller, HttpCode, Post, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Allow, CallerOf } from '../../identity/access/allow.decorator.js';
import type { Caller } from '../../identity/access/caller.js';
import { OptionalJsonBody } from '../../platform/http/json-body.decorator.js';
import { ProblemFilter } from '../../platform/errors/problem.filter.js';
import { WorkerParam } from '../../platform/http/path-param.decorator.js';
import { ApiTags } from '../../platform/openapi/swagger.js';
import { DrainRequestDto, OrderAnswerDto } from './dto/order.dto.js';
import * as describe from './orders.openapi.js';
import { Orders } from './orders.js';

/** Routes for orders of operators. */
@ApiTags('workers')
@UseFilters(ProblemFilter)
@Controller({ path: ':workerId', version: VERSION_NEUTRAL })
export class OrdersController {
  constructor(private readonly orders: Orders) {}

  @Post('drain')
  @Allow({ role: 'operator', scope: 'worker' })
  @HttpCode(200)
  @describe.GiveOrder(
    'drainWorker',
    'Drain a worker: it finishes its jobs and accepts no new ones',
    DrainRequestDto,
  )
  drain(
    @WorkerParam() name: string,
    @OptionalJsonBody() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<OrderAnswerDto> {
    return this.orders.giveOrder(name, 'DRAINING', body, caller);
  }

  @Post('maintenance')
  @Allow({ role: 'operator', scope: 'worker' })
  @HttpCode(200)
  @describe.GiveOrder('setWorkerMaintenance', 'Take a worker out of service')
  maintenance(
    @WorkerParam() name: string,
    @OptionalJsonBody() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<OrderAnswerDto> {
    return this.orders.giveOrder(name, 'MAINTENANCE', body, caller);
  }

  @Post('activate')
  @Allow({ role: 'operator', scope: 'worker' })
  @HttpCode(200)
  @describe.GiveOrder('activateWorker', 'Lift the order of a worker')
  activate(
    @WorkerParam() name: string,
    @OptionalJsonBody() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<OrderAnswerDto> {
    return this.orders.liftOrder(name, body, caller);
  }
}
