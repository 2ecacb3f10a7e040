import { Controller, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow, CallerOf } from '../identity/access/allow.decorator.js';
import type { Caller } from '../identity/access/caller.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { BodyLimit } from '../platform/http/body-limit.js';
import { UnjudgedBody } from '../platform/http/json-body.decorator.js';
import { ApiExcludeController } from '../platform/openapi/swagger.js';
import { McpEndpoint } from './mcp-endpoint.js';
import { refusedBody } from './refused-body.js';

interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The Model Context Protocol over HTTP. Its messages are no part of the API, nor of its document. */
@ApiExcludeController()
@UseFilters(ProblemFilter)
@Controller({ path: 'mcp', version: VERSION_NEUTRAL })
export class McpController {
  constructor(private readonly endpoint: McpEndpoint) {}

  @Post()
  @Allow({ role: 'viewer', scope: 'part' })
  @BodyLimit(256 * 1024)
  async receive(
    @UnjudgedBody() body: unknown,
    @CallerOf() caller: Caller,
    @Req() { headers }: Received,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const {
      status,
      type,
      body: text,
    } = refusedBody(body) ?? (await this.endpoint.answerMessage(headers, body, caller));
    if (type !== null) void reply.header('content-type', type);
    void reply.status(status).send(text);
  }
}
