import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BatchRequest } from './batch-request.js';
import { limitBodies } from './body-limit.js';
import { markOf, RouteMark } from './route-mark.js';

const BATCH_MARK = 'worker-registration:batch';

/**
 * Marks a route whose body is a batch: it gets a {@link BatchRequest} if the application serves HTTP by
 * Fastify.
 */
export const BatchRoute = (): MethodDecorator => RouteMark(BATCH_MARK, true);

/** Without these headers Fastify looks for no parser, ours or one of the application. */
const NO_BODY = { 'content-type': undefined, 'content-length': undefined, 'transfer-encoding': undefined };

/**
 * Keeps the bodies of batches unread until their routes ask for them, in any Nest application that imports
 * the module.
 */
@Injectable()
export class BatchRoutes {
  constructor(private readonly host: HttpAdapterHost) {}

  /** Must be called before routes are added: the limit of a route is fixed when it is added. */
  addHooks(): void {
    const { httpAdapter } = this.host;
    // Applications without HTTP, or on Express, use the services; NDJSON over HTTP needs Fastify.
    if (httpAdapter?.getType() !== 'fastify') return;
    const fastify = httpAdapter.getInstance<FastifyInstance>();
    limitBodies(fastify);
    fastify.addHook('onRoute', (route) => {
      if (markOf(route.config, BATCH_MARK) !== undefined)
        route.preParsing = [...[route.preParsing ?? []].flat(), keepUnread];
    });
  }
}

function keepUnread(
  request: FastifyRequest,
  _reply: FastifyReply,
  payload: Readable,
  done: (error: null, payload: Readable) => void,
): void {
  // The original headers stay in `request.raw`.
  request.headers = NO_BODY;
  request.body = new BatchRequest(request, payload);
  done(null, payload);
}
