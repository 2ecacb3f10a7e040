import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../platform/errors/domain-error.js';
import type { ErrorCode } from '../platform/errors/error-table.js';
import { sendProblem } from '../platform/errors/problem.filter.js';

/** Errors of Fastify, by the code of the error table with the same meaning. */
const FRAMEWORK_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_json',
};

/**
 * Answers every error of the server as problem+json, including those of Fastify and Nest. Unexpected errors
 * are logged with their stack and answered without it. Used only by the server: in an application that
 * imports the module, other errors belong to that application.
 */
@Catch()
export class EveryErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    sendProblem(this.domainErrorOf(exception, request), request, http.getResponse<FastifyReply>());
  }

  private domainErrorOf(exception: unknown, request: FastifyRequest): DomainError {
    if (exception instanceof DomainError) return exception;
    // Nest wraps errors of body parsers.
    if (exception instanceof HttpException && exception.cause instanceof DomainError) return exception.cause;
    const { code, message } = exception as { code?: string; message?: string };
    if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return mediaTypeError(request);
    const known = FRAMEWORK_CODES[code ?? ''];
    if (known !== undefined) return new DomainError(known, message === undefined ? {} : { message });
    const status = statusOf(exception);
    if (status === 404)
      return new DomainError('route_not_found', { message: `No route for ${request.method} ${request.url}` });
    if (status === 413) return bodyTooLarge(request);
    if (status === 415) return new DomainError('unsupported_media_type');
    if (status >= 400 && status < 500)
      return new DomainError('bad_request', message === undefined ? {} : { message });
    const { id: requestId, method, routeOptions } = request;
    const route = routeOptions?.url;
    this.logger.error({ msg: 'Unexpected failure', requestId, method, route, err: exception });
    return new DomainError('internal_error');
  }
}

/** Each route has a limit of its own. */
function bodyTooLarge({ routeOptions }: FastifyRequest): DomainError {
  const limit: number | undefined = routeOptions?.bodyLimit;
  if (limit === undefined) return new DomainError('body_too_large');
  const kibibytes = Math.floor(limit / 1024).toLocaleString('en');
  return new DomainError('body_too_large', { message: `The body may have up to ${kibibytes} KiB` });
}

/** curl sends a form if no Content-Type is given, so the error names the received type. */
function mediaTypeError({ headers }: FastifyRequest): DomainError {
  const given = headers['content-type'] ?? 'no Content-Type';
  return new DomainError('unsupported_media_type', { message: `${given} is not accepted here` });
}

function statusOf(exception: unknown): number {
  if (exception instanceof HttpException) return exception.getStatus();
  const { statusCode } = exception as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : 500;
}
