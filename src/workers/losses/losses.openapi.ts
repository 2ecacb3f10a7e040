import { applyDecorators } from '@nestjs/common';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { ApiWorker, BODY_ERRORS } from '../../platform/openapi/route-parts.js';
import { ApiBody, ApiOkResponse, ApiOperation } from '../../platform/openapi/swagger.js';
import {
  AcknowledgedLossesDto,
  AcknowledgeLossesDto,
  AcknowledgeRequestDto,
  LossAnswerDto,
  RestoreRequestDto,
} from './dto/loss.dto.js';

/** The routes for workers that were lost or left in the OpenAPI document. */

const NO_ATTENTION =
  'Lost workers keep the fleet DEGRADED until they return, are restored, deleted or acknowledged, or `lost-attention-hours` have passed.';

export const Acknowledge = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'acknowledgeLoss',
      summary: 'Acknowledge the loss of a worker',
      description: `${NO_ATTENTION} Repeating it changes nothing.`,
    }),
    ApiWorker(),
    ApiBody({ type: AcknowledgeRequestDto }),
    ApiOkResponse({ type: LossAnswerDto, description: 'The loss is acknowledged, now or already before.' }),
    ApiProblems(...BODY_ERRORS, 'worker_not_registered', 'worker_not_lost'),
  );

export const AcknowledgeMany = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'acknowledgeLosses',
      summary: 'Acknowledge the losses of many workers at once',
      description: NO_ATTENTION,
    }),
    ApiBody({ type: AcknowledgeLossesDto }),
    ApiOkResponse({ type: AcknowledgedLossesDto, description: 'The losses that were acknowledged.' }),
    ApiProblems(...BODY_ERRORS),
  );

export const Restore = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'restoreWorker',
      summary: 'Expect a worker again that was lost or left',
      description:
        'The worker is EXPECTED again with the description it had, and is probed if it has an address. Credentials that were revoked stay revoked.',
    }),
    ApiWorker(),
    ApiBody({ type: RestoreRequestDto, required: false }),
    ApiOkResponse({ type: LossAnswerDto, description: 'The worker is expected, now or already before.' }),
    ApiProblems(...BODY_ERRORS, 'worker_not_registered', 'worker_present'),
  );
