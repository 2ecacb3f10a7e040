import type { IncomingMessage } from 'node:http';
import { valuesOfHeader } from '../../platform/http/raw-headers.js';
import type { Origin } from './origin.js';
import { certificateNames } from '../certificate.js';
import type { Caller } from './caller.js';
import type { Shown } from './shown.js';
import { SESSION_HEADER, sessionIn } from './session-cookie.js';

/** These change nothing. */
const READING = new Set(['GET', 'HEAD']);

/** What is read of a request, whatever serves HTTP. */
export interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly params?: Readonly<Record<string, string>>;
  /** The address of the client, as far as proxies are trusted. */
  readonly ip?: string;
  /** The id of the request; an application on Express may have none. */
  readonly id?: unknown;
  /** `http` or `https`, as far as proxies are trusted. */
  readonly protocol?: string;
  /** Node's own request, which Fastify wraps; Express adds to it. */
  readonly raw?: IncomingMessage;
}

const CALLER = Symbol('caller');

/** What a request shows of its caller. */
export function shownBy(request: HttpRequest): Shown {
  const { authorization, cookie } = request.headers;
  const token = sessionIn(Array.isArray(cookie) ? cookie.join('; ') : cookie, request.protocol === 'https');
  const isOurs = READING.has(request.method) || request.headers[SESSION_HEADER] !== undefined;
  const raw = request.raw ?? (request as unknown as IncomingMessage);
  return {
    authorization: authorization === undefined ? undefined : allOf(raw, 'authorization'),
    session: token === undefined ? undefined : { token, isOurs },
    certificateNames: certificateNames({ raw }),
    remoteAddress: raw.socket?.remoteAddress,
  };
}

/** All values of a header together: of some headers Node.js keeps the first and drops the others. */
const allOf = ({ rawHeaders, headers }: IncomingMessage, name: string): string =>
  (rawHeaders === undefined ? [headers[name]].flat() : valuesOfHeader(rawHeaders, name)).join(', ');

/** Notes who makes a request, once that is proved, and from where. */
export const withCaller = (request: HttpRequest, caller: Caller): void =>
  void Object.assign(request, { [CALLER]: { ...caller, origin: originOf(request) } });

/** Where a request comes from. */
export const originOf = ({ ip, id }: HttpRequest): Origin => ({
  address: ip,
  requestId: typeof id === 'string' ? id : undefined,
});

/** Whether it was decided before who makes the request, and that they may. */
export const isDecided = (request: object): boolean => CALLER in request;

/** Who makes the request, as the guard of its route has proved. */
export function callerIn(request: object): Caller {
  const caller = (request as { [CALLER]?: Caller })[CALLER];
  if (caller === undefined) throw new Error('This route has no access rule');
  return caller;
}
