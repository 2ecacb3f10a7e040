import { Injectable } from '@nestjs/common';
import type { Caller } from '../../identity/access/caller.js';
import { grants } from '../../identity/access/grants.js';
import type { Role } from '../../identity/roles.js';
import { DomainError, validationFailed } from '../../platform/errors/domain-error.js';
import { BY_PEER, EurekaInstances } from './eureka-instances.service.js';
import { workerIdOf, type EurekaInstance } from './instance.js';
import { OutgoingReplication } from './peers/outgoing-replication.js';
import { InstanceRegistry } from './registry.js';
import { isObject } from '../../platform/validation/is-object.js';
import { readInstance } from './wire/read-instance.js';

/** Netflix's server sends up to 250. */
const MAX_ITEMS = 1000;

/** The role that each action needs, as by itself. */
const ACTIONS = {
  Register: 'registrar',
  Heartbeat: 'gateway',
  Cancel: 'operator',
  StatusUpdate: 'operator',
  DeleteStatusOverride: 'operator',
} as const satisfies Record<string, Role>;

type Action = keyof typeof ACTIONS;

/** The answer to one item: 404 makes the peer send its copy of the instance. */
export interface ReplicatedItem {
  readonly statusCode: number;
}

interface Item {
  readonly action: Action;
  readonly app: string;
  readonly id: string;
  readonly given: Readonly<Record<string, unknown>>;
}

/** Accepts what a Eureka server replicates to its peers. */
@Injectable()
export class Replication {
  constructor(
    private readonly instances: EurekaInstances,
    private readonly registry: InstanceRegistry,
    private readonly outgoing: OutgoingReplication,
  ) {}

  /** @throws DomainError `validation_failed` for a body that is no list of a peer; items have results of their own; `database_unavailable` and others with 503 for all */
  async replicateItems(body: unknown, caller: Caller): Promise<readonly ReplicatedItem[]> {
    const list = isObject(body) ? body['replicationList'] : undefined;
    if (!Array.isArray(list) || list.length > MAX_ITEMS)
      throw validationFailed([
        { field: 'replicationList', message: `replicationList must be a list of up to ${MAX_ITEMS} items` },
      ]);
    const last = new Map<string, Promise<unknown>>();
    const results = list.map((given: unknown): Promise<ReplicatedItem> => {
      const item = itemOf(given);
      if (item === undefined) return Promise.resolve({ statusCode: 400 });
      const name = workerIdOf(item.app, item.id);
      // Those of one instance in their order, others together.
      const result = (last.get(name) ?? Promise.resolve()).then(() => this.statusOf(item, caller));
      last.set(name, result);
      return result;
    });
    return Promise.all(results);
  }

  private async statusOf(item: Item, caller: Caller): Promise<ReplicatedItem> {
    if (!mayDo(item.action, caller)) return { statusCode: 403 };
    try {
      await this.apply(item, caller);
      return { statusCode: 200 };
    } catch (error) {
      // A peer repeats a whole batch alone, and only after 503.
      if (error instanceof DomainError && error.status !== 503) return { statusCode: error.status };
      throw error;
    }
  }

  private async apply({ action, app, id, given }: Item, caller: Caller): Promise<void> {
    switch (action) {
      case 'Register':
        this.outgoing.noteElsewhere(app, id);
        return this.registerCopy(given['instanceInfo'], app, caller);
      case 'Heartbeat':
        this.outgoing.noteElsewhere(app, id);
        await this.instances.renewInstance(app, id, given, caller);
        return this.followOverride(app, id, given['overriddenStatus'], caller);
      case 'Cancel':
        this.outgoing.noteElsewhere(app, id);
        return this.instances.cancelInstance(app, id, caller);
      case 'StatusUpdate':
        return this.overrideStatus(app, id, given['status'], caller);
      case 'DeleteStatusOverride':
        this.outgoing.noteOverride(app, id, 'UNKNOWN');
        return this.instances.liftOverride(app, id, caller, BY_PEER);
    }
  }

  /** An order stays as it is, with its reason, if the peer only repeats that there is one. */
  private async overrideStatus(app: string, id: string, status: unknown, caller: Caller): Promise<void> {
    const isLifted = status === 'UP';
    this.outgoing.noteOverride(app, id, isLifted ? 'UNKNOWN' : 'OUT_OF_SERVICE');
    const { overridden } = this.registry.findByName(workerIdOf(app, id))?.shown ?? {};
    if (isLifted || overridden !== 'OUT_OF_SERVICE')
      await this.instances.overrideStatus(app, id, status, caller, BY_PEER);
  }

  private async registerCopy(given: unknown, app: string, caller: Caller): Promise<void> {
    const copy = readInstance(given, app);
    await this.registerNewer(copy, caller);
    // The name differs between the versions of Eureka's clients.
    const { overriddenStatus, overriddenstatus = overriddenStatus } = isObject(given) ? given : {};
    await this.followOverride(copy.app, copy.instanceId, overriddenstatus, caller);
  }

  /** Without the role of an override the rest of an item still counts. */
  private async followOverride(app: string, id: string, said: unknown, caller: Caller): Promise<void> {
    if (mayDo('StatusUpdate', caller)) await this.instances.followOverride(app, id, said, caller);
  }

  /**
   * A peer sends its copy, with the time of the registration at the peer in place of the start of the process. An older copy
   * changes nothing.
   */
  private async registerNewer(copy: EurekaInstance, caller: Caller): Promise<void> {
    const known = this.registry.findByName(workerIdOf(copy.app, copy.instanceId))?.shown.instance;
    if (known?.dirtyAt !== undefined && (copy.dirtyAt ?? 0) <= known.dirtyAt) {
      await this.instances.renewInstance(copy.app, copy.instanceId, { status: copy.status }, caller);
      return;
    }
    const { startedAt: _, ...rest } = copy;
    const startedAt = known?.startedAt;
    await this.instances.registerInstance(startedAt === undefined ? rest : { ...rest, startedAt }, caller);
  }
}

const mayDo = (action: Action, caller: Caller): boolean =>
  caller.kind !== 'account' || grants(caller.roles, ACTIONS[action]);

function itemOf(given: unknown): Item | undefined {
  if (!isObject(given)) return undefined;
  const { action, appName: app, id } = given;
  if (typeof action !== 'string' || !Object.hasOwn(ACTIONS, action)) return undefined;
  if (typeof app !== 'string' || typeof id !== 'string' || app === '' || id === '') return undefined;
  return { action: action as Action, app, id, given };
}
