import type { IncomingMessage, ServerResponse } from 'node:http';
import { Controller, Get, Headers, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, CallerOf } from '../identity/access/allow.decorator.js';
import type { Caller } from '../identity/access/caller.js';
import { shownBy, type HttpRequest } from '../identity/access/request-caller.js';
import { scopeTermsOf } from '../identity/access/worker-scope.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { QueryOf } from '../platform/http/query-of.decorator.js';
import { ApiProblems } from '../platform/openapi/api-problems.js';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '../platform/openapi/swagger.js';
import { readFilters } from '../platform/validation/read-query.js';
import { StreamEventsQuery } from './dto/stream-events.query.js';
import { EventStreams, STREAM_ACCESS } from './stream/event-streams.js';
import { filterOf } from './stream/filter.js';

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // A proxy that compresses or buffers the response would delay events.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
} as const;

/** Streams events as they happen. */
@ApiTags('journal')
@UseFilters(ProblemFilter)
@Controller({ version: VERSION_NEUTRAL })
export class EventStreamController {
  constructor(private readonly streams: EventStreams) {}

  @Get('events/stream')
  @Allow(STREAM_ACCESS)
  @ApiOperation({
    operationId: 'streamEvents',
    summary: 'Stream events as server-sent events',
    description:
      'Runs until one side closes it. Sends each event of the journal once, in the order of the transactions that wrote ' +
      'them: `id` is its place in the stream, `data` the event as in `GET /events`. `event: heartbeat` is sent every ' +
      '15 seconds; `event: reset` means that events may be missing. To resume an interrupted stream, send the last id. ' +
      'A limited key gets the events of the records that exist and are in its scope when they are sent.',
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    description: 'Continues after this event. Browsers send it by themselves.',
    required: false,
    example: '84213-4711',
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'The stream.', schema: { type: 'string' } })
  @ApiProblems('streams_full')
  async stream(
    @QueryOf(StreamEventsQuery) query: object,
    @CallerOf() caller: Caller,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = readFilters(StreamEventsQuery, query);
    await this.streams.openStream(
      filterOf(asked, scopeTermsOf(caller)),
      lastEventId ?? asked.lastEventId,
      shownBy(request as unknown as HttpRequest),
      () => begin(request, reply),
    );
  }
}

/** Takes the response over from the framework, with the headers set so far. */
function begin(request: FastifyRequest, reply: FastifyReply): ServerResponse {
  const { raw } = reply as { raw?: ServerResponse };
  const response = raw ?? (reply as unknown as ServerResponse);
  if (raw !== undefined) {
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) response.setHeader(name, value);
  }
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  response.writeHead(200);
  response.flushHeaders();
  const { method } = request.raw ?? (request as unknown as IncomingMessage);
  if (method === 'HEAD') response.end();
  return response;
}
