import type { FastifyInstance } from 'fastify';
import { RESERVED_WORKER_IDS } from '../fleet/worker.js';

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

const WORKER = ':workerId';

/** Whether a segment names a part of the API: no worker has such a name. */
export const isReserved = (segment: string): boolean => RESERVED_WORKER_IDS.includes(segment);

/** A trailing slash makes no difference, as in the router. */
const partsOf = (path: string): string[] => path.replace(/(?<=.)\/$/, '').split('/');

function fits(parts: readonly string[], asked: readonly string[]): boolean {
  const hasRest = parts.at(-1) === '*';
  if (hasRest ? asked.length < parts.length : asked.length !== parts.length) return false;
  return parts.every((part, index) => part === '*' || takes(part, asked[index]!));
}

function takes(part: string, segment: string): boolean {
  if (!part.startsWith(':')) return part === segment;
  return segment !== '' && !(part === WORKER && isReserved(segment));
}
