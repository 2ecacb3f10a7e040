import type { IncomingHttpHeaders } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { DomainError } from '../errors/domain-error.js';
import { requireReadable } from '../batch/batch-body.js';
import { takesBody } from './expected-input.js';
import { batchFormatOf } from './media-type.js';

interface Received {
  readonly body?: unknown;
  readonly headers: IncomingHttpHeaders;
}

function bodyOf(context: ExecutionContext): unknown {
  const { body, headers } = context.switchToHttp().getRequest<Received>();
  if (body === undefined && isUnread(headers)) throw new DomainError('unsupported_media_type');
  return body;
}

/** Whether there is a body that no parser has read: Express passes over types that it does not know. A blank one is read. */
const isUnread = (headers: IncomingHttpHeaders): boolean =>
  (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0) &&
  batchFormatOf(headers['content-type'] ?? '') !== 'array';

const Unjudged = createParamDecorator((_data: undefined, context: ExecutionContext) => bodyOf(context));

const Judged = createParamDecorator((absent: unknown, context: ExecutionContext) => {
  const body = bodyOf(context);
  requireReadable(body);
  return body ?? absent;
});

/** A route that reads its body says so: another one refuses bodies. */
const noted =
  (decorate: ParameterDecorator): ParameterDecorator =>
  (target, key, index) => {
    decorate(target, key, index);
    takesBody((target as Record<string | symbol, object>)[key!]!);
  };

/** Returns the JSON body of a request. A body that is no JSON is refused as `malformed_json`. */
export const JsonBody = (): ParameterDecorator => noted(Judged());

/** The same for a route whose body may be left out: it is `{}` then. */
export const OptionalJsonBody = (): ParameterDecorator => noted(Judged({}));

/**
 * Returns a body as it arrived, for a use case that judges it by itself: it counts those that are no JSON, or reads a
 * batch item by item.
 */
export const UnjudgedBody = (): ParameterDecorator => noted(Unjudged());
