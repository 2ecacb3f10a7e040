import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** version-traceId-parentId-flags; later versions may have more fields. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Returns the trace id of a W3C `traceparent`; undefined if it has no valid one. */
export function traceIdOf(traceparent: string): string | undefined {
  const [, version, traceId, parentId, , more] = TRACEPARENT.exec(traceparent.trim()) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  return isZero(traceId!) || isZero(parentId!) ? undefined : traceId;
}

/**
 * Returns the id of a request for the log: the trace id of its caller, or a new one of the same form, 32
 * hexadecimal digits.
 */
export function requestIdOf({ headers }: IncomingMessage): string {
  const { traceparent } = headers;
  const given = typeof traceparent === 'string' ? traceIdOf(traceparent) : undefined;
  return given ?? randomUUID().replaceAll('-', '');
}

/** Sends the request id to each caller. Failures before routing send it themselves. */
export function tellRequestIds(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
}

const isZero = (digits: string): boolean => /^0+$/.test(digits);
