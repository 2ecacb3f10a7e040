import { Controller, Delete, Get, HttpCode, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { ProblemFilter } from '../../platform/errors/problem.filter.js';
import { PathParam } from '../../platform/http/path-param.decorator.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import {
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '../../platform/openapi/swagger.js';
import { Allow, CallerOf } from './allow.decorator.js';
import type { Caller } from './caller.js';
import { SessionListDto } from './dto/session.dto.js';
import { SessionsService } from './sessions.service.js';

/** Routes for the sessions of signed-in people. */
@ApiTags('access')
@UseFilters(ProblemFilter)
@Controller({ path: 'access/sessions', version: VERSION_NEUTRAL })
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get()
  @Allow({ role: 'viewer', scope: 'caller' })
  @ApiOperation({
    operationId: 'listSessions',
    summary: 'List the active sessions',
    description: 'Admins see all sessions, others those of their own API key.',
  })
  @ApiOkResponse({ type: SessionListDto, description: 'The sessions.' })
  list(@CallerOf() caller: Caller): Promise<SessionListDto> {
    return this.sessions.listSessions(caller);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow({ role: 'viewer', scope: 'caller' })
  @ApiOperation({
    operationId: 'endSessionById',
    summary: 'End a session',
    description:
      'Admins can end any session, others those of their own API key. The session is refused at once on all instances, or within five seconds if notifications do not arrive; its event streams end.',
  })
  @ApiParam({ name: 'id', description: 'Id of the session.', example: '3f9c2ab1d0e47788' })
  @ApiNoContentResponse({ description: 'Ended.' })
  @ApiProblems('session_unknown')
  end(@PathParam('id', 'session_unknown') id: string, @CallerOf() caller: Caller): Promise<void> {
    return this.sessions.endById(id, caller);
  }
}
