import { applyDecorators } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  getSchemaPath,
} from '@nestjs/swagger';
import { WorkerHealthDto } from '../health/dto/worker-health.dto.js';
import { ApiProblems } from '../platform/openapi/api-problems.js';
import {
  DeregistrationAnswerDto,
  HeartbeatAnswerDto,
  HeartbeatBatchAnswerDto,
  RegistrationAnswerDto,
  RegistrationBatchAnswerDto,
} from './dto/answers.dto.js';
import { DeregisterDto, ForceDeregisterQuery } from './departures/dto/deregister.dto.js';
import { HeartbeatDto, HeartbeatItemDto } from './heartbeats/dto/heartbeat.dto.js';
import { OrderAnswerDto, OrderRequestDto } from './orders/dto/order.dto.js';
import { RegisterWorkerDto } from './registration/dto/register-worker.dto.js';
import { WorkerDto } from '../fleet/dto/worker.dto.js';
import { WorkerListDto } from './listing/worker-list.js';
import { heartbeatExample, registrationExamples } from './worker-registration.examples.js';

/** OpenAPI descriptions of the routes, beside the controller so that its routes stay one line each. */

const named = ApiParam({ name: 'workerId', description: 'The workerId or the id.', example: 'worker-001' });
const BODY = ['malformed_json', 'body_too_large', 'unsupported_media_type'] as const;
const BATCH = ['too_many_items', 'batches_full'] as const;
const DATABASE = ['database_busy', 'database_unavailable'] as const;

function batchOf(Item: new () => object, example: object): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(Item),
    ApiConsumes('application/json', 'application/x-ndjson'),
    ApiBody({
      required: true,
      description:
        'A JSON array, or NDJSON: one of these JSON objects per line. Content-Encoding: gzip is accepted.',
      schema: { type: 'array', items: { $ref: getSchemaPath(Item) }, example: [example] },
    }),
  );
}

export const Register = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'registerWorker',
      summary: 'Register a worker, or register it again',
      description:
        'A known workerId keeps its record, with the new values: 201 the first time, 200 afterwards. ' +
        'Failed attempts are counted for each pair of workerId and client address; after too many, further ones are refused for a time.',
    }),
    ApiBody({ type: RegisterWorkerDto, examples: registrationExamples }),
    ApiCreatedResponse({
      type: RegistrationAnswerDto,
      description: 'The worker is new, or replaces its old record.',
    }),
    ApiOkResponse({
      type: RegistrationAnswerDto,
      description: 'The worker was known and keeps its record.',
    }),
    ApiProblems(
      'validation_failed',
      ...BODY,
      'too_many_registration_attempts',
      'no_signing_key',
      ...DATABASE,
    ),
  );

export const RegisterBatch = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'registerWorkers',
      summary: 'Register many workers',
      description:
        'Each item has its own result; a refused item does not affect the others, unless `allOrNothing` is `true`. Repeated items of a worker are applied in order.',
    }),
    batchOf(RegisterWorkerDto, registrationExamples.short.value),
    ApiOkResponse({ type: RegistrationBatchAnswerDto, description: 'Results of the items.' }),
    ApiProblems('validation_failed', ...BODY, ...BATCH, ...DATABASE),
  );

export const Heartbeat = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'sendHeartbeat',
      summary: "Renew a worker's lease",
      description: 'Omitted fields keep their last reported value; `{}` only renews the lease.',
    }),
    named,
    ApiBody({
      type: HeartbeatDto,
      required: false,
      examples: { full: { value: heartbeatExample }, empty: { value: {} } },
    }),
    ApiOkResponse({ type: HeartbeatAnswerDto, description: 'The lease is renewed.' }),
    ApiProblems(
      'validation_failed',
      ...BODY,
      'worker_not_registered',
      'superseded',
      'worker_deregistered',
      ...DATABASE,
    ),
  );

export const HeartbeatBatch = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'sendHeartbeats',
      summary: 'Renew the leases of many workers',
      description:
        'Each item carries its workerId and has its own result. Repeated items of a worker are merged in order.',
    }),
    batchOf(HeartbeatItemDto, { workerId: 'worker-001', ...heartbeatExample }),
    ApiOkResponse({ type: HeartbeatBatchAnswerDto, description: 'Results of the items.' }),
    ApiProblems('validation_failed', ...BODY, ...BATCH, ...DATABASE),
  );

export const Deregister = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'deregisterWorker', summary: 'Deregister a worker' }),
    named,
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
    ApiProblems(
      'validation_failed',
      ...BODY,
      'worker_not_registered',
      'superseded',
      'jobs_active',
      ...DATABASE,
    ),
  );

export const ForceDeregister = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'forceDeregisterWorker',
      summary: 'Deregister a worker whatever jobs it runs',
    }),
    named,
    ApiBody({ type: ForceDeregisterQuery, required: false, description: 'The same fields as in the query.' }),
    ApiOkResponse({ type: DeregistrationAnswerDto, description: 'The worker is deregistered.' }),
    ApiProblems('validation_failed', ...BODY, 'worker_not_registered', 'superseded', ...DATABASE),
  );

export const GiveOrder = (operationId: string, summary: string): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId, summary, description: 'An order outlives restarts of the worker.' }),
    named,
    ApiBody({
      type: OrderRequestDto,
      required: false,
      examples: { planned: { value: { reason: 'Kernel update' } } },
    }),
    ApiOkResponse({ type: OrderAnswerDto, description: 'Current state of the worker.' }),
    ApiProblems('validation_failed', ...BODY, 'worker_not_registered', 'superseded', ...DATABASE),
  );

export const Remove = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'deleteWorker', summary: 'Delete the record of a worker' }),
    named,
    ApiNoContentResponse({ description: 'The record is deleted.' }),
    ApiProblems('worker_not_registered', ...DATABASE),
  );

export const List = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'listWorkers',
      summary: 'List workers',
      description: 'Workers are listed in the order of registration. They must match all given filters.',
    }),
    ApiOkResponse({ type: WorkerListDto, description: 'One page of workers.' }),
    ApiProblems('validation_failed', ...DATABASE),
  );

export const Config = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'getConfig', summary: 'Read the effective settings, without secrets' }),
    ApiOkResponse({
      description: 'Settings by their key.',
      schema: {
        type: 'object',
        additionalProperties: true,
        example: { 'jobscheduler.worker.heartbeat-timeout-minutes': 5 },
      },
    }),
    ApiProblems('internal_error'),
  );

export const Read = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'getWorker', summary: 'Read one worker' }),
    named,
    ApiOkResponse({ type: WorkerDto, description: 'Current state of the worker.' }),
    ApiProblems('worker_not_registered', 'superseded', ...DATABASE),
  );

export const Health = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'getWorkerHealth', summary: 'Evaluate the health of one worker now' }),
    named,
    ApiOkResponse({ type: WorkerHealthDto, description: 'Checks and figures of the worker.' }),
    ApiProblems('worker_not_registered', 'superseded', ...DATABASE),
  );
