import { Controller, Get, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, CallerOf } from '../../identity/access/allow.decorator.js';
import type { AccessRule } from '../../identity/access/access-rule.js';
import type { Caller } from '../../identity/access/caller.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { ProblemFilter } from '../../platform/errors/problem.filter.js';
import { PathParam } from '../../platform/http/path-param.decorator.js';
import { ApiExcludeController } from '../../platform/openapi/swagger.js';
import type { WrittenAnswer } from './answers.js';
import { EurekaDiscovery } from './discovery.service.js';
import { sendWritten } from './eureka-request.js';
import { formOf, type Form } from './wire/applications.js';

const READING: AccessRule = { role: 'viewer', scope: 'part', basic: true };

/** Paths of the facade: clients differ in the second part. */
export const EUREKA_PATHS = ['eureka', 'eureka/v2'];

/** The calls of Eureka by which clients discover each other. */
@ApiExcludeController()
@UseFilters(ProblemFilter)
@Controller({ path: EUREKA_PATHS, version: VERSION_NEUTRAL })
export class EurekaAppsController {
  constructor(private readonly discovery: EurekaDiscovery) {}

  @Get('apps')
  @Allow(READING)
  all(@CallerOf() caller: Caller, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return answer(request, reply, (form) => this.discovery.listApplications(form, caller));
  }

  @Get('apps/delta')
  @Allow(READING)
  delta(
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return answer(request, reply, (form) => this.discovery.listChanges(form, caller));
  }

  @Get('apps/:app')
  @Allow(READING)
  application(
    @PathParam('app', 'worker_not_registered') app: string,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return answer(request, reply, (form) => this.discovery.readApplication(app, form, caller));
  }

  @Get('apps/:app/:instance')
  @Allow(READING)
  instance(
    @PathParam('app', 'worker_not_registered') app: string,
    @PathParam('instance', 'worker_not_registered') id: string,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return answer(request, reply, (form) => this.discovery.readInstance(app, id, form, caller));
  }

  @Get('instances/:instance')
  @Allow(READING)
  instanceOfAny(
    @PathParam('instance', 'worker_not_registered') id: string,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return answer(request, reply, (form) => this.discovery.readInstance(undefined, id, form, caller));
  }

  @Get('vips/:vip')
  @Allow(READING)
  vip(
    @PathParam('vip', 'worker_not_registered') vip: string,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return answer(request, reply, (form) => this.discovery.listByVip('vipAddress', vip, form, caller));
  }

  @Get('svips/:vip')
  @Allow(READING)
  secureVip(
    @PathParam('vip', 'worker_not_registered') vip: string,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return answer(request, reply, (form) => this.discovery.listByVip('secureVipAddress', vip, form, caller));
  }
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  write: (form: Form) => Promise<WrittenAnswer | undefined>,
): Promise<void> {
  const form = formOf(request.headers);
  const written = await write(form);
  if (written === undefined) throw new DomainError('worker_not_registered');
  sendWritten(written, form.format, request, reply);
}
