import { Controller, Get, HttpCode, Post, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Allow, CallerOf } from '../identity/access/allow.decorator.js';
import { actorOf } from '../identity/access/actor.js';
import type { Caller } from '../identity/access/caller.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { JsonBody } from '../platform/http/json-body.decorator.js';
import { PathParam } from '../platform/http/path-param.decorator.js';
import { ApiProblems } from '../platform/openapi/api-problems.js';
import { BODY_ERRORS } from '../platform/openapi/route-parts.js';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '../platform/openapi/swagger.js';
import { GuardAnswerDto, GuardsDto, HoldGuardDto, ReleaseGuardDto } from './dto/guards.dto.js';
import { GuardSteering } from './guard-steering.js';

const named = ApiParam({
  name: 'zone',
  description: 'The zone; `_fleet` for the guard of the fleet, `_none` for workers without a zone.',
  example: 'eu-1',
});

/** Guards, and the orders of operators about them. */
@ApiTags('health')
@UseFilters(ProblemFilter)
@Controller({ path: 'guards', version: VERSION_NEUTRAL })
export class GuardsController {
  constructor(private readonly steering: GuardSteering) {}

  @Get()
  @Allow({ role: 'viewer', scope: 'fleet' })
  @ApiOperation({ operationId: 'getGuards', summary: 'List the guards, and what happens next' })
  @ApiOkResponse({ type: GuardsDto, description: 'Guards that hold, are spent or were released.' })
  getGuards(): Promise<GuardsDto> {
    return this.steering.readGuards();
  }

  @Post(':zone/hold')
  @Allow({ role: 'operator', scope: 'fleet' })
  @HttpCode(200)
  @named
  @ApiOperation({
    operationId: 'holdGuard',
    summary: 'Hold the guard of a zone for some time',
    description:
      'Engages the guard, or prolongs it. Until then silent workers of the zone are not failed, whatever `guard-max-minutes` is.',
  })
  @ApiBody({ type: HoldGuardDto })
  @ApiOkResponse({ type: GuardAnswerDto, description: 'The guard holds.' })
  @ApiProblems(...BODY_ERRORS, 'zone_unknown')
  hold(
    @PathParam('zone', 'zone_unknown') zone: string,
    @JsonBody() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<GuardAnswerDto> {
    return this.steering.holdGuard(zone, body, actorOf(caller, 'operator'));
  }

  @Post(':zone/release')
  @Allow({ role: 'operator', scope: 'fleet' })
  @HttpCode(200)
  @named
  @ApiOperation({
    operationId: 'releaseGuard',
    summary: 'Release the guard of a zone now',
    description:
      'Silent workers of the zone are judged from zero, and the same silence does not engage the guard again.',
  })
  @ApiBody({ type: ReleaseGuardDto })
  @ApiOkResponse({ type: GuardAnswerDto, description: 'The guard is released, now or already before.' })
  @ApiProblems(...BODY_ERRORS, 'zone_unknown', 'guard_not_engaged')
  release(
    @PathParam('zone', 'zone_unknown') zone: string,
    @JsonBody() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<GuardAnswerDto> {
    return this.steering.releaseGuard(zone, body, actorOf(caller, 'operator'));
  }
}
