import type { IncomingMessage } from 'node:http';
import { bearerOfBasic } from '../basic.js';
import type { AccessRule } from './access-rule.js';
import { valuesOfHeader } from '../../platform/http/raw-headers.js';
import type { Origin } from './origin.js';
import { certificateNames } from '../certificate.js';
import type { Caller } from './caller.js';
import type { Shown } from './shown.js';
import { SESSION_HEADER, sessionIn } from './session-cookie.js';

/** Methods that change nothing. */
const READING = new Set(['GET', 'HEAD']);

/** The used parts of a request, with any HTTP adapter. */
export interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly params?: Readonly<Record<string, string>>;
  /** Address of the client, through trusted proxies. */
  readonly ip?: string;
  /** Id of the request; an application on Express may have none. */
  readonly id?: unknown;
  /** `http` or `https`, through trusted proxies. */
  readonly protocol?: string;
  /** Node's own request, which Fastify wraps; Express extends it. */
  readonly raw?: IncomingMessage;
}

const CALLER = Symbol('caller');

/**
 * Returns the credentials of a request.
 * @param rule of its route, which may accept HTTP basic
 */
export function shownBy(request: HttpRequest, { basic = false }: Pick<AccessRule, 'basic'> = {}): Shown {
  const { authorization, cookie } = request.headers;
  const token = sessionIn(Array.isArray(cookie) ? cookie.join('; ') : cookie, request.protocol === 'https');
  const isOurs = READING.has(request.method) || request.headers[SESSION_HEADER] !== undefined;
  const raw = request.raw ?? (request as unknown as IncomingMessage);
  const given = authorization === undefined ? undefined : allOf(raw, 'authorization');
  return {
    authorization: basic ? bearerOfBasic(given) : given,
    session: token === undefined ? undefined : { token, isOurs },
    certificateNames: certificateNames({ raw }),
    remoteAddress: raw.socket?.remoteAddress,
  };
}

/** All values of a header: of some headers Node.js keeps the first and drops the others. */
const allOf = ({ rawHeaders, headers }: IncomingMessage, name: string): string =>
  (rawHeaders === undefined ? [headers[name]].flat() : valuesOfHeader(rawHeaders, name)).join(', ');

/** Notes the proved caller of a request, and where it comes from. */
export const withCaller = (request: HttpRequest, caller: Caller): void =>
  void Object.assign(request, { [CALLER]: { ...caller, origin: originOf(request) } });

/** Where a request comes from. */
export const originOf = ({ ip, id }: HttpRequest): Origin => ({
  address: ip,
  requestId: typeof id === 'string' ? id : undefined,
});

/** Whether the request has already been admitted. */
export const isDecided = (request: object): boolean => CALLER in request;

/** Returns the caller that the guard of the route has identified. */
export function callerIn(request: object): Caller {
  const caller = (request as { [CALLER]?: Caller })[CALLER];
  if (caller === undefined) throw new Error('This route has no access rule');
  return caller;
}
