import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { SETTINGS, type Settings } from '../config/settings.js';
import { limitBodies } from './body-limit.js';
import { parseNdjsonBodies } from './body-parsers.js';

/** Makes the batch routes take NDJSON and their larger bodies, in whatever Nest application the module is mounted. */
@Injectable()
export class BatchRoutes {
  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** To be called before routes are added: a route's limit is fixed when it is added. */
  prepare(): void {
    const { httpAdapter } = this.host;
    // Applications without HTTP, or on Express, use the services; batches over HTTP need Fastify.
    if (httpAdapter?.getType() !== 'fastify') return;
    const fastify = httpAdapter.getInstance<FastifyInstance>();
    parseNdjsonBodies(fastify);
    limitBodies(fastify);
    fastify.addHook('onRoute', (route) => {
      if (/\/(register|heartbeat)\/batch$/.test(route.url)) {
        route.bodyLimit = this.settings.server.batchLimitMib * 1024 * 1024;
      }
    });
  }
}
