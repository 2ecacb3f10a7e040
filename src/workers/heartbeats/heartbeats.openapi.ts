import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation } from '../../platform/openapi/swagger.js';
import { HeartbeatAnswerDto, HeartbeatBatchAnswerDto } from './dto/heartbeat-answers.dto.js';
import { HeartbeatDto, HeartbeatItemDto } from './dto/heartbeat.dto.js';
import { heartbeatExample } from './heartbeat.example.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { ApiBatchBody, ApiWorker, BATCH_ERRORS, BODY_ERRORS } from '../../platform/openapi/route-parts.js';

/** The routes of heartbeats in the OpenAPI document. */

export const Heartbeat = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'sendHeartbeat',
      summary: "Renew a worker's lease",
      description:
        'Omitted fields keep their last reported value; `{}` only renews the lease. `Prefer: return=minimal` leaves the worker out of the answer.',
    }),
    ApiWorker(),
    ApiHeader({
      name: 'Prefer',
      required: false,
      description: '`return=minimal` for an answer without the worker (RFC 7240).',
      schema: { type: 'string', example: 'return=minimal' },
    }),
    ApiBody({
      type: HeartbeatDto,
      required: false,
      examples: { full: { value: heartbeatExample }, empty: { value: {} } },
    }),
    ApiOkResponse({
      type: HeartbeatAnswerDto,
      description: 'The lease is renewed. A minimal answer has only the fields that are required.',
    }),
    ApiProblems(...BODY_ERRORS, 'worker_not_registered', 'superseded', 'worker_deregistered'),
  );

export const HeartbeatBatch = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'sendHeartbeats',
      summary: 'Renew the leases of many workers',
      description:
        'Each item carries its workerId and has its own result. Repeated items of a worker are merged in order.',
    }),
    ApiBatchBody(HeartbeatItemDto, { workerId: 'worker-001', ...heartbeatExample }),
    ApiOkResponse({ type: HeartbeatBatchAnswerDto, description: 'Results of the items.' }),
    ApiProblems(...BATCH_ERRORS),
  );
