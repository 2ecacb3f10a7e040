import { Body, Controller, HttpCode, Param, Post, UseFilters } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { requireReadable } from '../platform/batch/batch-body.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { OrderAnswerDto } from './dto/order.dto.js';
import * as describe from './worker-registration.openapi.js';
import { WorkerRegistrationService } from './worker-registration.service.js';

/** What operators ask of workers. */
@ApiTags('workers')
@UseFilters(ProblemFilter)
@Controller(':workerId')
export class OrdersController {
  constructor(private readonly service: WorkerRegistrationService) {}

  @Post('drain')
  @HttpCode(200)
  @describe.GiveOrder('drainWorker', 'Let a worker finish its jobs and take no more')
  drain(@Param('workerId') name: string, @Body() body: unknown): Promise<OrderAnswerDto> {
    requireReadable(body);
    return this.service.drainWorker(name, body ?? {});
  }

  @Post('maintenance')
  @HttpCode(200)
  @describe.GiveOrder('setWorkerMaintenance', 'Take a worker out of service')
  maintenance(@Param('workerId') name: string, @Body() body: unknown): Promise<OrderAnswerDto> {
    requireReadable(body);
    return this.service.setWorkerMaintenance(name, body ?? {});
  }

  @Post('activate')
  @HttpCode(200)
  @describe.GiveOrder('activateWorker', 'Lift the order that a worker is under')
  activate(@Param('workerId') name: string, @Body() body: unknown): Promise<OrderAnswerDto> {
    requireReadable(body);
    return this.service.activateWorker(name, body ?? {});
  }
}
