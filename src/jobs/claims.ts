import { crc32 } from 'node:zlib';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Lane } from '../platform/batch/lane.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { AT_ONCE } from './store/claim-statements.js';
import { JobStore } from './store/job.store.js';
import type { Claimed, JobWish } from './store/job.js';

/** How long a claim waits at once for locked rows, and in total, when every eligible worker is locked. */
const WAIT_MS = 50;
const PATIENCE_MS = 1000;
/** Concurrent statements of a lane for claims with different requirements. */
const ABREAST = 2;
/** Maximum number of waiting claims; more would wait longer than a scheduler does. */
const MAX_WAITING = 10_000;

/** While one statement commits, another is written; a job always uses the same lane. */
const LANES = 2;

interface Waiting {
  readonly wish: JobWish;
  readonly actor: string;
  readonly answer: (result: Claimed | undefined | Error) => void;
  readonly since: number;
}

interface ClaimLane {
  readonly claims: Waiting[];
  readonly lane: Lane<Waiting>;
}

/**
 * Writes all claims to the database in batches: one statement covers all claims with the same requirements
 * that arrived while the previous one ran.
 */
@Injectable()
export class Claims implements BeforeApplicationShutdown {
  private waiting = 0;
  private readonly lanes = Array.from({ length: LANES }, () => this.newLane());

  constructor(private readonly store: JobStore) {}

  /**
   * Assigns a job to a lightly loaded worker that can take it. Prefers unlocked rows; only if every eligible
   * worker is locked, waits for one of them.
   * @returns undefined if no worker can take it
   * @throws DomainError `no_worker_for_job` if no lock was released in time; `database_busy`,
   * `database_unavailable`
   */
  claim(wish: JobWish, actor: string): Promise<Claimed | undefined> {
    if (this.waiting >= MAX_WAITING)
      throw new DomainError('database_busy', { message: 'Too many claims are waiting' });
    return new Promise((resolve, reject) => {
      const answer = (result: Claimed | undefined | Error): void => {
        this.waiting -= 1;
        if (result instanceof Error) reject(result);
        else resolve(result);
      };
      this.waiting += 1;
      const { claims, lane } = this.lanes[crc32(wish.jobId) % LANES]!;
      claims.push({ wish, actor, answer, since: performance.now() });
      lane.wake();
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const { lane } of this.lanes) await lane.idle();
  }

  private newLane(): ClaimLane {
    const claims: Waiting[] = [];
    const lane = new Lane(
      () => claims.splice(0, AT_ONCE * ABREAST),
      (those) => this.go(those, claims),
    );
    return { claims, lane };
  }

  private async go(claims: readonly Waiting[], later: Waiting[]): Promise<void> {
    const statements = statementsOf(claims);
    for (let from = 0; from < statements.length; from += ABREAST)
      await Promise.all(statements.slice(from, from + ABREAST).map((each) => this.write(each, later)));
  }

  private async write(claims: readonly Waiting[], later: Waiting[]): Promise<void> {
    try {
      const asked = new Map(claims.map(({ wish, actor }) => [wish.jobId, actor]));
      const results = await this.store.claimFree(claims[0]!.wish, asked);
      const told = new Set<string>();
      const left: Waiting[] = [];
      for (const claim of claims) {
        const { jobId } = claim.wish;
        const result = results.get(jobId);
        // Of two claims of one job in a batch, the first assigned it.
        if (result !== undefined)
          claim.answer(told.has(jobId) ? { worker: result.worker, fence: null } : result);
        else left.push(claim);
        told.add(jobId);
      }
      // Fewer workers than jobs, but each may have further free slots: the next statement finds out.
      if (left.length < claims.length) later.unshift(...left);
      else for (const claim of left) void this.settle(claim);
    } catch (error) {
      for (const { answer } of claims) answer(error as Error);
    }
  }

  /**
   * Waits for a locked row, or takes a suspect if no other worker can take the job; if none is unlocked, the claim queues again behind the others, as long as slots
   * are free.
   */
  private async settle(claim: Waiting): Promise<void> {
    try {
      claim.answer(await this.claimHeld(claim));
    } catch (error) {
      if (error instanceof StillLocked && performance.now() - claim.since < PATIENCE_MS) {
        const { claims, lane } = this.lanes[crc32(claim.wish.jobId) % LANES]!;
        claims.push(claim);
        lane.wake();
      } else claim.answer(error as Error);
    }
  }

  private async claimHeld({ wish, actor }: Waiting): Promise<Claimed | undefined> {
    const deadline = performance.now() + WAIT_MS;
    for (let left = WAIT_MS; left > 0; left = Math.floor(deadline - performance.now())) {
      const { any, sound } = await this.store.canBeTaken(wish);
      if (!any) return this.placedMeanwhile(wish);
      try {
        const taken = await this.store.claimHeld(wish, actor, left, !sound);
        if (taken !== undefined) return taken;
      } catch (error) {
        if (!(error instanceof DomainError) || error.code !== 'database_busy') throw error;
      }
    }
    const placed = await this.placedMeanwhile(wish);
    if (placed !== undefined) return placed;
    throw new StillLocked();
  }

  /**
   * If another claim of the same job took the last slot during the search, the claim is answered as a
   * repetition.
   */
  private async placedMeanwhile({ jobId }: JobWish): Promise<Claimed | undefined> {
    const job = await this.store.find(jobId);
    return job && { worker: job.worker, fence: null };
  }
}

class StillLocked extends DomainError {
  constructor() {
    super('no_worker_for_job', {
      message: `All workers that could take the job are locked by other transactions; none was free within ${PATIENCE_MS} ms`,
    });
  }
}

/** Groups claims with the same requirements, in batches of limited size. */
function statementsOf(claims: readonly Waiting[]): Waiting[][] {
  const alike = new Map<string, Waiting[]>();
  for (const claim of claims) {
    const { priority, terms, zone, prefix } = claim.wish;
    const asked = JSON.stringify([priority, terms, zone, prefix]);
    const others = alike.get(asked);
    if (others === undefined) alike.set(asked, [claim]);
    else others.push(claim);
  }
  return [...alike.values()].flatMap((each) =>
    Array.from({ length: Math.ceil(each.length / AT_ONCE) }, (_, part) =>
      each.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
    ),
  );
}
