import { applyDecorators } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import type { ErrorCode } from '../platform/errors/error-table.js';
import { ApiProblems } from '../platform/openapi/api-problems.js';

/** The name of the security scheme in the OpenAPI document. */
export const WORKER_TOKEN = 'workerToken';

const REFUSALS: readonly ErrorCode[] = ['invalid_token', 'token_expired', 'not_your_worker'];

/** A route that a worker's token may be shown to, and that goes without one in the open mode. */
export const ApiTokenTaken = (refusals: readonly ErrorCode[] = REFUSALS): MethodDecorator =>
  applyDecorators(ApiSecurity({}), ApiSecurity(WORKER_TOKEN), ApiProblems(...refusals));
