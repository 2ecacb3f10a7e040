import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { AnsweringLanes, type Waiting } from '../platform/batch/answering-lanes.js';
import { groupedBy } from '../platform/batch/grouped-by.js';
import { DomainError, hasCode } from '../platform/errors/domain-error.js';
import { AT_ONCE } from './store/claim-statements.js';
import { JobStore } from './store/job.store.js';
import type { Claimed, JobWish } from './store/job.js';

/** How long a claim waits at once for locked rows, and in total, when every eligible worker is locked. */
const WAIT_MS = 50;
const PATIENCE_MS = 1000;
/** Concurrent statements of a lane for claims with different requirements. */
const ABREAST = 2;
interface Claim {
  readonly wish: JobWish;
  readonly actor: string;
}

type WaitingClaim = Waiting<Claim, Claimed | undefined>;

/**
 * Writes all claims to the database in batches: one statement covers all claims with the same requirements
 * that arrived while the previous one ran.
 */
@Injectable()
export class Claims implements BeforeApplicationShutdown {
  private readonly lanes = new AnsweringLanes<Claim, Claimed | undefined>({
    items: 'claims',
    keyOf: ({ wish }) => wish.jobId,
    take: (waiting) => waiting.splice(0, AT_ONCE * ABREAST),
    work: (claims, later) => this.go(claims, later),
  });

  constructor(private readonly store: JobStore) {}

  /**
   * Assigns a job to a lightly loaded worker that can take it. Prefers unlocked rows; only if every eligible
   * worker is locked, waits for one of them.
   * @returns undefined if no worker can take it
   * @throws DomainError `no_worker_for_job` if no lock was released in time; `database_busy`,
   * `database_unavailable`
   */
  claimJob(wish: JobWish, actor: string): Promise<Claimed | undefined> {
    return this.lanes.submitItem({ wish, actor });
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.lanes.whenIdle();
  }

  private async go(claims: readonly WaitingClaim[], later: WaitingClaim[]): Promise<void> {
    const statements = statementsOf(claims);
    for (let from = 0; from < statements.length; from += ABREAST)
      await Promise.all(statements.slice(from, from + ABREAST).map((each) => this.write(each, later)));
  }

  private async write(claims: readonly WaitingClaim[], later: WaitingClaim[]): Promise<void> {
    try {
      const asked = new Map(claims.map(({ item }) => [item.wish.jobId, item.actor]));
      const results = await this.store.claimFree(claims[0]!.item.wish, asked);
      const told = new Set<string>();
      const left: WaitingClaim[] = [];
      for (const claim of claims) {
        const { jobId } = claim.item.wish;
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
   * Waits for a locked row, or takes a suspect if no other worker can take the job. If all rows are locked, the claim
   * queues again behind the others, as long as slots are free.
   */
  private async settle(claim: WaitingClaim): Promise<void> {
    try {
      claim.answer(await this.claimHeld(claim.item));
    } catch (error) {
      if (error instanceof StillLocked && performance.now() - claim.since < PATIENCE_MS)
        this.lanes.queueItem(claim);
      else claim.answer(error as Error);
    }
  }

  private async claimHeld({ wish, actor }: Claim): Promise<Claimed | undefined> {
    const deadline = performance.now() + WAIT_MS;
    for (let left = WAIT_MS; left > 0; left = Math.floor(deadline - performance.now())) {
      const { any, sound } = await this.store.canBeTaken(wish);
      if (!any) return this.placedMeanwhile(wish);
      try {
        const taken = await this.store.claimHeld(wish, actor, left, !sound);
        if (taken !== undefined) return taken;
      } catch (error) {
        if (!hasCode(error, 'database_busy')) throw error;
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
    const job = await this.store.findJob(jobId);
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
const statementsOf = (claims: readonly WaitingClaim[]): WaitingClaim[][] =>
  groupedBy(claims, ({ item: { wish } }) =>
    JSON.stringify([wish.priority, wish.terms, wish.zone, wish.prefix]),
  ).flatMap((each) =>
    Array.from({ length: Math.ceil(each.length / AT_ONCE) }, (_, part) =>
      each.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
    ),
  );
