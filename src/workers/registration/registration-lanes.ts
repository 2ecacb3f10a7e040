import { crc32 } from 'node:zlib';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { WorkerState } from '../../fleet/worker.js';
import { Lane } from '../../platform/batch/lane.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { Instance } from '../../platform/instance/instance.js';
import { nameOf, type Authorised, type Registered } from './registration.js';
import { RegistrationWriter } from './registration-writer.js';
import type { TakeoverRefusal } from './store/takeovers.js';

/** While one statement commits, another is written; a worker always uses the same lane. */
const LANES = 2;
/** Maximum number of registrations in a statement; more of them gain little, and delay the first. */
const TOGETHER = 100;
/** Maximum number of waiting registrations; more would wait longer than their clients do. */
const MAX_WAITING = 10_000;

type Result = Registered<WorkerState> | TakeoverRefusal;

interface Waiting {
  readonly each: Authorised;
  readonly answer: (result: Result | Error) => void;
}

interface RegistrationLane {
  readonly waiting: Waiting[];
  readonly lane: Lane<Waiting>;
}

/**
 * Writes single registrations to the database in batches: one transaction covers those that arrived while the previous
 * one ran. If it fails for the sake of one of them, each is registered alone.
 */
@Injectable()
export class RegistrationLanes implements BeforeApplicationShutdown {
  private waiting = 0;
  private readonly lanes = Array.from({ length: LANES }, () => this.newLane());
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
  register(each: Authorised): Promise<Result> {
    if (this.waiting >= MAX_WAITING)
      return Promise.reject(
        new DomainError('database_busy', { message: 'Too many registrations are waiting' }),
      );
    return new Promise((resolve, reject) => {
      const answer = (result: Result | Error): void => {
        this.waiting -= 1;
        if (result instanceof Error) reject(result);
        else resolve(result);
      };
      this.waiting += 1;
      const { waiting, lane } = this.lanes[crc32(nameOf(each)) % LANES]!;
      waiting.push({ each, answer });
      lane.wake();
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const { lane } of this.lanes) await lane.idle();
    await Promise.all(this.alone);
  }

  private newLane(): RegistrationLane {
    const waiting: Waiting[] = [];
    const lane = new Lane(
      () => takeDifferent(waiting),
      async (those) => {
        for (const group of groupsOf(those)) await this.write(group);
      },
    );
    return { waiting, lane };
  }

  private async write(group: readonly Waiting[]): Promise<void> {
    const [first] = group;
    if (group.length === 1) return this.writeAlone(first!);
    try {
      const results = await this.writer.writeTogether(group.map(({ each }) => each));
      for (const [index, { answer }] of group.entries()) answer(results[index]!);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'database_unavailable') {
        // A gap; so that a failure by the row of one of them is none, it is not noted where they are written.
        this.instance.refuses(error);
        for (const { answer } of group) answer(error);
        return;
      }
      // The row of one of them is locked, or their join token has too few uses left: the others need not wait.
      for (const each of group) this.keep(this.writeAlone(each));
    }
  }

  private async writeAlone({ each, answer }: Waiting): Promise<void> {
    try {
      answer(await this.writer.writeAlone(each));
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
function takeDifferent(waiting: Waiting[]): Waiting[] {
  const taken = new Map<string, Waiting>();
  const later: Waiting[] = [];
  for (const one of waiting.splice(0, TOGETHER)) {
    const name = nameOf(one.each);
    if (taken.has(name)) later.push(one);
    else taken.set(name, one);
  }
  waiting.unshift(...later);
  return [...taken.values()];
}

/** Groups registrations that one statement can write. Those that replace a record wait for others, so each is alone. */
function groupsOf(all: readonly Waiting[]): Waiting[][] {
  const groups = new Map<string, Waiting[]>();
  for (const one of all) {
    const { registration, authority } = one.each;
    const { scope, joinToken } = authority;
    const key = JSON.stringify([scope, joinToken?.id, registration.force ? nameOf(one.each) : null]);
    const others = groups.get(key);
    if (others === undefined) groups.set(key, [one]);
    else others.push(one);
  }
  return [...groups.values()];
}
