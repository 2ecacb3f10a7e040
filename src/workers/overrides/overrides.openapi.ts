import { applyDecorators } from '@nestjs/common';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { ApiWorker, BODY_ERRORS } from '../../platform/openapi/route-parts.js';
import { ApiBody, ApiOkResponse, ApiOperation } from '../../platform/openapi/swagger.js';
import { OverrideAnswerDto, OverrideRequestDto } from './dto/override.dto.js';

/** The route of overrides in the OpenAPI document. */
export const Override = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'overrideWorker',
      summary: 'Set capacity, tags or zone in place of the worker',
      description:
        'What is set is in force everywhere, from claims to zones, until it is removed with null or the record is deleted or replaced; registrations of the worker change only what it reports.',
    }),
    ApiWorker(),
    ApiBody({
      type: OverrideRequestDto,
      examples: {
        set: { value: { capacity: 4, tags: ['canary'], reason: 'Half of its memory is broken' } },
        remove: { value: { capacity: null } },
        'remove all': { value: { overrides: null } },
      },
    }),
    ApiOkResponse({ type: OverrideAnswerDto, description: 'Current state of the worker.' }),
    ApiProblems(...BODY_ERRORS, 'worker_not_registered', 'outside_key_scope'),
  );
