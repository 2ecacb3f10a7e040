import type { FreshVerdicts } from '../fresh-verdicts.js';
import type { LeaseStore } from './store/lease.store.js';
import type { Renewal } from './store/renewal-row.js';
import { Lane } from '../../platform/batch/lane.js';
import type { OutageWait } from './outage-wait.js';
import type { WaitingBeat } from './waiting-beat.js';

/**
 * Workers per batch, and number of concurrent batches: a fleet that returns must not occupy the whole pool.
 */
const AT_ONCE = 500;
const LANES = 2;

interface Returned {
  readonly waiting: WaitingBeat;
  readonly renewal: Renewal;
  readonly since: number;
}

/**
 * Handles workers that return from a silence: judges them, and reports the jobs that were released from them.
 */
export class SilenceEnds {
  private readonly queue: Returned[] = [];
  private readonly lanes = Array.from(
    { length: LANES },
    () =>
      new Lane(
        () => this.queue.splice(0, AT_ONCE),
        (returned) => this.settle(returned),
      ),
  );

  constructor(
    private readonly leases: LeaseStore,
    private readonly verdicts: FreshVerdicts,
    private readonly outage: OutageWait,
  ) {}

  add(waiting: WaitingBeat, renewal: Renewal): void {
    this.queue.push({ waiting, renewal, since: waiting.since });
    for (const lane of this.lanes) lane.wake();
  }

  async whenIdle(): Promise<void> {
    for (const lane of this.lanes) await lane.whenIdle();
  }

  private async settle(all: readonly Returned[]): Promise<void> {
    try {
      const ill = all.filter(({ renewal }) => renewal.endsSilence).map(idOf);
      const judged = await this.verdicts.judgeWorkers([...new Set(ill)]);
      const poorer = all.filter(({ renewal }) => renewal.hasRevokedJobs);
      const revoked = await this.leases.takeRevokedJobs(poorer.map(({ waiting }) => waiting.beat));
      for (const each of all) {
        const { waiting, renewal } = each;
        const state = judged.get(idOf(each)) ?? renewal.state;
        waiting.answerWaiters({ renewal, state, revokedJobs: revoked.get(idOf(each)) ?? [] });
      }
    } catch (error) {
      const { again, failed } = await this.outage.pauseAfter(error, all);
      for (const { waiting } of failed) waiting.answerWaiters(error as Error);
      if (again.length > 0) await this.settle(again);
    }
  }
}

const idOf = ({ waiting }: Returned): string => waiting.beat.id;
