import {
  Controller,
  Delete,
  Headers,
  HttpCode,
  Post,
  Put,
  Res,
  UseFilters,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow, CallerOf } from '../../identity/access/allow.decorator.js';
import type { Caller } from '../../identity/access/caller.js';
import { ProblemFilter } from '../../platform/errors/problem.filter.js';
import { BatchRoute } from '../../platform/http/batch-routes.js';
import { UnjudgedBody } from '../../platform/http/json-body.decorator.js';
import { QueryOf } from '../../platform/http/query-of.decorator.js';
import { PathParam } from '../../platform/http/path-param.decorator.js';
import { ApiExcludeController } from '../../platform/openapi/swagger.js';
import { EUREKA_PATHS } from './eureka-apps.controller.js';
import { EurekaInstances } from './eureka-instances.service.js';
import { firstValues, ignoreBody, readInstanceBody, readReplicationBody } from './eureka-request.js';
import { FLEET_HEADER } from './peers/peer-client.js';
import { OutgoingReplication } from './peers/outgoing-replication.js';
import { Replication, type ReplicatedItem } from './replication.service.js';
import { FleetStore } from './store/fleet.store.js';
import { readInstance } from './wire/read-instance.js';

/** The calls of Eureka that change instances, with the roles of the API's own. */
@ApiExcludeController()
@UseFilters(ProblemFilter)
@Controller({ path: EUREKA_PATHS, version: VERSION_NEUTRAL })
export class EurekaInstancesController {
  constructor(
    private readonly instances: EurekaInstances,
    private readonly replication: Replication,
    private readonly outgoing: OutgoingReplication,
    private readonly fleet: FleetStore,
  ) {}

  @Post('apps/:app')
  @Allow({ role: 'registrar', scope: 'part', basic: true, counted: true })
  @BatchRoute()
  @HttpCode(204)
  async register(
    @PathParam('app', 'worker_not_registered') app: string,
    @UnjudgedBody() body: unknown,
    @QueryOf(Object) _query: object,
    @Headers('content-type') type: string | undefined,
    @CallerOf() caller: Caller,
  ): Promise<void> {
    const instance = readInstance(await readInstanceBody(body, type), app);
    await this.instances.registerInstance(instance, caller);
    this.outgoing.noteCall(instance.app, instance.instanceId, 'registered');
  }

  @Put('apps/:app/:instance')
  @Allow({ role: 'gateway', scope: 'worker', basic: true })
  @BatchRoute()
  @HttpCode(200)
  async renew(
    @PathParam('app', 'worker_not_registered') app: string,
    @PathParam('instance', 'worker_not_registered') id: string,
    @UnjudgedBody() body: unknown,
    @QueryOf(Object) query: object,
    @CallerOf() caller: Caller,
  ): Promise<void> {
    await ignoreBody(body);
    await this.instances.renewInstance(app, id, firstValues(query), caller);
    this.outgoing.noteCall(app, id, 'changed');
  }

  @Delete('apps/:app/:instance')
  @Allow({ role: 'operator', scope: 'worker', basic: true })
  @BatchRoute()
  @HttpCode(200)
  async cancel(
    @PathParam('app', 'worker_not_registered') app: string,
    @PathParam('instance', 'worker_not_registered') id: string,
    @UnjudgedBody() body: unknown,
    @QueryOf(Object) _query: object,
    @CallerOf() caller: Caller,
  ): Promise<void> {
    await ignoreBody(body);
    await this.instances.cancelInstance(app, id, caller);
    this.outgoing.noteCall(app, id, 'cancelled');
  }

  @Put('apps/:app/:instance/status')
  @Allow({ role: 'operator', scope: 'worker', basic: true })
  @BatchRoute()
  @HttpCode(200)
  async overrideStatus(
    @PathParam('app', 'worker_not_registered') app: string,
    @PathParam('instance', 'worker_not_registered') id: string,
    @UnjudgedBody() body: unknown,
    @QueryOf(Object) query: object,
    @CallerOf() caller: Caller,
  ): Promise<void> {
    await ignoreBody(body);
    await this.instances.overrideStatus(app, id, firstValues(query)['value'], caller);
  }

  @Delete('apps/:app/:instance/status')
  @Allow({ role: 'operator', scope: 'worker', basic: true })
  @BatchRoute()
  @HttpCode(200)
  async liftOverride(
    @PathParam('app', 'worker_not_registered') app: string,
    @PathParam('instance', 'worker_not_registered') id: string,
    @UnjudgedBody() body: unknown,
    @QueryOf(Object) _query: object,
    @CallerOf() caller: Caller,
  ): Promise<void> {
    await ignoreBody(body);
    await this.instances.liftOverride(app, id, caller);
  }

  @Put('apps/:app/:instance/metadata')
  @Allow({ role: 'registrar', scope: 'worker', basic: true })
  @BatchRoute()
  @HttpCode(200)
  async putMetadata(
    @PathParam('app', 'worker_not_registered') app: string,
    @PathParam('instance', 'worker_not_registered') id: string,
    @UnjudgedBody() body: unknown,
    @QueryOf(Object) query: object,
    @CallerOf() caller: Caller,
  ): Promise<void> {
    await ignoreBody(body);
    await this.instances.putMetadata(app, id, firstValues(query), caller);
    this.outgoing.noteCall(app, id, 'registered');
  }

  @Post('peerreplication/batch')
  @Allow({ role: 'viewer', or: 'gateway', scope: 'part', basic: true })
  @BatchRoute()
  @HttpCode(200)
  async replicate(
    @UnjudgedBody() body: unknown,
    @QueryOf(Object) _query: object,
    @CallerOf() caller: Caller,
    @Headers(FLEET_HEADER) fleet: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ responseList: readonly ReplicatedItem[] }> {
    const given = await readReplicationBody(body);
    // What another instance of this service says is in the database already: it learns of that, and ends.
    const isOurs = fleet !== undefined && fleet === (await this.fleet.readFleetId());
    if (isOurs) void reply.header(FLEET_HEADER, fleet);
    return { responseList: isOurs ? [] : await this.replication.replicateItems(given, caller) };
  }
}
