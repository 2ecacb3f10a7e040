import type { IncomingMessage } from 'node:http';
import { certificateNames } from '../certificate.js';
import type { Caller } from './caller.js';
import type { Shown } from './access.service.js';

/** What is read of a request, whatever serves HTTP. */
export interface HttpRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly params?: Readonly<Record<string, string>>;
  /** Node's own request, which Fastify wraps; Express adds to it. */
  readonly raw?: IncomingMessage;
}

const CALLER = Symbol('caller');

/** What a request shows of its caller. */
export function shownBy(request: HttpRequest): Shown {
  const { authorization } = request.headers;
  const raw = request.raw ?? (request as unknown as IncomingMessage);
  return {
    authorization: Array.isArray(authorization) ? authorization[0] : authorization,
    certificateNames: certificateNames({ raw }),
  };
}

/** Notes who makes a request, once that is proved. */
export const withCaller = (request: HttpRequest, caller: Caller): void =>
  void Object.assign(request, { [CALLER]: caller });

/** Who makes the request, as the guard of its route has proved. */
export function callerIn(request: object): Caller {
  const caller = (request as { [CALLER]?: Caller })[CALLER];
  if (caller === undefined) throw new Error('This route has no access rule');
  return caller;
}
