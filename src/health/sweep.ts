import { Inject, Injectable, Logger } from '@nestjs/common';
import { eachAbreast } from '../platform/batch/abreast.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Database, type Queryable } from '../platform/database/database.js';
import { Instance } from '../platform/instance/instance.js';
import { counted } from '../platform/text/counted.js';
import { Guards } from './guards.js';
import { Silence } from './silence.js';
import {
  JudgementStore,
  NO_CHANGES,
  type Changes,
  type Part,
  type Round,
  type ZoneSurvey,
} from './store/judgement.store.js';
import { SweepStore } from './store/sweep.store.js';

/**
 * Workers per judging transaction: enough to cost little per worker, few enough to hold their locks briefly.
 */
const BATCH = 1000;

/** Concurrent surveys of parts, and concurrent batches when few workers are judged. */
const ABREAST = 2;

/**
 * With more workers than this, batches run one at a time: two at once are no faster on a small machine, and
 * heartbeats would wait for them.
 */
const FEW = 20_000;

/** Maximum number of ids kept between survey and judgement; parts with more are surveyed again. */
const MAX_KEPT_IDS = 50_000;

/** Thrown when another instance has taken over the round. */
class RoundLost extends Error {}

/** Workers to judge: known ids, and parts of the fleet with too many of them. */
interface Found {
  readonly silence: Silence;
  readonly ids: readonly string[];
  readonly parts: readonly Part[];
}

/**
 * Sweeps the fleet: surveys it part by part, decides about the guards, then judges the workers that are to
 * change, batch by batch. Each judging transaction first records this instance, so that a gap of its own is
 * known.
 */
