import type { FastifyInstance } from 'fastify';
import { fits } from '../identity/access/reserved-paths.js';

/** A route as it was added: `/…/:workerId/jobs`. */
export interface Route {
  readonly method: string;
  readonly url: string;
}

/** All routes of a server, used to find the methods that a path allows. */
export class RouteTable {
  private static readonly known = new WeakMap<FastifyInstance, RouteTable>();
  private readonly routes: (Route & { readonly parts: readonly string[] })[] = [];

  /** Returns the table of a server. The first call must precede the routes. */
  static of(fastify: FastifyInstance): RouteTable {
    const known = this.known.get(fastify) ?? new RouteTable(fastify);
    this.known.set(fastify, known);
    return known;
  }

  private constructor(fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) this.routes.push({ method: each, url, parts: partsOf(url) });
    });
  }

  get all(): readonly Route[] {
    return this.routes;
  }

  /** Returns the methods that a path allows; empty for an unknown path. */
  methodsOf(path: string): string[] {
    const asked = partsOf(path.split('?', 1)[0]!);
    const methods = this.routes.filter(({ parts }) => fits(parts, asked)).map(({ method }) => method);
    return [...new Set(methods)].toSorted();
  }
}

/** A trailing slash makes no difference, as in the router. */
const partsOf = (path: string): string[] => path.replace(/(?<=.)\/$/, '').split('/');
