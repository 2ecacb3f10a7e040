import type { FastifyInstance } from 'fastify';
import { markOf, RouteMark } from './route-mark.js';

const BODY_LIMIT = 'worker-registration:body-limit';

/** A route whose bodies are small: a larger one is refused before it is read. */
export const BodyLimit = (bytes: number): MethodDecorator => RouteMark(BODY_LIMIT, bytes);

/** To be called before routes are added: a route's limit is fixed when it is added. */
export function limitBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    route.bodyLimit = (markOf(route.config, BODY_LIMIT) as number | undefined) ?? route.bodyLimit;
  });
}
