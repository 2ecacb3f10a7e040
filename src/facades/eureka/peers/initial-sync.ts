import { setTimeout as pause } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { Caller } from '../../../identity/access/caller.js';
import { SETTINGS, type Settings } from '../../../platform/config/settings.js';
import { DomainError } from '../../../platform/errors/domain-error.js';
import { counted } from '../../../platform/text/counted.js';
import { InstanceRegistry } from '../registry.js';
import { RegistryFeed } from '../registry-feed.js';
import { Replication } from '../replication.service.js';
import { FleetStore } from '../store/fleet.store.js';
import { PeerClient } from './peer-client.js';

/** Copies are registered in batches of this size. */
const AT_ONCE = 500;
const RETRY_MS = 1000;

/** Without any peer, look-ups are answered after this time, even if nothing is known yet. */
const PATIENCE_MS = 30_000;

/** In the journal, the copies of peers have this name. */
const PEER: Caller = {
  kind: 'account',
  actor: 'eureka-peer',
  subject: 'eureka-peer',
  roles: ['registrar', 'gateway', 'operator'],
  scope: null,
};

/**
 * Takes over the instances of a peer when the process starts, as a new server of Eureka does. Until then look-ups are refused, so that
 * clients ask the next server in their list.
 */
@Injectable()
export class InitialSync implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Eureka');
  private readonly stopping = new AbortController();
  private readonly clients: readonly PeerClient[];
  private isComplete: boolean;
  private running: Promise<void> | undefined;

  constructor(
    private readonly replication: Replication,
    private readonly registry: InstanceRegistry,
    private readonly feed: RegistryFeed,
    private readonly fleet: FleetStore,
    @Inject(SETTINGS) { eureka }: Settings,
  ) {
    this.clients = eureka.peers.map((url) => new PeerClient(url));
    this.isComplete = this.clients.length === 0;
  }

  onApplicationBootstrap(): void {
    if (!this.isComplete) this.running = this.run(performance.now() + PATIENCE_MS);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** @throws DomainError `eureka_incomplete` */
  requireComplete(): void {
    if (!this.isComplete) throw new DomainError('eureka_incomplete');
  }

  private async run(deadline: number): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted && !this.isComplete) {
      const failures: string[] = [];
      for (const client of this.clients) {
        const failure = await this.copyFrom(client);
        if (failure === undefined) break;
        failures.push(`${client.name}: ${failure}`);
      }
      this.isComplete = failures.length < this.clients.length;
      if (this.isComplete || signal.aborted) return;
      if (this.knowsSome || performance.now() > deadline) {
        this.logger.warn(`No Eureka peer to copy instances from: ${failures.join('; ')}`);
        this.isComplete = true;
        return;
      }
      await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** After a restart the database has the instances, so look-ups need not wait for a peer. */
  private get knowsSome(): boolean {
    return [...this.registry.counts.values()].some((count) => count > 0);
  }

  /** @returns why not */
  private async copyFrom(client: PeerClient): Promise<string | undefined> {
    const { signal } = this.stopping;
    try {
      await this.feed.ensureLoaded();
      // Another instance of this service answers so: there is nothing to copy.
      if ((await client.sendBatch([], await this.fleet.readFleetId(), signal)).isOurs) return undefined;
      const instances = await client.fetchInstances(signal);
      const copied = await this.registerCopies(instances);
      await this.feed.catchUp();
      this.logger.log(`Copied ${counted(copied, 'instance')} from the Eureka peer ${client.name}`);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  private async registerCopies(instances: readonly Record<string, unknown>[]): Promise<number> {
    let copied = 0;
    for (let from = 0; from < instances.length; from += AT_ONCE) {
      const some = instances.slice(from, from + AT_ONCE);
      const replicationList = some.map((instanceInfo) => ({
        appName: instanceInfo['app'],
        id: instanceInfo['instanceId'] ?? instanceInfo['hostName'],
        action: 'Register',
        instanceInfo,
      }));
      const results = await this.replication.replicateItems({ replicationList }, PEER);
      copied += results.filter(({ statusCode }) => statusCode === 200).length;
    }
    if (copied < instances.length)
      this.logger.warn(
        `${counted(instances.length - copied, 'instance')} of a Eureka peer could not be read`,
      );
    return copied;
  }
}
