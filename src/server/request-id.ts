import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** version-traceId-parentId-flags; a version to come may say more. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** The id of the trace that a W3C `traceparent` tells; undefined where it tells none that is valid. */
export function traceIdOf(traceparent: string): string | undefined {
  const [, version, traceId, parentId, , more] = TRACEPARENT.exec(traceparent.trim()) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  return isZero(traceId!) || isZero(parentId!) ? undefined : traceId;
}

/**
 * The id of a request, by which it is found in the log: that of the trace which its caller is in, or a new one of the same
 * form, 32 hexadecimal digits.
 */
export function requestIdOf({ headers }: IncomingMessage): string {
  const { traceparent } = headers;
  const given = typeof traceparent === 'string' ? traceIdOf(traceparent) : undefined;
  return given ?? randomUUID().replaceAll('-', '');
}

/** Tells each caller the id of the request. Whatever fails before a route is found tells it by itself. */
export function tellRequestIds(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
}

const isZero = (digits: string): boolean => /^0+$/.test(digits);
