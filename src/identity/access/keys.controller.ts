import { Controller, Delete, Get, HttpCode, Post, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { JsonBody } from '../../platform/http/json-body.decorator.js';
import { ProblemFilter } from '../../platform/errors/problem.filter.js';
import { PathParam } from '../../platform/http/path-param.decorator.js';
import { QueryOf } from '../../platform/http/query-of.decorator.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { BODY_ERRORS } from '../../platform/openapi/route-parts.js';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '../../platform/openapi/swagger.js';
import { Allow, CallerOf } from './allow.decorator.js';
import { ApiKeysService } from './api-keys.service.js';
import { actorOf } from './actor.js';
import type { Caller } from './caller.js';
import { ApiKeyListDto, ApiKeyRequestDto, ApiKeyWithSecretDto } from './dto/api-key.dto.js';
import {
  JoinTokenPageDto,
  JoinTokenRequestDto,
  ListJoinTokensQuery,
  JoinTokenWithSecretDto,
} from './dto/join-token.dto.js';
import { JoinTokensService } from './join-tokens.service.js';

const byId = ApiParam({
  name: 'id',
  description: 'Public part of the key or token.',
  example: '3f9c2ab1d0e47788',
});
const MAKING = [...BODY_ERRORS, 'name_taken', 'body_too_large', 'unsupported_media_type'] as const;

/** Routes for API keys and join tokens. */
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
  @ApiOperation({ operationId: 'listApiKeys', summary: 'List the API keys, without their secrets' })
  @ApiOkResponse({ type: ApiKeyListDto, description: 'All API keys.' })
  listKeys(): Promise<ApiKeyListDto> {
    return this.keys.listApiKeys();
  }

  @Post('access/keys')
  @Allow({ role: 'admin', scope: 'fleet' })
  @ApiOperation({ operationId: 'makeApiKey', summary: 'Create an API key; only this answer shows it' })
  @ApiBody({ type: ApiKeyRequestDto })
  @ApiCreatedResponse({ type: ApiKeyWithSecretDto, description: 'The new key.' })
  @ApiProblems(...MAKING)
  makeKey(@JsonBody() body: unknown, @CallerOf() caller: Caller): Promise<ApiKeyWithSecretDto> {
    return this.keys.makeApiKey(body, actorOf(caller, 'operator'));
  }

  @Delete('access/keys/:id')
  @HttpCode(204)
  @byId
  @Allow({ role: 'admin', scope: 'fleet' })
  @ApiOperation({
    operationId: 'revokeApiKey',
    summary: 'Revoke an API key',
    description:
      'The key is refused at once on all instances, or within five seconds if notifications do not arrive.',
  })
  @ApiNoContentResponse({ description: 'Revoked.' })
  @ApiProblems('key_unknown', 'last_admin_key')
  revokeKey(@PathParam('id', 'key_unknown') id: string, @CallerOf() caller: Caller): Promise<void> {
    return this.keys.revokeApiKey(id, actorOf(caller, 'operator'));
  }

  @Get('access/join-tokens')
  @Allow({ role: 'admin', scope: 'fleet' })
  @ApiOperation({ operationId: 'listJoinTokens', summary: 'List the join tokens, without their secrets' })
  @ApiOkResponse({ type: JoinTokenPageDto, description: 'One page of join tokens.' })
  listJoinTokens(@QueryOf(ListJoinTokensQuery) query: object): Promise<JoinTokenPageDto> {
    return this.joinTokens.listJoinTokens(query);
  }

  @Post('access/join-tokens')
  @Allow({ role: 'admin', scope: 'fleet' })
  @ApiOperation({
    operationId: 'makeJoinToken',
    summary: 'Create a join token, which lets workers register; only this answer shows it',
  })
  @ApiBody({ type: JoinTokenRequestDto })
  @ApiCreatedResponse({ type: JoinTokenWithSecretDto, description: 'The join token.' })
  @ApiProblems(...MAKING)
  makeJoinToken(@JsonBody() body: unknown, @CallerOf() caller: Caller): Promise<JoinTokenWithSecretDto> {
    return this.joinTokens.makeJoinToken(body, actorOf(caller, 'operator'));
  }

  @Delete('access/join-tokens/:id')
  @HttpCode(204)
  @byId
  @Allow({ role: 'admin', scope: 'fleet' })
  @ApiOperation({
    operationId: 'revokeJoinToken',
    summary: 'Revoke a join token',
    description: 'Workers that registered with it stay.',
  })
  @ApiNoContentResponse({ description: 'Revoked.' })
  @ApiProblems('key_unknown')
  revokeJoinToken(@PathParam('id', 'key_unknown') id: string, @CallerOf() caller: Caller): Promise<void> {
    return this.joinTokens.revokeJoinToken(id, actorOf(caller, 'operator'));
  }
}
