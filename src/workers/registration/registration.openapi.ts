import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '../../platform/openapi/swagger.js';
import { RegistrationAnswerDto, RegistrationBatchAnswerDto } from './dto/registration-answers.dto.js';
import { RegisterWorkerDto } from './dto/register-worker.dto.js';
import { registrationExamples } from './registration.examples.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { ApiBatchBody, BATCH_ERRORS, BODY_ERRORS } from '../../platform/openapi/route-parts.js';

/** The routes of registrations in the OpenAPI document. */

const OF_WORKER = { parameters: { workerId: '$response.body#/worker/workerId' } };

/** What a client can ask with the answer. */
const LINKS = {
  heartbeat: { operationId: 'sendHeartbeat', ...OF_WORKER, description: 'Send heartbeats of the worker.' },
  worker: { operationId: 'getWorker', ...OF_WORKER, description: 'Look the worker up.' },
  jobs: { operationId: 'listJobs', ...OF_WORKER, description: 'Its jobs.' },
};

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
      links: LINKS,
    }),
    ApiOkResponse({
      type: RegistrationAnswerDto,
      description: 'The worker was known and keeps its record.',
      links: LINKS,
    }),
    ApiProblems(...BODY_ERRORS, 'too_many_registration_attempts', 'no_signing_key'),
  );

export const RegisterBatch = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'registerWorkers',
      summary: 'Register many workers',
      description:
        'Each item has its own result; a refused item does not affect the others, unless `allOrNothing` is `true`. Repeated items of a worker are applied in order.',
    }),
    ApiBatchBody(RegisterWorkerDto, registrationExamples.short.value),
    ApiOkResponse({ type: RegistrationBatchAnswerDto, description: 'Results of the items.' }),
    ApiProblems(...BATCH_ERRORS),
  );
