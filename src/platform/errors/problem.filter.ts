import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from './domain-error.js';
import { NO_STORE } from '../http/uncached.js';
import { endWithUnreadBody } from '../http/unread-body.js';
import { tellRefusal } from './refusal-listeners.js';
import { challengeOf, problemOf, retryAfterOf } from './problem.js';

/**
 * Answers the errors of this module's services as problem+json. Other errors, such as those of guards and
 * throttlers of an application that imports the module, keep their status and are left to the filters of that
 * application.
 */
@Catch(DomainError)
export class ProblemFilter implements ExceptionFilter<DomainError> {
  catch(exception: DomainError, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(exception, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/**
 * Writes an error as the answer to a request.
 * @param options of its route: whether it accepts HTTP basic
 */
export function sendProblem(
  error: DomainError,
  request: FastifyRequest,
  reply: FastifyReply,
  { basic = false }: { readonly basic?: boolean } = {},
): void {
  const retryAfter = retryAfterOf(error);
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
  const { acceptEncoding, allow } = error.details;
  if (allow !== undefined) void reply.header('allow', allow);
  if (acceptEncoding !== undefined) void reply.header('accept-encoding', acceptEncoding);
  const challenge = challengeOf(error, basic);
  if (challenge !== undefined) void reply.header('www-authenticate', challenge);
  endWithUnreadBody(request, reply);
  tellRefusal(error, request);
  const problem = { ...problemOf(error), instance: request.id };
  void reply
    .status(problem.status)
    .header(...NO_STORE)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('x-request-id', request.id)
    .send(JSON.stringify(problem));
}
