import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation } from '../../platform/openapi/swagger.js';
import { OrderAnswerDto, OrderRequestDto } from './dto/order.dto.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { ApiWorker, BODY_ERRORS } from '../../platform/openapi/route-parts.js';

/** The routes of orders in the OpenAPI document. */

export const GiveOrder = (operationId: string, summary: string, body = OrderRequestDto): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId, summary, description: 'An order outlives restarts of the worker.' }),
    ApiWorker(),
    ApiBody({
      type: body,
      required: false,
      examples: { planned: { value: { reason: 'Kernel update' } } },
    }),
    ApiOkResponse({ type: OrderAnswerDto, description: 'Current state of the worker.' }),
    ApiProblems(...BODY_ERRORS, 'worker_not_registered', 'superseded'),
  );
