import { Body, Controller, Delete, Get, HttpCode, Post, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { requireReadable } from '../../platform/batch/batch-body.js';
import { ProblemFilter } from '../../platform/errors/problem.filter.js';
import { PathParam } from '../../platform/http/path-param.decorator.js';
import { QueryOf } from '../../platform/http/query-of.decorator.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { Allow, CallerOf } from './allow.decorator.js';
import { ApiKeysService } from './api-keys.service.js';
import { actorOf } from './actor.js';
import type { Caller } from './caller.js';
import { ApiKeyListDto, ApiKeyRequestDto, NewApiKeyDto } from './dto/api-key.dto.js';
import {
  JoinTokenPageDto,
  JoinTokenRequestDto,
  ListJoinTokensQuery,
  NewJoinTokenDto,
} from './dto/join-token.dto.js';
import { JoinTokensService } from './join-tokens.service.js';

const byId = ApiParam({ name: 'id', description: 'The public part of it.', example: '3f9c2ab1d0e47788' });
const MAKING = [
  'validation_failed',
  'malformed_json',
  'name_taken',
  'body_too_large',
  'unsupported_media_type',
  'database_busy',
  'database_unavailable',
] as const;

/** Keys and join tokens: who may call. */
@ApiTags('access')
@UseFilters(ProblemFilter)
@Controller({ version: VERSION_NEUTRAL })
export class KeysController {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly joinTokens: JoinTokensService,
  ) {}

  @Get('access/keys')
  @Allow({ role: 'admin', scope: 'fleet' })
  @ApiOperation({ operationId: 'listApiKeys', summary: 'The API keys, without their secrets' })
  @ApiOkResponse({ type: ApiKeyListDto, description: 'All of them.' })
  @ApiProblems('database_busy', 'database_unavailable')
  listKeys(): Promise<ApiKeyListDto> {
    return this.keys.list();
  }

  @Post('access/keys')
  @Allow({ role: 'admin', scope: 'fleet' })
  @ApiOperation({ operationId: 'makeApiKey', summary: 'Make an API key; it is shown in this answer alone' })
  @ApiBody({ type: ApiKeyRequestDto })
  @ApiCreatedResponse({ type: NewApiKeyDto, description: 'The key.' })
  @ApiProblems(...MAKING)
  makeKey(@Body() body: unknown, @CallerOf() caller: Caller): Promise<NewApiKeyDto> {
    requireReadable(body);
    return this.keys.make(body, actorOf(caller, 'operator'));
  }

  @Delete('access/keys/:id')
  @HttpCode(204)
  @byId
  @Allow({ role: 'admin', scope: 'fleet' })
  @ApiOperation({
    operationId: 'revokeApiKey',
    summary: 'Revoke an API key',
    description:
      'It is refused at once, on all instances; within five seconds where notifications do not arrive.',
  })
  @ApiNoContentResponse({ description: 'It is revoked.' })
  @ApiProblems('key_unknown', 'last_admin_key', 'database_busy', 'database_unavailable')
  revokeKey(@PathParam('id', 'key_unknown') id: string, @CallerOf() caller: Caller): Promise<void> {
    return this.keys.revoke(id, actorOf(caller, 'operator'));
  }

  @Get('access/join-tokens')
  @Allow({ role: 'admin', scope: 'fleet' })
  @ApiOperation({ operationId: 'listJoinTokens', summary: 'The join tokens, without their secrets' })
  @ApiOkResponse({ type: JoinTokenPageDto, description: 'One page.' })
  @ApiProblems('validation_failed', 'database_busy', 'database_unavailable')
  listJoinTokens(@QueryOf(ListJoinTokensQuery) query: object): Promise<JoinTokenPageDto> {
    return this.joinTokens.list(query);
  }

  @Post('access/join-tokens')
  @Allow({ role: 'admin', scope: 'fleet' })
  @ApiOperation({
    operationId: 'makeJoinToken',
    summary: 'Make a join token, by which workers come in; it is shown in this answer alone',
  })
  @ApiBody({ type: JoinTokenRequestDto })
  @ApiCreatedResponse({ type: NewJoinTokenDto, description: 'The join token.' })
  @ApiProblems(...MAKING)
  makeJoinToken(@Body() body: unknown, @CallerOf() caller: Caller): Promise<NewJoinTokenDto> {
    requireReadable(body);
    return this.joinTokens.make(body, actorOf(caller, 'operator'));
  }

  @Delete('access/join-tokens/:id')
  @HttpCode(204)
  @byId
  @Allow({ role: 'admin', scope: 'fleet' })
  @ApiOperation({
    operationId: 'revokeJoinToken',
    summary: 'Revoke a join token',
    description: 'Workers that came in by it stay.',
  })
  @ApiNoContentResponse({ description: 'It is revoked.' })
  @ApiProblems('key_unknown', 'database_busy', 'database_unavailable')
  revokeJoinToken(@PathParam('id', 'key_unknown') id: string, @CallerOf() caller: Caller): Promise<void> {
    return this.joinTokens.revoke(id, actorOf(caller, 'operator'));
  }
}
