import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isMarked } from './route-mark.js';

/** Answers are about this moment and this caller: no cache on their way may keep them. */
export const NO_STORE = ['cache-control', 'no-store'] as const;

function keepFromCaches(_request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  void reply.header(...NO_STORE);
  done();
}

/** Keeps each answer of a server from caches, unless its route says otherwise. To be called before other hooks are added. */
export function keepAllFromCaches(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', keepFromCaches);
}

/** Keeps the answers of our routes from caches, in whatever Fastify application the module is mounted. */
@Injectable()
export class Uncached {
  constructor(private readonly host: HttpAdapterHost) {}

  /** To be called before routes are added. */
  prepare(): void {
    const { httpAdapter } = this.host;
    if (httpAdapter?.getType() !== 'fastify') return;
    httpAdapter.getInstance<FastifyInstance>().addHook('onRoute', (route) => {
      if (isMarked(route.config)) route.onRequest = [keepFromCaches, ...[route.onRequest ?? []].flat()];
    });
  }
}
