import type { FastifyInstance } from 'fastify';
import { DomainError } from '../platform/errors/domain-error.js';
import { sendProblem } from '../platform/errors/problem.filter.js';
import { RouteTable } from './route-table.js';

/** Answers requests that no route is for, before their body is read: it could not be of use to anyone. */
export function refuseUnrouted(fastify: FastifyInstance): void {
  const table = RouteTable.of(fastify);
  fastify.addHook('onRequest', (request, reply, next) => {
    if (!request.is404) {
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
    const message = `${method} is not allowed here; ${methods.join(', ')} ${methods.length === 1 ? 'is' : 'are'}`;
    void reply.header('allow', methods.join(', '));
    sendProblem(new DomainError('method_not_allowed', { message }), request, reply);
  });
}
