import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { logUnlessUnavailable } from '../../platform/database/log-unless-unavailable.js';
import { DomainError, type FieldError } from '../../platform/errors/domain-error.js';
import { errorTable } from '../../platform/errors/error-table.js';
import { counted } from '../../platform/text/counted.js';
import { NamesCache } from '../../fleet/names.cache.js';
import { HeartbeatFaultStore, type FaultMoment, type HeartbeatFault } from './store/heartbeat-fault.store.js';

/** Maximum number of workers whose faults are remembered; names of strangers displace each other. */
const MAX_WORKERS = 10_000;

const TICK_MS = 1000;

/** A continuing fault is written again only after this time. */
const REPEAT_MS = 30_000;

/** Rows per statement. */
const AT_ONCE = 1000;

const LOG_EVERY_MS = 10_000;

interface Moment {
  readonly what: string;
  readonly message: string;
  readonly at: number;
}

interface Fault {
  /** Since the last write. */
  refusals: number;
  refused?: Moment | undefined;
  dropped?: Moment | undefined;
  /** Whether there is a new kind of fault of this worker. */
  isNews: boolean;
  writtenAt: number;
}

/**
 * Remembers faults of the heartbeats of known workers for their health reports: which fields were dropped,
 * and which heartbeats were refused. Writes in the background: new faults within a second, continuing ones
 * every half minute, whatever the number of heartbeats.
 */
@Injectable()
export class HeartbeatFaults implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Heartbeats');
  private readonly faults = new LRUCache<string, Fault>({ max: MAX_WORKERS });
  /** Names with faults that are not written yet. */
  private readonly waiting = new Set<string>();
  /** Errors that were noted where they arose, and are seen again when they are answered. */
  private readonly noted = new WeakSet<DomainError>();
  private timer: NodeJS.Timeout | undefined;
  private loggedAt = -Infinity;

  constructor(
    private readonly store: HeartbeatFaultStore,
    private readonly names: NamesCache,
  ) {}

  /** @param name the workerId or the id, as in the request; faults of unknown workers are not stored */
  noteRefusal(name: string, error: unknown): void {
    if (!(error instanceof DomainError) || !isOfWorker(error) || this.noted.has(error)) return;
    this.noted.add(error);
    const fault = this.faultOf(name);
    fault.refusals += 1;
    fault.refused = this.note(fault, fault.refused, error.code, error.message);
  }

  noteDropped(name: string, fields: readonly FieldError[]): void {
    const [first] = fields;
    if (first === undefined) return;
    const fault = this.faultOf(name);
    const message = fields.map((each) => each.message).join('; ');
    fault.dropped = this.note(fault, fault.dropped, first.field, message);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.write(Infinity);
  }

  private faultOf(name: string): Fault {
    let fault = this.faults.get(name);
    if (fault === undefined) {
      fault = { refusals: 0, isNews: true, writtenAt: -Infinity };
      this.faults.set(name, fault);
    }
    this.waiting.add(name);
    this.timer ??= setTimeout(() => void this.tick(), TICK_MS).unref();
    return fault;
  }

  private note(fault: Fault, before: Moment | undefined, what: string, message: string): Moment {
    // Figures in the message may differ each time.
    if (before?.what !== what) fault.isNews = true;
    return { what, message: message.slice(0, 1000).toWellFormed(), at: performance.now() };
  }

  private async tick(): Promise<void> {
    await this.write(performance.now());
    this.timer = this.waiting.size > 0 ? setTimeout(() => void this.tick(), TICK_MS).unref() : undefined;
  }

  private async write(now: number): Promise<void> {
    const due = this.due(now);
    if (due.size === 0) return;
    try {
      const known = await this.names.findWorkers([...due.keys()]);
      const byId = new Map<string, HeartbeatFault>();
      for (const [name, { id }] of known) byId.set(id, merged(byId.get(id), faultOf(id, due.get(name)!)));
      if (byId.size > 0) await this.store.noteHeartbeatFaults([...byId.values()]);
      this.log([...known.keys()].filter((name) => due.get(name)!.isNews));
      for (const [name, fault] of due) this.settle(name, fault);
    } catch (error) {
      // The next tick tries again.
      for (const [name, { isNews }] of due) this.remember(name, isNews);
      logUnlessUnavailable(this.logger, error);
    }
  }

  private due(now: number): Map<string, Fault> {
    const due = new Map<string, Fault>();
    for (const name of this.waiting) {
      const fault = this.faults.get(name);
      if (fault === undefined) this.waiting.delete(name);
      else if (fault.isNews || now - fault.writtenAt >= REPEAT_MS) {
        due.set(name, { ...fault });
        fault.isNews = false;
      }
      if (due.size === AT_ONCE) break;
    }
    return due;
  }

  private remember(name: string, isNews: boolean): void {
    const fault = this.faults.peek(name);
    if (fault !== undefined) fault.isNews ||= isNews;
  }

  /** Faults that arrived during the write are left for the next time. */
  private settle(name: string, written: Fault): void {
    const fault = this.faults.peek(name);
    if (fault === undefined) return;
    fault.refusals -= written.refusals;
    fault.writtenAt = performance.now();
    const isAll = fault.refused === written.refused && fault.dropped === written.dropped;
    if (isAll) this.waiting.delete(name);
  }

  private log(names: readonly string[]): void {
    const [name] = names;
    const now = performance.now();
    if (name === undefined || now - this.loggedAt < LOG_EVERY_MS) return;
    this.loggedAt = now;
    const { refused, dropped } = this.faults.peek(name) ?? {};
    const more = names.length > 1 ? ` (and of ${counted(names.length - 1, 'other worker')})` : '';
    const what = refused === undefined ? dropped?.message : `refused: ${refused.message}`;
    this.logger.warn(`Invalid heartbeat of ${name}${more}: ${what}`);
  }
}

/** Only errors that the worker caused, and only of known workers. */
const isOfWorker = ({ code }: DomainError): boolean =>
  errorTable[code].status < 500 && code !== 'worker_not_registered';

const momentOf = (moment: Moment | undefined): FaultMoment | undefined =>
  moment && {
    what: moment.what,
    message: moment.message,
    secondsAgo: (performance.now() - moment.at) / 1000,
  };

const faultOf = (id: string, { refusals, refused, dropped }: Fault): HeartbeatFault => ({
  id,
  refusals,
  // Faults that were written before are not new.
  refused: refusals > 0 ? momentOf(refused) : undefined,
  dropped: momentOf(dropped),
});

/** Heartbeats by the workerId and by the id belong to one worker. */
const merged = (one: HeartbeatFault | undefined, other: HeartbeatFault): HeartbeatFault =>
  one === undefined
    ? other
    : {
        id: one.id,
        refusals: one.refusals + other.refusals,
        refused: other.refused ?? one.refused,
        dropped: other.dropped ?? one.dropped,
      };
