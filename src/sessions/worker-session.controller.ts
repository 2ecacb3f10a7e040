import type { IncomingMessage } from 'node:http';
import { Controller, Get, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, CallerOf } from '../identity/access/allow.decorator.js';
import type { Caller } from '../identity/access/caller.js';
import { shownBy, type HttpRequest } from '../identity/access/request-caller.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { WorkerParam } from '../platform/http/path-param.decorator.js';
import { QueryOf } from '../platform/http/query-of.decorator.js';
import { ApiProblems } from '../platform/openapi/api-problems.js';
import { ApiWorker } from '../platform/openapi/route-parts.js';
import { ApiOperation, ApiResponse, ApiTags } from '../platform/openapi/swagger.js';
import { readFilters } from '../platform/validation/read-query.js';
import { SessionQuery } from './dto/session.query.js';
import { SESSION_ACCESS } from './session-access.js';
import { requireHandshake } from './upgrade/handshake.js';
import { upgradeOf } from './upgrade/upgrade-door.js';
import { WorkerSessions } from './worker-sessions.service.js';

/** Opens sessions of workers. */
@ApiTags('workers')
@UseFilters(ProblemFilter)
@Controller({ version: VERSION_NEUTRAL })
export class WorkerSessionController {
  constructor(private readonly sessions: WorkerSessions) {}

  @Get(':workerId/session')
  @Allow(SESSION_ACCESS)
  @ApiOperation({
    operationId: 'openWorkerSession',
    summary: 'Open a session: a WebSocket for heartbeats and commands',
    description:
      'A WebSocket handshake with the subprotocol `worker-registration.v1`; docs/sessions.md describes the frames. A session that closes without `bye` makes its worker suspect at once.',
  })
  @ApiWorker()
  @ApiResponse({ status: 101, description: 'The connection is a session now.' })
  @ApiProblems(
    'validation_failed',
    'worker_not_registered',
    'superseded',
    'worker_deregistered',
    'cross_site',
    'upgrade_required',
    'service_stopping',
  )
  async open(
    @WorkerParam() name: string,
    @QueryOf(SessionQuery) query: object,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const stated = readFilters(SessionQuery, query, 'query parameter');
    const raw = (request.raw as IncomingMessage | undefined) ?? (request as unknown as IncomingMessage);
    const upgrade = upgradeOf(raw);
    if (upgrade === undefined) {
      await this.sessions.requireWorker(name, caller);
      // Node keeps a connection open whose header does not name `close`, whatever the client asked for.
      void reply.header('upgrade', 'websocket').header('connection', 'upgrade, close');
      throw new DomainError('upgrade_required');
    }
    requireHandshake(raw, hostOf(request));
    const shown = shownBy(request as unknown as HttpRequest);
    const begin = await this.sessions.openSession({ name, stated, caller, shown });
    // Express has no such method, and does not answer by itself.
    (reply as Partial<FastifyReply>).hijack?.();
    begin(upgrade);
  }
}

/** The host that the client asked for, through trusted proxies; Express leaves its port out. */
const hostOf = (request: FastifyRequest): string | undefined =>
  'raw' in request ? request.host : (request as IncomingMessage).headers.host;
