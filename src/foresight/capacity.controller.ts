import { Controller, Get, HttpCode, Post, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Allow, CallerOf } from '../identity/access/allow.decorator.js';
import type { Caller } from '../identity/access/caller.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { JsonBody } from '../platform/http/json-body.decorator.js';
import { QueryOf } from '../platform/http/query-of.decorator.js';
import { ApiProblems } from '../platform/openapi/api-problems.js';
import { BODY_ERRORS } from '../platform/openapi/route-parts.js';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '../platform/openapi/swagger.js';
import { CapacityPast } from './capacity-past.service.js';
import { CapacityService } from './capacity.service.js';
import { CapacityDto } from './dto/capacity.dto.js';
import { CapacityQuery } from './dto/capacity.query.js';
import { CapacityHistoryDto, CapacityWeekDto } from './dto/history.dto.js';
import { CapacityHistoryQuery, CapacityWeekQuery } from './dto/history.query.js';
import { LeaveAnswerDto, LeaveRequestDto } from './dto/leave.dto.js';
import { LeaveService } from './leave.service.js';

const INSTEAD =
  'Only figures of whole pools and zones are kept. GET /health/system returns the current figures of your part';

/** Slots now and to come. */
@ApiTags('capacity')
@UseFilters(ProblemFilter)
@Controller({ path: 'capacity', version: VERSION_NEUTRAL })
export class CapacityController {
  constructor(
    private readonly capacity: CapacityService,
    private readonly past: CapacityPast,
    private readonly leaving: LeaveService,
  ) {}

  @Get()
  @Allow({ role: 'viewer', scope: 'fleet', instead: INSTEAD })
  @ApiOperation({
    operationId: 'getCapacity',
    summary: 'Get the slots of the fleet, a pool or a zone, now and to come',
    description:
      'With a forecast of the used slots, the number of workers that this asks for, and the workers to take away first. Advice only: nothing acts on it by itself. Computed once for all callers of an instance within a second, or longer in a large fleet.',
  })
  @ApiOkResponse({ type: CapacityDto, description: 'The figures, each with its method and its record.' })
  getCapacity(@QueryOf(CapacityQuery) query: object): Promise<CapacityDto> {
    return this.capacity.readCapacity(query);
  }

  @Get('history')
  @Allow({ role: 'viewer', scope: 'fleet', instead: INSTEAD })
  @ApiOperation({
    operationId: 'getCapacityHistory',
    summary: 'List the slots of the fleet, a pool or a zone over a time',
    description:
      'In steps of 5 minutes for up to a week of the last 8 weeks, else of an hour, kept for a year.',
  })
  @ApiOkResponse({ type: CapacityHistoryDto, description: 'One point per step.' })
  getHistory(@QueryOf(CapacityHistoryQuery) query: object): Promise<CapacityHistoryDto> {
    return this.past.readHistory(query);
  }

  @Get('week')
  @Allow({ role: 'viewer', scope: 'fleet', instead: INSTEAD })
  @ApiOperation({
    operationId: 'getCapacityWeek',
    summary: 'Get the slots by hour of the week, over the last 8 weeks',
  })
  @ApiOkResponse({ type: CapacityWeekDto, description: 'One entry per hour of the week.' })
  getWeek(@QueryOf(CapacityWeekQuery) query: object): Promise<CapacityWeekDto> {
    return this.past.readWeek(query);
  }

  @Post('leave')
  @Allow({ role: 'operator', scope: 'fleet' })
  @HttpCode(200)
  @ApiOperation({
    operationId: 'takeWorkersAway',
    summary: 'Drain the workers that can be taken away first',
    description:
      'Idle workers before others, with the zones kept balanced. Every pool keeps its minimum of workers.',
  })
  @ApiBody({ type: LeaveRequestDto })
  @ApiOkResponse({ type: LeaveAnswerDto, description: 'The workers, and the operation that drains them.' })
  @ApiProblems(...BODY_ERRORS, 'too_many_operations')
  takeAway(@JsonBody() body: unknown, @CallerOf() caller: Caller): Promise<LeaveAnswerDto> {
    return this.leaving.takeAway(body, caller);
  }
}
