import type { FastifyInstance } from 'fastify';
import { markOf, RouteMark } from './route-mark.js';

const BODY_LIMIT = 'worker-registration:body-limit';

/** Marks a route with small bodies: larger ones are refused before they are read. */
export const BodyLimit = (bytes: number): MethodDecorator => RouteMark(BODY_LIMIT, bytes);

/** Must be called before routes are added: the limit of a route is fixed when it is added. */
export function limitBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    route.bodyLimit = (markOf(route.config, BODY_LIMIT) as number | undefined) ?? route.bodyLimit;
  });
}
