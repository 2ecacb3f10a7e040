import { Controller, Get, Headers, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow, CallerOf } from '../../../identity/access/allow.decorator.js';
import type { Caller } from '../../../identity/access/caller.js';
import { ProblemFilter } from '../../../platform/errors/problem.filter.js';
import { QueryOf } from '../../../platform/http/query-of.decorator.js';
import { sendStream } from '../../../platform/http/send-stream.js';
import {
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '../../../platform/openapi/swagger.js';
import { WorkerFiltersQuery } from '../dto/list-workers.query.js';
import { Discovery } from './discovery.js';

/** Discovery of workers by other tools. */
@ApiTags('workers')
@UseFilters(ProblemFilter)
@Controller({ path: 'discovery', version: VERSION_NEUTRAL })
export class DiscoveryController {
  constructor(private readonly discovery: Discovery) {}

  @Get('prometheus')
  @Allow({ role: 'viewer', scope: 'part' })
  @ApiOperation({
    operationId: 'discoverForPrometheus',
    summary: 'List the workers for the HTTP service discovery of Prometheus',
    description:
      'One answer lists all workers that have an address and a port; INACTIVE ones only if `status` names them. It is sent while ' +
      'it is read: an answer that ends early is incomplete.',
  })
  @ApiHeader({
    name: 'If-None-Match',
    description: 'The `ETag` of an earlier answer to the same query.',
    required: false,
    example: 'W/"5f2c1a7e-3--81264"',
  })
  @ApiResponse({ status: 304, description: 'The targets are those of the given tag.' })
  @ApiOkResponse({
    description: 'One target group per worker.',
    schema: {
      type: 'array',
      items: {
        type: 'object',
        required: ['targets', 'labels'],
        properties: {
          targets: { type: 'array', items: { type: 'string' }, example: ['10.0.1.15:8080'] },
          labels: {
            type: 'object',
            additionalProperties: { type: 'string' },
            example: { __meta_worker_registration_worker_id: 'worker-001' },
          },
        },
      },
    },
  })
  async prometheus(
    @QueryOf(WorkerFiltersQuery) query: object,
    @CallerOf() caller: Caller,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { etag, text } = await this.discovery.listTargets(query, caller, known);
    void reply.header('etag', etag);
    if (text === undefined) void reply.status(304).send();
    else sendStream(reply.header('content-type', 'application/json; charset=utf-8'), text);
  }
}
