import { Controller, Delete, Get, HttpCode, Post, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, CallerOf } from '../identity/access/allow.decorator.js';
import { actorOf } from '../identity/access/actor.js';
import type { Caller } from '../identity/access/caller.js';
import { JsonBody } from '../platform/http/json-body.decorator.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { PathParam } from '../platform/http/path-param.decorator.js';
import { ApiProblems } from '../platform/openapi/api-problems.js';
import { AlertsService } from './alerts.service.js';
import { AlertsDto } from './dto/alerts.dto.js';
import { MuteAnswerDto, MuteRequestDto } from './dto/mute.dto.js';

const named = ApiParam({ name: 'name', description: 'The name of the rule.', example: 'fleet-health' });

/** What fires, and what is muted. */
@ApiTags('alerts')
@UseFilters(ProblemFilter)
@Controller({ path: 'alerts', version: VERSION_NEUTRAL })
export class AlertsController {
  constructor(private readonly alerts: AlertsService) {}

  @Get()
  @Allow({ role: 'viewer', scope: 'fleet' })
  @ApiOperation({
    operationId: 'getAlerts',
    summary: 'What fires now and since when',
    description: 'Also what is about to fire, what is muted, and how the deliveries to webhooks are.',
  })
  @ApiOkResponse({ type: AlertsDto, description: 'What the last evaluation found.' })
  getAlerts(): Promise<AlertsDto> {
    return this.alerts.read();
  }

  @Post(':name/mute')
  @Allow({ role: 'operator', scope: 'fleet' })
  @HttpCode(200)
  @named
  @ApiOperation({
    operationId: 'muteAlert',
    summary: 'Let a rule send nothing until a time',
    description:
      'It stays visible. What still fires when the mute ends is sent then. A further mute takes the place of the first.',
  })
  @ApiBody({ type: MuteRequestDto })
  @ApiOkResponse({ type: MuteAnswerDto, description: 'It is muted.' })
  @ApiProblems(
    'validation_failed',
    'malformed_json',
    'alert_rule_unknown',
    'body_too_large',
    'unsupported_media_type',
  )
  mute(
    @PathParam('name', 'alert_rule_unknown') name: string,
    @JsonBody() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<MuteAnswerDto> {
    return this.alerts.mute(name, body, actorOf(caller, 'operator'));
  }

  @Delete(':name/mute')
  @Allow({ role: 'operator', scope: 'fleet' })
  @named
  @ApiOperation({
    operationId: 'unmuteAlert',
    summary: 'Let a rule send again',
    description:
      'Lifts the mute of an operator; one of the settings stays. Nothing happens where there is none.',
  })
  @ApiOkResponse({ type: MuteAnswerDto, description: 'Whether it is still muted, by the settings.' })
  @ApiProblems('alert_rule_unknown')
  unmute(
    @PathParam('name', 'alert_rule_unknown') name: string,
    @CallerOf() caller: Caller,
  ): Promise<MuteAnswerDto> {
    return this.alerts.unmute(name, actorOf(caller, 'operator'));
  }
}
