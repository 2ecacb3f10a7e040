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

/** What the OpenAPI document says of each route, beside the controller so that its routes stay one line each. */

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
        'A JSON array, or NDJSON: one of these JSON objects a line. Content-Encoding: gzip is accepted.',
      schema: { type: 'array', items: { $ref: getSchemaPath(Item) }, example: [example] },
    }),
  );
}

export const Register = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'registerWorker',
      summary: 'Register a worker, or take it over again',
      description:
        'The same workerId gets the same record back, with the new values: 201 the first time, 200 from then on. ' +
        'Failed attempts are counted for each pair of workerId and client address, and refused for a time when there are too many.',
    }),
    ApiBody({ type: RegisterWorkerDto, examples: registrationExamples }),
    ApiCreatedResponse({
      type: RegistrationAnswerDto,
      description: 'The worker is new, or replaces its old record.',
    }),
    ApiOkResponse({
      type: RegistrationAnswerDto,
      description: 'The worker was known; it has its record back.',
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
        'Each item has its own result; one that is refused harms no other, unless `allOrNothing` is `true`. Repeats of a worker are applied in order.',
    }),
    batchOf(RegisterWorkerDto, registrationExamples.short.value),
    ApiOkResponse({ type: RegistrationBatchAnswerDto, description: 'What became of each.' }),
    ApiProblems('validation_failed', ...BODY, ...BATCH, ...DATABASE),
  );

export const Heartbeat = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'sendHeartbeat',
      summary: "Renew a worker's lease",
      description: 'What is left out stays as it was reported before; `{}` renews the lease alone.',
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
        'Each item carries its workerId and has its own result. Repeats of a worker are merged in their order.',
    }),
    batchOf(HeartbeatItemDto, { workerId: 'worker-001', ...heartbeatExample }),
    ApiOkResponse({ type: HeartbeatBatchAnswerDto, description: 'What became of each.' }),
    ApiProblems('validation_failed', ...BODY, ...BATCH, ...DATABASE),
  );

export const Deregister = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'deregisterWorker', summary: 'A worker leaves' }),
    named,
    ApiBody({
      type: DeregisterDto,
      required: false,
      examples: { planned: { value: { forceDeregister: false, reason: 'Scheduled maintenance' } } },
    }),
    ApiOkResponse({ type: DeregistrationAnswerDto, description: 'It has left, now or before.' }),
    ApiAcceptedResponse({ type: DeregistrationAnswerDto, description: 'It leaves when its jobs are done.' }),
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
    ApiOperation({ operationId: 'forceDeregisterWorker', summary: 'A worker leaves, whatever it runs' }),
    named,
    ApiBody({ type: ForceDeregisterQuery, required: false, description: 'The same as in the query.' }),
    ApiOkResponse({ type: DeregistrationAnswerDto, description: 'It has left.' }),
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
    ApiOkResponse({ type: OrderAnswerDto, description: 'The worker as it is now.' }),
    ApiProblems('validation_failed', ...BODY, 'worker_not_registered', 'superseded', ...DATABASE),
  );

export const Remove = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'deleteWorker', summary: 'Delete the record of a worker' }),
    named,
    ApiNoContentResponse({ description: 'The record is gone.' }),
    ApiProblems('worker_not_registered', ...DATABASE),
  );

export const List = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'listWorkers',
      summary: 'List workers',
      description: 'In the order of registration. All filters that are given must hold.',
    }),
    ApiOkResponse({ type: WorkerListDto, description: 'One page of workers.' }),
    ApiProblems('validation_failed', ...DATABASE),
  );

export const Config = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'getConfig', summary: 'The effective settings, secrets left out' }),
    ApiOkResponse({
      description: 'Each setting by its key.',
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
    ApiOkResponse({ type: WorkerDto, description: 'The worker as it is now.' }),
    ApiProblems('worker_not_registered', 'superseded', ...DATABASE),
  );

export const Health = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'getWorkerHealth', summary: 'The health of one worker, evaluated now' }),
    named,
    ApiOkResponse({ type: WorkerHealthDto, description: 'Its checks and figures.' }),
    ApiProblems('worker_not_registered', 'superseded', ...DATABASE),
  );
