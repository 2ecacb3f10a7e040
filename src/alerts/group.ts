import type { Subject } from './findings.js';

/** Something that a rule holds for, or held for. Times are milliseconds of the database's clock. */
export interface Item {
  readonly key: string;
  /** Since when the rule holds for it; null if it does not. */
  readonly pendingSince: number | null;
  /** When it had held long enough to fire. */
  readonly firingSince: number | null;
  /** When it stopped firing, if the receivers still believe that it fires. */
  readonly endedAt: number | null;
  /** Whether the receivers believe that it fires. */
  readonly told: boolean;
  readonly subject: Subject;
}

/** All items of one rule, and when they were last sent. */
export interface Group {
  readonly items: readonly Item[];
  readonly lastSentAt: number | null;
  /** Whether it was muted at the previous evaluation. */
  readonly muted: boolean;
}

/** When a message may be sent, and how long something must hold. */
export interface Pacing {
  readonly forMs: number;
  readonly reminderMs: number;
  /** How long the first message waits for other items that begin to fire. */
  readonly groupWaitMs: number;
  /** Minimum time between a message and the next one that reports a change. */
  readonly groupIntervalMs: number;
}

export interface Circumstances {
  readonly now: number;
  readonly muted: boolean;
  /** Whether any webhook receives messages of this rule. */
  readonly hasReceivers: boolean;
}

export type MessageType = 'alert.firing' | 'alert.reminder' | 'alert.resolved';

/** A message for the receivers. */
export interface Message {
  readonly type: MessageType;
  /** New items first; those that ended since the last message last. */
  readonly items: readonly Item[];
}

export interface Decision {
  /** An unchanged item is the same object as before. */
  readonly items: readonly Item[];
  /** Items that began to fire, and items that stopped firing. */
  readonly began: readonly Item[];
  readonly ended: readonly Item[];
  readonly message: Message | undefined;
}

export const isFiring = ({ firingSince, endedAt }: Item): boolean => firingSince !== null && endedAt === null;

/**
 * Decides the next state of a rule's items, and whether a message is due. One message holds all changes, so that a
 * rack that dies causes one message and not fifty (the idea is Alertmanager's grouping; the states are those of
 * Prometheus).
 *
 * An item that is `told` and not firing is a debt: the receivers still have to learn that it ended. The debt outlives
 * a mute, since an incident that was opened at the receiver would otherwise stay open forever.
 */
export function decideGroup(
  group: Group,
  subjects: ReadonlyMap<string, Subject>,
  pacing: Pacing,
  circumstances: Circumstances,
): Decision {
  const { now } = circumstances;
  const known = new Map(group.items.map((item) => [item.key, item]));
  const keys = new Set([...known.keys(), ...subjects.keys()]);
  const began: Item[] = [];
  const ended: Item[] = [];
  const items = [...keys].map((key) => {
    const before = known.get(key);
    const subject = subjects.get(key);
    if (subject === undefined) {
      const item = ceased(before!, now);
      if (isFiring(before!)) ended.push(item);
      return item;
    }
    const item = held(before, { key, subject }, pacing.forMs, now);
    if (isFiring(item) && (before === undefined || !isFiring(before))) began.push(item);
    return item;
  });
  // No receivers are left: nothing is owed.
  const owing = circumstances.hasReceivers
    ? items
    : items.map((item) => (isFiring(item) ? item : untold(item)));
  const message = messageOf({ ...group, items: owing }, pacing, circumstances);
  const settled = (item: Item): Item => (isFiring(item) ? told(item) : untold(item));
  const after = message === undefined ? owing : owing.map(settled);
  return { items: after.filter((item) => item.pendingSince !== null || item.told), began, ended, message };
}

function held(before: Item | undefined, of: Pick<Item, 'key' | 'subject'>, forMs: number, now: number): Item {
  const fresh = { pendingSince: now, firingSince: null, endedAt: null, told: false, ...of };
  // Figures change all the time; messages keep those from when the item began to fire, or became another kind.
  const item =
    before === undefined
      ? fresh
      : before.pendingSince === null
        ? { ...before, pendingSince: now, ...of }
        : before.subject.kind === of.subject.kind
          ? before
          : { ...before, ...of };
  if (isFiring(item) || now - item.pendingSince! < forMs) return item;
  return { ...item, firingSince: now, endedAt: null };
}

function ceased(item: Item, now: number): Item {
  if (!item.told) return untold({ ...item, pendingSince: null });
  const isKnown = item.endedAt !== null && item.pendingSince === null;
  return isKnown ? item : { ...item, pendingSince: null, endedAt: item.endedAt ?? now };
}

/** Marks an item whose receivers know that it fires. */
const told = (item: Item): Item => (item.told ? item : { ...item, told: true });

/** Marks an item whose receivers know that it ended, or never heard of it. */
function untold(item: Item): Item {
  const isClear = !item.told && item.endedAt === null && item.firingSince === null;
  return isClear ? item : { ...item, told: false, endedAt: null, firingSince: null };
}

function messageOf(
  { items, lastSentAt, muted: wasMuted }: Group,
  pacing: Pacing,
  { now, muted, hasReceivers }: Circumstances,
): Message | undefined {
  if (muted || !hasReceivers) return undefined;
  const firing = items.filter(isFiring);
  const fresh = firing.filter(({ told }) => !told);
  const over = items.filter((item) => item.told && !isFiring(item));
  const sinceLast = lastSentAt === null ? Infinity : now - lastSentAt;
  const mayTellChanges = sinceLast >= pacing.groupIntervalMs;
  if (fresh.length > 0) {
    const isOpen = items.some(({ told }) => told);
    const waited = now - Math.min(...fresh.map(({ firingSince }) => firingSince!));
    if (wasMuted || (isOpen ? mayTellChanges : waited >= pacing.groupWaitMs))
      return { type: 'alert.firing', items: [...fresh, ...over] };
    return undefined;
  }
  if (firing.length > 0) {
    if (!wasMuted && sinceLast < pacing.reminderMs) return undefined;
    return { type: 'alert.reminder', items: [...firing, ...over] };
  }
  return over.length > 0 && mayTellChanges ? { type: 'alert.resolved', items: over } : undefined;
}
