import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { LeaseWatch } from '../detection/watch/lease-watch.service.js';
import { AnsweringLanes, type Waiting } from '../platform/batch/answering-lanes.js';
import { Lane } from '../platform/batch/lane.js';
import { logUnlessUnavailable } from '../platform/database/log-unless-unavailable.js';
import {
  WorkerSessionStore,
  type EndedSession,
  type OpenedSession,
  type WantedSession,
} from './store/worker-session.store.js';

/** Rows per statement: enough to cost little per row, few enough to hold their locks briefly. */
const AT_ONCE = 1000;

/** While the database is unavailable, ends are tried again at this interval, and forgotten after that time. */
const RETRY_MS = 1000;
const MAX_AGE_MS = 600_000;

type Opening = Waiting<WantedSession, OpenedSession | undefined>;

interface Ending {
  readonly id: string;
  readonly number: number;
  readonly isLost: boolean;
  /** By `performance.now()`. */
  readonly at: number;
}

/** Stores in groups which sessions open and end: those that arrive together are one statement. */
@Injectable()
export class SessionLanes implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Sessions');
  /** By worker: a later session has superseded an earlier one, which may take longer to close. */
  private readonly ending = new Map<string, Ending>();
  private readonly openings = new AnsweringLanes<WantedSession, OpenedSession | undefined>({
    items: 'sessions',
    keyOf: ({ id }) => id,
    take: takeOpenings,
    work: (openings) => this.open(openings),
  });
  private readonly endings = new Lane<Ending>(
    () => this.takeEndings(),
    (endings) => this.end(endings),
  );
  /** Ends that could not be stored. */
  private failed: Ending[] = [];
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: WorkerSessionStore,
    private readonly watch: LeaseWatch,
  ) {}

  /**
   * Opens a session; returns undefined for an unknown worker.
   * @throws DomainError `database_busy` if too many wait: none is opened then
   */
  openSession(wanted: WantedSession): Promise<OpenedSession | undefined> {
    return this.openings.submitItem(wanted);
  }

  /** @param isLost whether it ended without a farewell: the worker is then suspect */
  recordEnd(id: string, number: number, isLost: boolean): void {
    if (isLost) this.watch.sessionLost(id);
    this.remember({ id, number, isLost, at: performance.now() });
    this.endings.wake();
  }

  private remember(ending: Ending): void {
    const known = this.ending.get(ending.id);
    if (known === undefined || known.number < ending.number) this.ending.set(ending.id, ending);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.openings.whenIdle();
    await this.endings.whenIdle();
    clearTimeout(this.retry);
  }

  private async open(openings: readonly Opening[]): Promise<void> {
    try {
      const opened = await this.store.openSessions(openings.map(({ item }) => item));
      for (const [index, { answer }] of openings.entries()) answer(opened[index]);
    } catch (error) {
      for (const { answer } of openings) answer(error as Error);
    }
  }

  private takeEndings(): Ending[] {
    const taken = [...this.ending.values()].slice(0, AT_ONCE);
    for (const { id } of taken) this.ending.delete(id);
    if (this.ending.size > 0) this.endings.wake();
    return taken;
  }

  private async end(endings: readonly Ending[]): Promise<void> {
    const now = performance.now();
    try {
      const suspects = await this.store.endSessions(endings.map((each) => endedOf(each, now)));
      if (suspects.length > 0) this.watch.sessionsLost(suspects);
    } catch (error) {
      logUnlessUnavailable(this.logger, error);
      this.failed.push(...endings.filter(({ at }) => now - at < MAX_AGE_MS));
      this.retry ??= setTimeout(() => this.endAgain(), RETRY_MS).unref();
    }
  }

  private endAgain(): void {
    this.retry = undefined;
    for (const each of this.failed.splice(0)) this.remember(each);
    this.endings.wake();
  }
}

/** Takes each worker once: another session of it is left for the next statement. */
function takeOpenings(waiting: Opening[]): Opening[] {
  const ids = new Set<string>();
  const [taken, left]: [Opening[], Opening[]] = [[], []];
  for (const each of waiting.splice(0)) {
    const { id } = each.item;
    (taken.length === AT_ONCE || ids.has(id) ? left : taken).push(each);
    ids.add(id);
  }
  waiting.push(...left);
  return taken;
}

const endedOf = ({ id, number, isLost, at }: Ending, now: number): EndedSession => ({
  id,
  number,
  lostSecondsAgo: isLost ? (now - at) / 1000 : undefined,
});
