import { Controller, Delete, Get, HttpCode, Post, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Allow, CallerOf } from '../identity/access/allow.decorator.js';
import { actorOf } from '../identity/access/actor.js';
import type { Caller } from '../identity/access/caller.js';
import { JsonBody } from '../platform/http/json-body.decorator.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { PathParam } from '../platform/http/path-param.decorator.js';
import { ApiProblems } from '../platform/openapi/api-problems.js';
import { BODY_ERRORS } from '../platform/openapi/route-parts.js';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '../platform/openapi/swagger.js';
import { AlertsService } from './alerts.service.js';
import { AlertsDto } from './dto/alerts.dto.js';
import { MuteAnswerDto, MuteRequestDto } from './dto/mute.dto.js';

const named = ApiParam({ name: 'name', description: 'Name of the rule.', example: 'fleet-health' });

/** Firing alerts and mutes. */
@ApiTags('alerts')
@UseFilters(ProblemFilter)
@Controller({ path: 'alerts', version: VERSION_NEUTRAL })
export class AlertsController {
  constructor(private readonly alerts: AlertsService) {}

  @Get()
  @Allow({ role: 'viewer', scope: 'fleet' })
  @ApiOperation({
    operationId: 'getAlerts',
    summary: 'List firing alerts and all rules',
    description:
      'Includes pending alerts, each rule with its state and history, mutes, and the state of the webhooks.',
  })
  @ApiOkResponse({ type: AlertsDto, description: 'Result of the last evaluation.' })
  getAlerts(): Promise<AlertsDto> {
    return this.alerts.readAlerts();
  }

  @Post(':name/mute')
  @Allow({ role: 'operator', scope: 'fleet' })
  @HttpCode(200)
  @named
  @ApiOperation({
    operationId: 'muteAlert',
    summary: 'Mute a rule until a given time',
    description:
      'The rule stays visible. Alerts that still fire when the mute ends are sent then. A new mute replaces the previous one.',
  })
  @ApiBody({ type: MuteRequestDto })
  @ApiOkResponse({ type: MuteAnswerDto, description: 'The rule is muted.' })
  @ApiProblems(...BODY_ERRORS, 'alert_rule_unknown', 'body_too_large', 'unsupported_media_type')
  mute(
    @PathParam('name', 'alert_rule_unknown') name: string,
    @JsonBody() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<MuteAnswerDto> {
    return this.alerts.muteRule(name, body, actorOf(caller, 'operator'));
  }

  @Delete(':name/mute')
  @Allow({ role: 'operator', scope: 'fleet' })
  @named
  @ApiOperation({
    operationId: 'unmuteAlert',
    summary: 'Unmute a rule',
    description: "Removes an operator's mute; a mute in the settings stays. Succeeds if there is no mute.",
  })
  @ApiOkResponse({ type: MuteAnswerDto, description: 'Whether the settings still mute the rule.' })
  @ApiProblems('alert_rule_unknown')
  unmute(
    @PathParam('name', 'alert_rule_unknown') name: string,
    @CallerOf() caller: Caller,
  ): Promise<MuteAnswerDto> {
    return this.alerts.unmuteRule(name, actorOf(caller, 'operator'));
  }
}
