import { Injectable } from '@nestjs/common';
import type { ReportedStatus } from '../../fleet/worker.js';
import type { InstanceStatus } from './instance.js';
import { ownBytes } from './wire/joined-bytes.js';
import { jsonBeginning } from './wire/instance-json.js';
import { xmlBeginning } from './wire/instance-xml.js';
import type { Action, ShownInstance } from './wire/shown-instance.js';

/** As in Eureka: clients that have not asked for that long get everything, as their hash no longer fits. */
const REMEMBERED_MS = 3 * 60_000;

/** More changes are forgotten, oldest first: their clients get everything too. */
const MAX_CHANGES = 20_000;

/** An instance, with its texts as bytes: each is written once for all answers that contain it. */
export class Entry {
  readonly json: Buffer;
  private cachedXml: Buffer | undefined;
  action: Action = 'ADDED';

  constructor(
    readonly id: string,
    readonly workerId: string,
    readonly terms: readonly string[],
    readonly shown: ShownInstance,
    public mark: string,
    /** What the worker itself reported last. */
    readonly reported?: ReportedStatus,
  ) {
    this.json = ownBytes(jsonBeginning(shown));
  }

  get app(): string {
    return this.shown.instance.app;
  }

  get xml(): Buffer {
    return (this.cachedXml ??= ownBytes(xmlBeginning(this.shown)));
  }
}

interface Change {
  readonly at: number;
  readonly entry: Entry;
  readonly action: Action;
}

/** A change as an answer shows it. */
export type Changed = Pick<Change, 'entry' | 'action'>;

/** All instances that clients see, and what has changed lately. */
@Injectable()
export class InstanceRegistry {
  private readonly entries = new Map<string, Entry>();
  private readonly names = new Map<string, Entry>();
  /** The last change of each instance, oldest first. */
  private readonly changes = new Map<string, Change>();
  private readonly statuses = new Map<InstanceStatus, number>();
  private changed = 0;
  private listener: ((entry: Entry, action: Action) => void) | undefined;

  /** Grows with each change. */
  get version(): number {
    return this.changed;
  }

  get all(): Iterable<Entry> {
    return this.entries.values();
  }

  /** Number of instances by status. */
  get counts(): ReadonlyMap<InstanceStatus, number> {
    return this.statuses;
  }

  /** Calls the listener with each change that clients see. */
  onChange(listener: (entry: Entry, action: Action) => void): void {
    this.listener = listener;
  }

  findByName(workerId: string): Entry | undefined {
    return this.names.get(workerId);
  }

  findById(id: string): Entry | undefined {
    return this.entries.get(id);
  }

  /** @param isNews false for what was there before this process */
  putEntry(entry: Entry, isNews: boolean, now = performance.now()): void {
    // Another record of the same worker, as after a deletion: clients see one instance.
    const known = this.names.get(entry.workerId) ?? this.entries.get(entry.id);
    if (known !== undefined && isSame(known, entry)) {
      known.mark = entry.mark;
      return;
    }
    entry.action = known === undefined ? 'ADDED' : 'MODIFIED';
    if (known !== undefined) this.forget(known);
    this.entries.set(entry.id, entry);
    this.names.set(entry.workerId, entry);
    this.count(entry.shown.status, 1);
    this.note(entry, entry.action, isNews, now);
  }

  dropEntry(id: string, now = performance.now()): void {
    const known = this.entries.get(id);
    if (known === undefined) return;
    this.forget(known);
    this.note(known, 'DELETED', true, now);
  }

  /** Returns the last change of each instance that changed within the last three minutes. */
  recentChanges(now = performance.now()): Changed[] {
    for (const [id, { at }] of this.changes) {
      if (at > now - REMEMBERED_MS && this.changes.size <= MAX_CHANGES) break;
      this.changes.delete(id);
    }
    return [...this.changes.values()];
  }

  private forget(entry: Entry): void {
    this.entries.delete(entry.id);
    if (this.names.get(entry.workerId) === entry) this.names.delete(entry.workerId);
    this.count(entry.shown.status, -1);
  }

  private note(entry: Entry, action: Action, isNews: boolean, at: number): void {
    this.changed += 1;
    // Another record of the same instance, as after a deletion: only the last change counts for its clients.
    const key = entry.workerId;
    this.changes.delete(key);
    if (isNews) {
      this.changes.set(key, { at, entry, action });
      this.listener?.(entry, action);
    }
    // Bounded even if no client asks.
    if (this.changes.size > 2 * MAX_CHANGES) this.recentChanges(at);
  }

  private count(status: InstanceStatus, by: 1 | -1): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + by);
  }
}

const isSame = (one: Entry, other: Entry): boolean =>
  one.id === other.id &&
  one.json.equals(other.json) &&
  one.reported === other.reported &&
  one.terms.join('\0') === other.terms.join('\0');

/** Returns the hash code that clients compare with their own: `DOWN_1_UP_10_`. */
export function hashCodeOf(counts: ReadonlyMap<InstanceStatus, number>): string {
  return [...counts]
    .filter(([, count]) => count > 0)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([status, count]) => `${status}_${count}_`)
    .join('');
}
