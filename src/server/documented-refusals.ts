import type { OpenAPIObject } from '@nestjs/swagger';
import { errorTable, type ErrorCode } from '../platform/errors/error-table.js';
import { describeProblems, problemContent } from '../platform/openapi/problem-answers.js';

/** Refusals before the route is known. */
const OF_ANY_REQUEST = [
  'bad_request',
  'malformed_json',
  'headers_too_large',
  'request_timeout',
  'cross_site',
  'host_not_allowed',
  'route_not_found',
  'method_not_allowed',
] as const satisfies readonly ErrorCode[];

/** Refusals while the body is read, even if the route needs none. */
const OF_ANY_BODY = ['body_too_large', 'unsupported_media_type'] as const satisfies readonly ErrorCode[];
const WITH_BODIES = ['post', 'delete'] as const;

/** Refusals that any request may get: documented in the introduction, not at each route again. */
export const REFUSALS = `Besides what its route says, any request may be refused with ${OF_ANY_REQUEST.map(
  (code) => `${errorTable[code].status} \`${code}\``,
).join(', ')}: ${OF_ANY_REQUEST.map((code) => errorTable[code].title.toLowerCase()).join('; ')}.`;

/**
 * Documents the refusals of unreadable bodies at each route that accepts a body, or reads one that it does
 * not need.
 */
export function withRefusedBodies(document: OpenAPIObject): OpenAPIObject {
  for (const item of Object.values(document.paths)) {
    for (const method of WITH_BODIES) {
      const responses = item[method]?.responses;
      if (responses === undefined) continue;
      for (const code of OF_ANY_BODY)
        responses[errorTable[code].status] ??= {
          description: describeProblems([code]),
          content: problemContent([code]),
        };
    }
  }
  return document;
}
