import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isReserved, methodNotAllowed } from '../identity/access/reserved-paths.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { sendProblem } from '../platform/errors/problem.filter.js';
import { RouteTable } from './route-table.js';

/** Whether a request has reached a route of a worker only because its path has no route for the method. */
const namesNoWorker = ({ params }: FastifyRequest): boolean =>
  isReserved((params as { workerId?: string } | undefined)?.workerId ?? '');

/** Answers requests without a route before their body is read. */
export function refuseUnrouted(fastify: FastifyInstance): void {
  const table = RouteTable.of(fastify);
  fastify.addHook('onRequest', (request, reply, next) => {
    if (!request.is404 && !namesNoWorker(request)) {
      next();
      return;
    }
    const { method, url } = request;
    const methods = table.methodsOf(url);
    if (methods.length === 0) {
      sendProblem(
        new DomainError('route_not_found', { message: `No route for ${method} ${url}` }),
        request,
        reply,
      );
      return;
    }
    sendProblem(methodNotAllowed(method, methods), request, reply);
  });
}
