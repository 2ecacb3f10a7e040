import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { EventDto } from '../../../journal/dto/event.dto.js';
import { WorkerEvents, type EventKind } from '../../../journal/hooks/worker-events.service.js';
import { SETTINGS, type Settings } from '../../../platform/config/settings.js';
import { BY_PEER } from '../eureka-instances.service.js';
import { appName, workerIdOf, type InstanceStatus } from '../instance.js';
import { InstanceRegistry, type Entry } from '../registry.js';
import { DEFAULT_LEASE_SECONDS } from '../wire/read-instance.js';
import { FleetStore } from '../store/fleet.store.js';
import { PeerClient } from './peer-client.js';
import { PeerLink } from './peer-link.js';
import { MAX_INSTANCES, type Cause, type Named } from './peer-queue.js';

/** A client that has not called for that long calls another server, or has ended. */
const LEASES = 2;

/** Events of workers that left without a word of their client. */
const DEPARTURES: readonly EventKind[] = ['deregistered', 'deleted', 'purged'];

const ORDERS: readonly EventKind[] = ['order-given', 'order-lifted'];

/** The registry shows an order long before. */
const ORDER_MS = 10_000;

/**
 * Replicates to Eureka's servers what clients do here, as these servers do among each other: each process sends what its own clients did,
 * and what operators change about their instances. What a peer has sent is not sent to any.
 */
@Injectable()
export class OutgoingReplication implements OnApplicationBootstrap, OnModuleDestroy {
  readonly links: readonly PeerLink[];
  /** Instances whose clients call this process. */
  private readonly kept: LRUCache<string, Named>;
  private readonly leaves: (() => void)[] = [];

  constructor(
    private readonly events: WorkerEvents,
    private readonly registry: InstanceRegistry,
    fleet: FleetStore,
    @Inject(SETTINGS) { eureka }: Settings,
  ) {
    this.links = eureka.peers.map(
      (url) => new PeerLink(new PeerClient(url), registry, () => fleet.readFleetId()),
    );
    // The cache reserves the memory of all its entries at once.
    this.kept = new LRUCache({ max: this.links.length > 0 ? MAX_INSTANCES : 1, ttl: 1 });
  }

  onApplicationBootstrap(): void {
    if (this.links.length === 0) return;
    this.registry.onChange((entry) => this.followChange(entry));
    this.leaves.push(
      this.events.on(DEPARTURES, ({ workerId }) => this.followDeparture(workerId)),
      this.events.on(ORDERS, (event) => this.followOrder(event)),
    );
  }

  async onModuleDestroy(): Promise<void> {
    for (const leave of this.leaves) leave();
    await Promise.all(this.links.map((link) => link.stop()));
  }

  /** A client has registered, renewed or cancelled its instance here. */
  noteCall(app: string, instanceId: string, cause: Exclude<Cause, 'gone'>): void {
    if (this.links.length === 0) return;
    const workerId = workerIdOf(app, instanceId);
    const named = { app: appName(app), instanceId };
    if (cause === 'cancelled') this.kept.delete(workerId);
    else {
      // Until the registry knows the instance, the usual lease counts.
      const { leaseSeconds = DEFAULT_LEASE_SECONDS } =
        this.registry.findByName(workerId)?.shown.instance ?? {};
      this.kept.set(workerId, named, { ttl: leaseSeconds * LEASES * 1000 });
    }
    this.send(workerId, named, cause);
  }

  /** A peer says that a client has called it. */
  noteElsewhere(app: string, instanceId: string): void {
    if (this.links.length > 0) this.kept.delete(workerIdOf(app, instanceId));
  }

  /** A peer has overridden the status of an instance. */
  noteOverride(app: string, instanceId: string, overridden: InstanceStatus): void {
    for (const { queue } of this.links) queue.noteOverride(workerIdOf(app, instanceId), overridden);
  }

  private followChange({ workerId }: Entry): void {
    const named = this.kept.get(workerId);
    if (named !== undefined) this.send(workerId, named, 'changed');
  }

  /** Orders are sent for instances of any client: its own server learns of them only in this way. */
  private followOrder({ workerId, detail }: EventDto): void {
    const isOfPeer = typeof detail['reason'] === 'string' && detail['reason'].startsWith(BY_PEER);
    const { app, instanceId } = this.registry.findByName(workerId ?? '')?.shown.instance ?? {};
    if (isOfPeer || app === undefined || instanceId === undefined) return;
    const named = { app, instanceId };
    if (!this.kept.has(workerId!)) this.kept.set(workerId!, named, { ttl: ORDER_MS });
    this.send(workerId!, named, 'changed');
  }

  private followDeparture(workerId: string | null): void {
    const named = this.kept.get(workerId ?? '');
    if (named === undefined) return;
    this.kept.delete(workerId!);
    this.send(workerId!, named, 'gone');
  }

  private send(workerId: string, named: Named, cause: Cause): void {
    for (const link of this.links) link.addInstance(workerId, named, cause);
  }
}
