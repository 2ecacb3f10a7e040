import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isMarked } from './route-mark.js';

/** Answers are valid for this moment and this caller only: caches must not store them. */
export const NO_STORE = ['cache-control', 'no-store'] as const;

function keepFromCaches(_request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  void reply.header(...NO_STORE);
  done();
}

/**
 * Keeps answers of a server out of caches, unless a route says otherwise. Must be called before other hooks
 * are added.
 */
export function keepAllFromCaches(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', keepFromCaches);
}

/** Keeps answers of our routes out of caches, in any Fastify application that imports the module. */
@Injectable()
export class Uncached {
  constructor(private readonly host: HttpAdapterHost) {}

  /** Must be called before routes are added. */
  addHooks(): void {
    const { httpAdapter } = this.host;
    if (httpAdapter?.getType() !== 'fastify') return;
    httpAdapter.getInstance<FastifyInstance>().addHook('onRoute', (route) => {
      if (isMarked(route.config)) route.onRequest = [keepFromCaches, ...[route.onRequest ?? []].flat()];
    });
  }
}
