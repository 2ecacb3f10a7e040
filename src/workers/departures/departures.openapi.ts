import { applyDecorators } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
} from '../../platform/openapi/swagger.js';
import { DeregistrationAnswerDto } from './dto/deregistration-answer.dto.js';
import { DeregisterDto, ForceDeregisterQuery } from './dto/deregister.dto.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { ApiWorker, BODY_ERRORS } from '../../platform/openapi/route-parts.js';

/** The routes by which workers leave in the OpenAPI document. */

export const Deregister = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'deregisterWorker', summary: 'Deregister a worker' }),
    ApiWorker(),
    ApiBody({
      type: DeregisterDto,
      required: false,
      examples: { planned: { value: { forceDeregister: false, reason: 'Scheduled maintenance' } } },
    }),
    ApiOkResponse({
      type: DeregistrationAnswerDto,
      description: 'The worker is deregistered, now or already before.',
    }),
    ApiAcceptedResponse({
      type: DeregistrationAnswerDto,
      description: 'The worker will be deregistered when its jobs are done.',
    }),
    ApiProblems(...BODY_ERRORS, 'worker_not_registered', 'superseded', 'jobs_active'),
  );

export const ForceDeregister = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'forceDeregisterWorker',
      summary: 'Deregister a worker whatever jobs it runs',
    }),
    ApiWorker(),
    ApiBody({ type: ForceDeregisterQuery, required: false, description: 'The same fields as in the query.' }),
    ApiOkResponse({ type: DeregistrationAnswerDto, description: 'The worker is deregistered.' }),
    ApiProblems(...BODY_ERRORS, 'worker_not_registered', 'superseded'),
  );

export const Remove = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'deleteWorker', summary: 'Delete the record of a worker' }),
    ApiWorker(),
    ApiNoContentResponse({ description: 'The record is deleted.' }),
    ApiProblems('worker_not_registered'),
  );
