import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { AnsweringLanes, type Waiting } from '../../platform/batch/answering-lanes.js';
import { groupedBy } from '../../platform/batch/grouped-by.js';
import { wavesOf } from '../../platform/batch/waves.js';
import { hasCode } from '../../platform/errors/domain-error.js';
import { Instance } from '../../platform/instance/instance.js';
import { nameOf, type Authorised, type Registered, type ShownState } from './registration.js';
import { RegistrationWriter } from './registration-writer.js';
import type { TakeoverRefusal } from './store/takeovers.js';

/** Maximum number of registrations in a statement; more of them gain little, and delay the first. */
const TOGETHER = 100;

type Result = Registered<ShownState> | TakeoverRefusal;
type WaitingRegistration = Waiting<Authorised, Result>;

/**
 * Writes single registrations to the database in batches: one transaction covers those that arrived while the previous
 * one ran. If it fails for the sake of one of them, each is registered alone.
 */
@Injectable()
export class RegistrationLanes implements BeforeApplicationShutdown {
  private readonly lanes = new AnsweringLanes<Authorised, Result>({
    items: 'registrations',
    keyOf: nameOf,
    take: takeDifferent,
    work: async (those) => {
      for (const group of groupedBy(those, ({ item }) => kindOf(item))) await this.write(group);
    },
  });
  /** Registrations that are written alone. */
  private readonly alone = new Set<Promise<void>>();

  constructor(
    private readonly writer: RegistrationWriter,
    private readonly instance: Instance,
  ) {}

  /**
   * Registers a worker.
   * @returns why the caller may not take over a known worker, if so
   * @throws DomainError `join_token_expired`, `join_token_used_up`, `database_busy`, `database_unavailable`
   */
  submitRegistration(each: Authorised): Promise<Result> {
    return this.lanes.submitItem(each);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.lanes.whenIdle();
    await Promise.all(this.alone);
  }

  private async write(group: readonly WaitingRegistration[]): Promise<void> {
    const [first] = group;
    if (group.length === 1) return this.writeAlone(first!);
    try {
      const results = await this.writer.writeTogether(group.map(({ item }) => item));
      for (const [index, { answer }] of group.entries()) answer(results[index]!);
    } catch (error) {
      if (hasCode(error, 'database_unavailable')) {
        // A gap of this instance. What fails for the sake of one of them is none.
        this.instance.noteRefusal(error);
        for (const { answer } of group) answer(error);
        return;
      }
      // The row of one of them is locked, or their join token has too few uses left: the others need not wait.
      for (const each of group) this.keep(this.writeAlone(each));
    }
  }

  private async writeAlone({ item, answer }: WaitingRegistration): Promise<void> {
    try {
      answer(await this.writer.writeAlone(item));
    } catch (error) {
      answer(error as Error);
    }
  }

  private keep(work: Promise<void>): void {
    this.alone.add(work);
    void work.finally(() => this.alone.delete(work));
  }
}

/** Removes the first registrations from the list, each workerId once; repetitions wait for the next statement. */
function takeDifferent(waiting: WaitingRegistration[]): WaitingRegistration[] {
  const [first, ...later] = wavesOf(waiting.splice(0, TOGETHER), ({ item }) => nameOf(item));
  waiting.unshift(...later.flat());
  return first ?? [];
}

/** Registrations of one kind can be written by one statement. Those that replace a record wait for others: each is alone. */
function kindOf(one: Authorised): string {
  const { scope, joinToken } = one.authority;
  return JSON.stringify([scope, joinToken?.id, one.registration.force ? nameOf(one) : null]);
}
