import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from './domain-error.js';
import type { ErrorCode } from './error-table.js';
import { challengeOf, problemOf, retryAfterOf } from './problem.js';

/** What Fastify and Nest themselves refuse, in the words of the error table. */
const FRAMEWORK_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_json',
};

/** Answers every failure as problem+json; what is not expected is logged with its stack and shown without. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(exception, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(exception: unknown, request: FastifyRequest, reply: FastifyReply): void {
    sendProblem(this.domainErrorOf(exception, request), request, reply);
  }

  private domainErrorOf(exception: unknown, request: FastifyRequest): DomainError {
    if (exception instanceof DomainError) return exception;
    const { code, message } = exception as { code?: string; message?: string };
    if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return mediaTypeError(request);
    const known = FRAMEWORK_CODES[code ?? ''];
    if (known !== undefined) return new DomainError(known, message === undefined ? {} : { message });
    const status = statusOf(exception);
    if (status === 404)
      return new DomainError('route_not_found', { message: `No route for ${request.method} ${request.url}` });
    if (status === 413) return new DomainError('body_too_large');
    if (status === 415) return new DomainError('unsupported_media_type');
    if (status >= 400 && status < 500)
      return new DomainError('bad_request', message === undefined ? {} : { message });
    const { id: requestId, method, routeOptions } = request;
    const route = routeOptions?.url;
    this.logger.error({ msg: 'Unexpected failure', requestId, method, route, err: exception });
    return new DomainError('internal_error');
  }
}

/** Writes an error as the answer of a request. */
export function sendProblem(error: DomainError, request: FastifyRequest, reply: FastifyReply): void {
  const retryAfter = retryAfterOf(error);
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
  const challenge = challengeOf(error);
  if (challenge !== undefined) void reply.header('www-authenticate', challenge);
  const problem = { ...problemOf(error), instance: request.id };
  void reply
    .status(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('x-request-id', request.id)
    .send(JSON.stringify(problem));
}

/** curl sends forms unless it is told otherwise: whoever forgot the header sees which one arrived. */
function mediaTypeError({ headers }: FastifyRequest): DomainError {
  const given = headers['content-type'] ?? 'no Content-Type';
  return new DomainError('unsupported_media_type', { message: `${given} is not taken here` });
}

function statusOf(exception: unknown): number {
  if (exception instanceof HttpException) return exception.getStatus();
  const { statusCode } = exception as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : 500;
}
