import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { AnsweringLanes, type Waiting } from '../platform/batch/answering-lanes.js';
import { LockedRows } from '../platform/batch/locked-rows.js';
import { RowsLocked } from '../platform/instance/instance.js';
import { WorkerSessionStore, type OpenedSession, type WantedSession } from './store/worker-session.store.js';

/** Rows per statement: enough to cost little per row, few enough to hold their locks briefly. */
const AT_ONCE = 1000;

type Opening = Waiting<WantedSession, OpenedSession | undefined>;

/** Stores in groups which sessions open: those that arrive together are one statement. */
@Injectable()
export class SessionOpenings implements BeforeApplicationShutdown {
  private readonly lanes = new AnsweringLanes<WantedSession, OpenedSession | undefined>({
    items: 'sessions',
    keyOf: ({ id }) => id,
    take: takeOpenings,
    work: (openings) => this.open(openings),
  });
  private readonly locked = new LockedRows<Opening>({
    keyOf: ({ item }) => item.id,
    atOnce: AT_ONCE,
    writeFree: (openings) => this.openFree(openings),
    writeLocked: async ({ item, answer }, turnMs) => {
      answer(await this.store.openLocked(item, turnMs));
      return true;
    },
    giveUp: ({ answer }) => answer(new RowsLocked()),
    fail: ({ answer }, error) => answer(error as Error),
  });

  constructor(private readonly store: WorkerSessionStore) {}

  /**
   * Opens a session; returns undefined for an unknown worker.
   * @throws DomainError `database_busy` if too many wait, or if the row stays locked: none is opened then
   */
  openSession(wanted: WantedSession): Promise<OpenedSession | undefined> {
    return this.lanes.submitItem(wanted);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.lanes.whenIdle();
    await this.locked.whenIdle();
  }

  private async open(openings: readonly Opening[]): Promise<void> {
    const waits = ({ item }: Opening): boolean => this.locked.has(item.id);
    const later = openings.filter(waits);
    const locked = await this.openFree(
      later.length === 0 ? openings : openings.filter((each) => !waits(each)),
    );
    for (const each of [...later, ...locked]) this.locked.add(each);
  }

  /** @returns those whose rows are locked */
  private async openFree(openings: readonly Opening[]): Promise<Opening[]> {
    if (openings.length === 0) return [];
    try {
      const opened = await this.store.openSessions(openings.map(({ item }) => item));
      return openings.filter(({ answer }, index) => {
        const result = opened[index];
        if (result !== 'locked') answer(result);
        return result === 'locked';
      });
    } catch (error) {
      for (const { answer } of openings) answer(error as Error);
      return [];
    }
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
