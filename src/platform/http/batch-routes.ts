import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { SETTINGS, type Settings } from '../config/settings.js';
import { parseNdjsonBodies } from './body-parsers.js';

/**
 * Makes the batch routes take NDJSON and their larger bodies, in whatever Nest application the module is mounted.
 * Done when it is constructed: routes are added after that, and a route's limit is fixed when it is added.
 */
@Injectable()
export class BatchRoutes {
  constructor({ httpAdapter }: HttpAdapterHost, @Inject(SETTINGS) { server }: Settings) {
    // Applications without HTTP, or on Express, use the services; batches over HTTP need Fastify.
    if (httpAdapter?.getType() !== 'fastify') return;
    const fastify = httpAdapter.getInstance<FastifyInstance>();
    parseNdjsonBodies(fastify);
    fastify.addHook('onRoute', (route) => {
      if (/\/(register|heartbeat)\/batch$/.test(route.url))
        route.bodyLimit = server.batchLimitMib * 1024 * 1024;
    });
  }
}
