import { applyDecorators } from '@nestjs/common';
import { WorkerDto } from '../../fleet/dto/worker.dto.js';
import { WorkerHealthDto } from '../../health/dto/worker-health.dto.js';
import { ApiOkResponse, ApiOperation } from '../../platform/openapi/swagger.js';
import { WorkerListDto } from './worker-list.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { ApiWorker } from '../../platform/openapi/route-parts.js';

/** The routes that show workers in the OpenAPI document. */

export const List = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'listWorkers',
      summary: 'List workers',
      description: 'Workers are listed in the order of registration. They must match all given filters.',
    }),
    ApiOkResponse({ type: WorkerListDto, description: 'One page of workers.' }),
  );

export const Read = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'getWorker', summary: 'Read one worker' }),
    ApiWorker(),
    ApiOkResponse({ type: WorkerDto, description: 'Current state of the worker.' }),
    ApiProblems('worker_not_registered', 'superseded'),
  );

export const Health = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'getWorkerHealth', summary: 'Evaluate the health of one worker now' }),
    ApiWorker(),
    ApiOkResponse({ type: WorkerHealthDto, description: 'Checks and figures of the worker.' }),
    ApiProblems('worker_not_registered', 'superseded'),
  );
