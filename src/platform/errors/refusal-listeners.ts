import type { FastifyRequest } from 'fastify';
import type { DomainError } from './domain-error.js';

export type RefusalListener = (refusal: DomainError, request: FastifyRequest) => void;

const listeners = new WeakMap<object, RefusalListener[]>();

/** Calls a listener for each request of a server that is answered with an error. */
export const listenToErrors = (server: object, listener: RefusalListener): void =>
  void listeners.set(server, [...(listeners.get(server) ?? []), listener]);

const REFUSED = new Set([401, 403, 429]);

/** Calls a listener for each request that a server refuses because of its caller: 401, 403, 429. */
export const listenToRefusals = (server: object, listener: RefusalListener): void =>
  listenToErrors(server, (error, request) => {
    if (REFUSED.has(error.status)) listener(error, request);
  });

/** Must be called for each error that is answered. */
export function tellRefusal(error: DomainError, request: FastifyRequest): void {
  // A Fastify plugin has an instance of its own, whose prototype is the surrounding one. Express has none.
  let server = request.server as object | null | undefined;
  while (server && !listeners.has(server)) server = Object.getPrototypeOf(server) as object | null;
  if (server) for (const listener of listeners.get(server)!) listener(error, request);
}
