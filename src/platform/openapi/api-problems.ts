import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { errorTable, type ErrorCode } from '../errors/error-table.js';
import { problemOf } from '../errors/problem.js';
import { DomainError } from '../errors/domain-error.js';
import { ProblemDto } from './problem.dto.js';

/** Documents the errors of a route from the error table, those of one status together. */
export function ApiProblems(...codes: readonly ErrorCode[]): MethodDecorator {
  const statuses = new Map<number, ErrorCode[]>();
  for (const code of codes)
    statuses.set(errorTable[code].status, [...(statuses.get(errorTable[code].status) ?? []), code]);
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...[...statuses].map(([status, alike]) =>
      ApiResponse({
        status,
        description: alike
          .map((code) => `\`${code}\`: ${errorTable[code].title}. ${errorTable[code].remedy}`)
          .join('\n\n'),
        ...(status === 429 || status === 503
          ? { headers: { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } } }
          : {}),
        content: {
          'application/problem+json': {
            schema: { $ref: getSchemaPath(ProblemDto) },
            examples: Object.fromEntries(
              alike.map((code) => [code, { value: problemOf(new DomainError(code)) }]),
            ),
          },
        },
      }),
    ),
  );
}
