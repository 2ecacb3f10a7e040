import { applyDecorators } from '@nestjs/common';
import { errorTable, type ErrorCode } from '../errors/error-table.js';
import { describeProblems, problemContent } from './problem-answers.js';
import { ProblemDto } from './problem.dto.js';
import { ApiExtraModels, ApiResponse } from './swagger.js';

const CODES = Symbol('codes of errors');

/** Every route may return these: it refuses input that it would ignore, and credentials are looked up in the database. */
const OF_ALL = ['validation_failed', 'database_busy', 'database_unavailable'] as const;

/** Documents the errors of a route from the error table, grouped by status, and those of all routes; may be used repeatedly. */
export function ApiProblems(...codes: readonly ErrorCode[]): MethodDecorator {
  return (target, key, descriptor) => {
    const route = descriptor.value as object;
    const known = (Reflect.getMetadata(CODES, route) ?? []) as readonly ErrorCode[];
    const fresh = [...new Set([...codes, ...OF_ALL])].filter((code) => !known.includes(code));
    Reflect.defineMetadata(CODES, [...known, ...fresh], route);
    const responses = [...new Set(fresh.map(statusOf))].map((status) =>
      responseOf(
        status,
        fresh.filter((code) => statusOf(code) === status),
        known.filter((code) => statusOf(code) === status),
      ),
    );
    applyDecorators(ApiExtraModels(ProblemDto), ...responses)(target, key, descriptor);
  };
}

const statusOf = (code: ErrorCode): number => errorTable[code].status;

/** Of two uses for one status the descriptions are joined by `ApiResponse`; the examples are for the later one to bring. */
function responseOf(
  status: number,
  fresh: readonly ErrorCode[],
  known: readonly ErrorCode[],
): MethodDecorator {
  return ApiResponse({
    status,
    description: describeProblems(fresh),
    ...(status === 429 || status === 503
      ? { headers: { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } } }
      : {}),
    content: problemContent([...known, ...fresh]),
  });
}
