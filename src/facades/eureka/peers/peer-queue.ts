import { LRUCache } from 'lru-cache';
import type { InstanceStatus } from '../instance.js';
import type { Entry } from '../registry.js';
import { cancelItem, itemText, plainJson, type ItemAction } from './peer-item.js';

/**
 * Why an instance is sent. `gone`: the journal says that it has left, which a registration may have followed; `cancelled`: its client
 * says so itself.
 */
export type Cause = 'registered' | 'changed' | 'gone' | 'cancelled';

export interface Named {
  readonly app: string;
  readonly instanceId: string;
}

/** What is looked up when an instance is sent: its latest state. */
export type Lookup = (workerId: string) => Entry | undefined;

interface Waiting extends Named {
  readonly cause: Cause;
  /** Number of batches that left it out, as the registry did not know yet what happened to it. */
  readonly delays: number;
}

/** What the peer knows of an instance. */
interface Told {
  readonly json: string | undefined;
  readonly overridden: InstanceStatus;
}

/** An item of a batch. */
export interface Item {
  readonly workerId: string;
  readonly action: ItemAction;
  readonly text: string;
}

/** A batch, with what it takes to put it back. */
export interface Batch {
  readonly items: readonly Item[];
  readonly taken: ReadonlyMap<string, Waiting>;
  readonly told: ReadonlyMap<string, Told | undefined>;
}

/** More instances than a server of Eureka holds; the oldest ones leave first, and the next renewal of each brings it back. */
export const MAX_INSTANCES = 100_000;

/** Netflix's server sends up to 250, and accepts any number. */
const MAX_ITEMS = 500;
const MAX_BYTES = 1024 * 1024;

/** The registry knows a change after some 100 ms: two batches at most. */
const MAX_DELAYS = 2;

/** What one peer is to be sent: of each instance the latest state only. */
export class PeerQueue {
  private readonly waiting = new Map<string, Waiting>();
  private readonly known = new LRUCache<string, Told>({ max: MAX_INSTANCES });
  private dropped = 0;

  get size(): number {
    return this.waiting.size;
  }

  /** Whether the next batch leaves some out. */
  get isLong(): boolean {
    return this.waiting.size > MAX_ITEMS;
  }

  /** Number of instances that were dropped as too many were waiting. */
  get droppedCount(): number {
    return this.dropped;
  }

  addInstance(workerId: string, named: Named, cause: Cause): void {
    const earlier = this.waiting.get(workerId)?.cause;
    // What the client itself did last counts until it is sent.
    const isOutdone =
      (earlier === 'cancelled' && cause !== 'registered') ||
      (earlier === 'registered' && cause !== 'cancelled');
    if (isOutdone) return;
    this.waiting.delete(workerId);
    this.waiting.set(workerId, { ...named, cause, delays: 0 });
    if (this.waiting.size <= MAX_INSTANCES) return;
    this.waiting.delete(this.waiting.keys().next().value!);
    this.dropped += 1;
  }

  /** The peer itself has said so, and must not be told what it knows. */
  noteOverride(workerId: string, overridden: InstanceStatus): void {
    const told = this.known.get(workerId);
    this.known.set(workerId, { json: told?.json, overridden });
  }

  /** The peer does not know the instance. */
  forgetInstance(workerId: string): void {
    this.known.delete(workerId);
  }

  clear(): void {
    this.waiting.clear();
    this.known.clear();
  }

  takeBatch(find: Lookup): Batch {
    const items: Item[] = [];
    const taken = new Map<string, Waiting>();
    const told = new Map<string, Told | undefined>();
    const later: [string, Waiting][] = [];
    let bytes = 0;
    for (const [workerId, waiting] of this.waiting) {
      if (items.length >= MAX_ITEMS || bytes >= MAX_BYTES) break;
      this.waiting.delete(workerId);
      const entry = find(workerId);
      if (isEarly(waiting, entry)) {
        later.push([workerId, { ...waiting, delays: waiting.delays + 1 }]);
        continue;
      }
      taken.set(workerId, waiting);
      const isLeaving = waiting.cause === 'cancelled' || (waiting.cause === 'gone' && entry === undefined);
      const state = isLeaving || entry === undefined ? undefined : stateOf(entry);
      told.set(workerId, state);
      const texts = isLeaving
        ? [['Cancel', cancelItem(waiting.app, waiting.instanceId)] as const]
        : this.actionsFor(workerId, waiting, state).map(
            (action) => [action, itemText(action, entry!)] as const,
          );
      for (const [action, text] of texts) {
        items.push({ workerId, action, text });
        bytes += text.length;
      }
    }
    for (const [workerId, waiting] of later) this.waiting.set(workerId, waiting);
    return { items, taken, told };
  }

  /** The peer has received the batch. */
  settleBatch({ told }: Batch): void {
    for (const [workerId, state] of told)
      if (state === undefined) this.known.delete(workerId);
      else this.known.set(workerId, state);
  }

  /** The peer has not received the batch: what has happened since counts more. */
  putBack({ taken }: Batch): void {
    for (const [workerId, waiting] of taken) {
      const since = this.waiting.get(workerId);
      if (since === undefined) this.waiting.set(workerId, waiting);
      else if (waiting.cause === 'registered' && since.cause === 'changed')
        this.waiting.set(workerId, { ...since, cause: 'registered' });
    }
  }

  private actionsFor(
    workerId: string,
    { cause }: Waiting,
    state: Told | undefined,
  ): Exclude<ItemAction, 'Cancel'>[] {
    if (state === undefined) return [];
    const told = this.known.get(workerId);
    const { json, overridden } = state;
    const isNew = cause === 'registered' || (told !== undefined && told.json !== json);
    const isOverriddenAnew = overridden !== (told?.overridden ?? 'UNKNOWN');
    return [
      isNew ? 'Register' : 'Heartbeat',
      ...(!isOverriddenAnew
        ? []
        : overridden === 'UNKNOWN'
          ? (['DeleteStatusOverride'] as const)
          : (['StatusUpdate'] as const)),
    ];
  }
}

const stateOf = (entry: Entry): Told => ({ json: plainJson(entry), overridden: entry.shown.overridden });

/** Whether the registry, which is up to 100 ms late, does not show yet what has happened. */
function isEarly({ cause, delays }: Waiting, entry: Entry | undefined): boolean {
  if (delays >= MAX_DELAYS) return false;
  return (cause === 'registered' && entry === undefined) || (cause === 'gone' && entry !== undefined);
}
