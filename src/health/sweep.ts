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

/** Workers that one transaction judges: enough to cost little a worker, few enough to hold their locks briefly. */
const BATCH = 1000;

/** Parts that are looked through at once, and batches of a few workers that are judged at once. */
const ABREAST = 2;

/** More than these are judged by one batch at a time: two take as long on a small machine, and heartbeats wait for them. */
const FEW = 20_000;

/** Ids that are kept between looking and judging; parts with more are looked through once more. */
const MAX_KEPT_IDS = 50_000;

/** Another instance has this round now. */
class RoundLost extends Error {}

/** Whom to judge: ids at hand, and parts of the fleet with too many of them. */
interface Found {
  readonly silence: Silence;
  readonly ids: readonly string[];
  readonly parts: readonly Part[];
}

/**
 * One pass over the fleet: looks through it part by part, decides about the guards, then judges, batch by batch, whoever
 * is to change. Nothing is judged before this instance has recorded itself in the same transaction, so that a gap
 * of its own is known.
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

  /** The sweep of a round, each failure counted; of a round that was lost meanwhile, what was done until then. */
  async count(round: number): Promise<Changes> {
    const ours = async (tx: Queryable, changes: Changes): Promise<void> => {
      if (!(await this.sweeps.count(tx, round, changes))) throw new RoundLost();
    };
    return this.pass({ ...this.rules, number: round, countedThrough: round - 1 }, ours);
  }

  /** Judges the fleet once more in a round; failures are not counted a second time. */
  async repeat(round: number): Promise<Changes> {
    return this.pass({ ...this.rules, number: round, countedThrough: round }, async () => {});
  }

  /**
   * Judges some workers now, waiting for those that somebody else holds.
   * @param liftedBy who lifts FAILED, although `auto-recovery-enabled` is off
   */
  async judge(ids: readonly string[], round: number, liftedBy?: string): Promise<Changes> {
    const again = { ...this.rules, number: round, countedThrough: round };
    const rules = liftedBy === undefined ? again : { ...again, autoRecovery: true };
    let total = NO_CHANGES;
    for (const batch of batchesOf(ids)) {
      const { changes } = await this.database.transaction(async (tx) => {
        await this.instance.recordIn(tx);
        return this.judgement.judge(tx, batch, rules, 'wait', liftedBy);
      });
      total = sum(total, changes);
    }
    return total;
  }

  private async pass(round: Round, ours: Ours): Promise<Changes> {
    let total = NO_CHANGES;
    const add = (changes: Changes): void => void (total = sum(total, changes));
    try {
      await this.guards.prepare();
      // A gap of our own is known before anybody is counted as silent.
      await this.database.transaction((tx) => this.instance.recordIn(tx));
      let found = await this.look(round);
      if (await this.guards.decide(found.silence, (tx) => ours(tx, NO_CHANGES)))
        found = await this.look(round);
      const skipped = [...(await this.judgeAll(found.ids, round, ours, add))];
      for (const part of found.parts) {
        const zones = await this.judgement.survey(part, round, this.guards.silentAfterMs, true);
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
    await eachAbreast(await this.judgement.parts(), ABREAST, async (part) => {
      const zones = await this.judgement.survey(part, round, this.guards.silentAfterMs, room > 0);
      for (const zone of zones) silence.add(zone);
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

  /** @returns who was held by somebody else and is to be tried again */
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
        const judged = await this.judgement.judge(tx, batch, round, 'skip');
        await ours(tx, judged.changes);
        return judged;
      });
      add(done.changes);
      skipped.push(...done.skipped);
    });
    return skipped;
  }
}

/** Ends a transaction whose round has become somebody else's. */
type Ours = (tx: Queryable, changes: Changes) => Promise<void>;

/** In the order of ids, which is that in which they came: a batch then finds its rows, and its places in indexes, together. */
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

/** "3 became UNHEALTHY, 1 FAILED": what changed, in words; undefined where nothing did. */
export function toldChanges({ unhealthy, failed, recovered, held, released }: Changes): string | undefined {
  const told = [
    [unhealthy, 'became UNHEALTHY'],
    [failed, 'FAILED'],
    [recovered, 'recovered'],
    [held, 'held by a guard'],
    [released, 'let go by a guard'],
  ] as const;
  const words = told
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${counted(count, 'worker')} ${what}`);
  return words.length === 0 ? undefined : words.join(', ');
}
