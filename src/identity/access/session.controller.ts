import {
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Post,
  Req,
  Res,
  UseFilters,
  UseGuards,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { JsonBody } from '../../platform/http/json-body.decorator.js';
import { ProblemFilter } from '../../platform/errors/problem.filter.js';
import { ExpectedInputGuard } from '../../platform/http/expected-input.js';
import { BodyLimit } from '../../platform/http/body-limit.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { BODY_ERRORS } from '../../platform/openapi/route-parts.js';
import {
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '../../platform/openapi/swagger.js';
import { Allow, CallerOf } from './allow.decorator.js';
import type { Caller } from './caller.js';
import { SessionDto, SessionRequestDto } from './dto/session.dto.js';
import { originOf, shownBy, type HttpRequest } from './request-caller.js';
import { beginning, ending } from './session-cookie.js';
import { SessionsService } from './sessions.service.js';

/** Limit for bodies of strangers, who may send an API key and little else. */
const MAX_SIGN_IN_BYTES = 4096;

/** Whether a request used HTTPS; behind a trusted proxy, as the proxy reports it. */
interface Arrival extends HttpRequest {
  readonly protocol: string;
}

/** Routes for signing in to the dashboard. */
@ApiTags('access')
@UseFilters(ProblemFilter)
@Controller({ path: 'session', version: VERSION_NEUTRAL })
export class SessionController {
  constructor(private readonly sessions: SessionsService) {}

  @Post()
  @UseGuards(ExpectedInputGuard)
  @BodyLimit(MAX_SIGN_IN_BYTES)
  @HttpCode(200)
  @ApiOperation({
    operationId: 'beginSession',
    summary: 'Sign in with an API key',
    description:
      'Sets a cookie, which is a credential for up to twelve hours, as long as the key is valid, and until it is idle for `auth.session-idle-minutes`. Calls that change something must also send the header `X-Requested-By`, with any value.',
  })
  @ApiBody({ type: SessionRequestDto })
  @ApiOkResponse({ type: SessionDto, description: 'The signed-in account.' })
  @ApiProblems(
    ...BODY_ERRORS,
    'invalid_token',
    'api_key_expired',
    'role_missing',
    'too_many_registration_attempts',
    'no_signing_key',
  )
  async begin(
    @JsonBody() body: unknown,
    @Req() request: Arrival,
    @Headers('user-agent') userAgent: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    const { session, who } = await this.sessions.beginSession(body, originOf(request), userAgent);
    void reply.header('set-cookie', beginning(session, request.protocol === 'https'));
    return who;
  }

  @Get()
  @Allow({ role: 'viewer', scope: 'caller' })
  @ApiOperation({ operationId: 'readSession', summary: 'Read the account and its rights' })
  @ApiOkResponse({ type: SessionDto, description: 'The account.' })
  read(@CallerOf() caller: Caller): SessionDto {
    return this.sessions.describeSession(caller);
  }

  @Delete()
  @UseGuards(ExpectedInputGuard)
  @BodyLimit(MAX_SIGN_IN_BYTES)
  @HttpCode(204)
  @ApiOperation({ operationId: 'endSession', summary: 'Sign out: end the session and clear the cookie' })
  @ApiNoContentResponse({ description: 'Signed out, or there was no session.' })
  @ApiProblems()
  async end(@Req() request: Arrival, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    void reply.header('set-cookie', ending(request.protocol === 'https'));
    await this.sessions.endSession(shownBy(request).session?.token, originOf(request));
  }
}