@Injectable()
export class Sweep {
  private readonly logger = new Logger('Sweep');
  private readonly rules: Pick<Round, 'maxFailures' | 'autoRecovery'>;

  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
    private readonly judgement: JudgementStore,
    private readonly sweeps: SweepStore,
    private readonly guards: Guards,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.rules = { maxFailures: worker.maxConsecutiveFailures, autoRecovery: worker.autoRecoveryEnabled };
  }

  /**
   * Sweeps in a round and counts each failure; if the round was lost meanwhile, returns what was done until
   * then.
   */
  async countFailures(round: number): Promise<Changes> {
    const ours = async (tx: Queryable, changes: Changes): Promise<void> => {
      if (!(await this.sweeps.countInSweep(tx, round, changes))) throw new RoundLost();
    };
    return this.pass({ ...this.rules, number: round, countedThrough: round - 1 }, ours);
  }

  /** Judges the fleet again in a round; failures are not counted a second time. */
  async repeatJudgement(round: number): Promise<Changes> {
    return this.pass({ ...this.rules, number: round, countedThrough: round }, async () => {});
  }

  /**
   * Judges some workers now, waiting for locked rows.
   * @param liftedBy actor who lifts FAILED, although `auto-recovery-enabled` is off
   */
  async judgeWorkers(ids: readonly string[], round: number, liftedBy?: string): Promise<Changes> {
    const again = { ...this.rules, number: round, countedThrough: round };
    const rules = liftedBy === undefined ? again : { ...again, autoRecovery: true };
    let total = NO_CHANGES;
    for (const batch of batchesOf(ids)) {
      const { changes } = await this.database.transaction(async (tx) => {
        await this.instance.recordIn(tx);
        return this.judgement.judgeWorkers(tx, batch, rules, 'wait', liftedBy);
      });
      total = sum(total, changes);
    }
    return total;
  }

  /**
   * Judges workers whose lease has ended. None is FAILED by it: many may have fallen silent together, and only a sweep knows
   * how many before it decides about the guards. Locked rows are left to the sweep.
   */
  async judgeEnded(ids: readonly string[], round: number): Promise<void> {
    const maxFailures = Math.max(2, this.rules.maxFailures);
    const rules = { ...this.rules, maxFailures, number: round, countedThrough: round };
    await this.database.transaction(async (tx) => {
      await this.instance.recordIn(tx);
      await this.judgement.judgeWorkers(tx, ids.toSorted(), rules, 'skip');
    });
  }

  private async pass(round: Round, ours: Ours): Promise<Changes> {
    let total = NO_CHANGES;
    const add = (changes: Changes): void => void (total = sum(total, changes));
    try {
      await this.guards.prepareSurvey();
      // Record this instance before any worker counts as silent, so that a gap of its own is known.
      await this.database.transaction((tx) => this.instance.recordIn(tx));
      let found = await this.look(round);
      if (await this.guards.decideGuards(found.silence, (tx) => ours(tx, NO_CHANGES)))
        found = await this.look(round);
      const skipped = [...(await this.judgeAll(found.ids, round, ours, add))];
      for (const part of found.parts) {
        const zones = await this.judgement.surveyFleet(part, round, this.guards.leadSeconds, true);
        skipped.push(...(await this.judgeAll(idsOf(zones), round, ours, add)));
      }
      await this.judgeAll(skipped.slice(0, MAX_KEPT_IDS), round, ours, add);
    } catch (error) {
      if (!(error instanceof RoundLost)) throw error;
      this.logger.warn(`Round ${round.number} was taken over by another instance`);
    }
    return total;
  }

  private async look(round: Round): Promise<Found> {
    const silence = new Silence();
    const ids: string[] = [];
    const full: Part[] = [];
    let room = MAX_KEPT_IDS;
    await eachAbreast(await this.judgement.divideFleet(), ABREAST, async (part) => {
      const zones = await this.judgement.surveyFleet(part, round, this.guards.leadSeconds, room > 0);
      for (const zone of zones) silence.addZone(zone);
      const changing = zones.reduce((sum, zone) => sum + zone.changing, 0);
      if (changing > room) {
        room = 0;
        full.push(part);
      } else {
        room -= changing;
        ids.push(...idsOf(zones));
      }
    });
    return { silence, ids, parts: full };
  }

  /** @returns ids of workers whose rows were locked; they must be tried again */
  private async judgeAll(
    ids: readonly string[],
    round: Round,
    ours: Ours,
    add: (changes: Changes) => void,
  ): Promise<string[]> {
    const skipped: string[] = [];
    await eachAbreast(batchesOf(ids), ids.length > FEW ? 1 : ABREAST, async (batch) => {
      const done = await this.database.transaction(async (tx) => {
        await this.instance.recordIn(tx);
        const judged = await this.judgement.judgeWorkers(tx, batch, round, 'skip');
        await ours(tx, judged.changes);
        return judged;
      });
      add(done.changes);
      skipped.push(...done.skipped);
    });
    return skipped;
  }
}

/** Aborts a transaction if another instance has taken over the round. */
type Ours = (tx: Queryable, changes: Changes) => Promise<void>;

/**
 * Sorted ids are in the order of their creation, so that a batch finds its rows, and its places in indexes,
 * close together.
 */
const idsOf = (zones: readonly ZoneSurvey[]): string[] => zones.flatMap(({ ids }) => ids).toSorted();

function* batchesOf(ids: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < ids.length; start += BATCH) yield ids.slice(start, start + BATCH);
}

function sum(a: Changes, b: Changes): Changes {
  return {
    unhealthy: a.unhealthy + b.unhealthy,
    failed: a.failed + b.failed,
    recovered: a.recovered + b.recovered,
    held: a.held + b.held,
    released: a.released + b.released,
  };
}

/**
 * Returns the changes as text, such as "3 workers became UNHEALTHY, 1 worker became FAILED"; undefined if
 * nothing changed.
 */
export function describeChanges({
  unhealthy,
  failed,
  recovered,
  held,
  released,
}: Changes): string | undefined {
  const counts = [
    [unhealthy, 'became UNHEALTHY'],
    [failed, 'FAILED'],
    [recovered, 'recovered'],
    [held, 'held by a guard'],
    [released, 'released by a guard'],
  ] as const;
  const words = counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${counted(count, 'worker')} ${what}`);
  return words.length === 0 ? undefined : words.join(', ');
}
