import { applyDecorators } from '@nestjs/common';
import { ApiProblems } from '../platform/openapi/api-problems.js';
import { BODY_ERRORS } from '../platform/openapi/route-parts.js';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
} from '../platform/openapi/swagger.js';
import { CreateOperationDto, OperationReasonDto } from './dto/create-operation.dto.js';
import { OperationAnswerDto, OperationDetailDto, OperationPageDto } from './dto/operation.dto.js';
import { PreviewDto } from './dto/preview.dto.js';

/** The routes of operations in the OpenAPI document. */

const named = ApiParam({ name: 'id', description: 'Id of the operation.' });

export const Create = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'createOperation',
      summary: 'Begin an operation on many workers',
      description:
        'Any instance carries it on, in small steps. With `dryRun` the answer names who would be affected, their jobs, and the capacity left in each zone.',
    }),
    ApiExtraModels(PreviewDto),
    ApiBody({
      type: CreateOperationDto,
      examples: {
        rollout: {
          value: {
            kind: 'drain',
            select: { version: '2.5.0' },
            reason: 'CHG-77: rollout of 2.5.1',
            maxUnavailable: '10%',
            by: 'zone',
            wait: 'version=2.5.1',
          },
        },
      },
    }),
    ApiAcceptedResponse({
      type: OperationAnswerDto,
      description: 'The operation has begun.',
      headers: { Location: { description: 'Path of the operation.', schema: { type: 'string' } } },
    }),
    ApiOkResponse({ type: PreviewDto, description: 'Result of a dry run.' }),
    ApiProblems(...BODY_ERRORS, 'too_many_operations'),
  );

export const List = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'listOperations',
      summary: 'List operations, newest first',
      description:
        'Cleanups that took workers are among them. A limited key gets the operations of keys with the same limit.',
    }),
    ApiOkResponse({ type: OperationPageDto, description: 'One page.' }),
  );

export const Read = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'getOperation', summary: 'Progress of an operation, and who is left' }),
    named,
    ApiOkResponse({ type: OperationDetailDto, description: 'The operation now.' }),
    ApiProblems('operation_unknown'),
  );

export const ControlOperation = (
  operationId: string,
  summary: string,
  description: string,
): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId, summary, description }),
    named,
    ApiBody({ type: OperationReasonDto, required: false }),
    ApiOkResponse({ type: OperationAnswerDto, description: 'The operation now.' }),
    ApiProblems(...BODY_ERRORS, 'operation_unknown', 'operation_ended'),
  );

export const Undo = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'undoOperation',
      summary: 'Undo an operation',
      description:
        'Begins an operation that restores the orders that the workers had before, where they are still those of the undone one; a worker that was deregistered, or taken by a cleanup, is expected again. An operation that is not at its end is cancelled first. Deletions and restorations cannot be undone.',
    }),
    named,
    ApiBody({ type: OperationReasonDto, required: false }),
    ApiAcceptedResponse({
      type: OperationAnswerDto,
      description: 'The operation that undoes it has begun, now or already before.',
      headers: { Location: { description: 'Path of that operation.', schema: { type: 'string' } } },
    }),
    ApiProblems(...BODY_ERRORS, 'operation_unknown', 'operation_not_undoable', 'too_many_operations'),
  );
