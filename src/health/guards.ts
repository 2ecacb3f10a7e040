import { Inject, Injectable, Logger } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Database, type Queryable } from '../platform/database/database.js';
import { Instance } from '../platform/instance/instance.js';
import { guardSubject } from '../fleet/guard-place.js';
import { guardThresholdsOf, type GuardThresholds } from '../fleet/guard-thresholds.js';
import { intervalRulesOf, unboundedIntervalSeconds, type IntervalRules } from '../fleet/lease.js';
import { decideGuard, type Guard, type GuardRules } from './guard.js';
import { levelsOf, type Silence } from './silence.js';
import { SystemStatisticsService } from '../statistics/system-statistics.service.js';
import { KnownGaps } from './store/known-gaps.js';
import { GuardStore, type GuardChange } from './store/guard.store.js';

const NO_SILENCE = { silent: 0, silentAtAll: 0, failed: 0, total: 0 };

/** Decides which zones are held before any worker is failed. */
@Injectable()
export class Guards {
  private readonly logger = new Logger('Guard');
  private readonly rules: GuardRules & GuardThresholds;
  private readonly intervals: IntervalRules;
  /** Time before the end of its lease, up to a third of it, from which on a worker is silent for the guard. */
  leadSeconds: number;

  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
    private readonly gaps: KnownGaps,
    private readonly store: GuardStore,
    private readonly statistics: SystemStatisticsService,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.rules = { ...guardThresholdsOf(worker), maxMs: worker.guardMaxMinutes * 60_000 };
    this.intervals = intervalRulesOf(worker);
    this.leadSeconds = unboundedIntervalSeconds(this.intervals, 0);
  }

  /** Must be called before a sweep surveys the fleet: larger fleets have longer heartbeat intervals. */
  async prepareSurvey(): Promise<void> {
    this.leadSeconds = unboundedIntervalSeconds(this.intervals, await this.statistics.lastPresent());
  }

  /**
   * Engages, ends or spends guards by the level of silence of each zone and of the fleet. Does nothing if
   * there are fewer silent workers than engage a guard, unless a guard exists.
   * @param ours throws if another instance has the round meanwhile
   * @returns whether the state of a guard changed
   */
  async decideGuards(silence: Silence, ours: (tx: Queryable) => Promise<void>): Promise<boolean> {
    if (silence.workers < this.rules.minWorkers && !(await this.store.hasGuard(this.database))) return false;
    const changes = await this.database.transaction(async (tx) => {
      await this.instance.recordIn(tx);
      await ours(tx);
      await this.store.lockGuards(tx);
      return this.store.applyGuards(tx, await this.wanted(tx, silence));
    });
    for (const change of changes) this.logChange(change);
    return changes.length > 0;
  }

  private logChange({ scope, zone, before, state, silent, total }: GuardChange): void {
    const where = guardSubject({ scope, zone });
    if (state === 'HOLDING') {
      const share = `${silent} of ${total} workers are silent`;
      this.logger.warn(`Guard for ${where} engaged: ${share}; none of them will be failed`);
    } else if (state === 'SPENT') {
      this.logger.warn(`Guard for ${where} timed out; silent workers are judged again from zero`);
    } else if (before === 'HOLDING' && state === 'WATCHING') {
      this.logger.log(`Guard for ${where} ended: ${silent} of ${total} workers are silent`);
    }
  }

  private async wanted(tx: Queryable, silence: Silence): Promise<Guard[]> {
    const { guards, now } = await this.store.readGuards(tx);
    const timeSince = await this.gaps.ownTimeSince(tx);
    const before = new Map(guards.map((guard) => [`${guard.scope}:${guard.zone}`, guard]));
    const levels = new Map(
      levelsOf(silence, await this.store.countLost(tx)).map((level) => [
        `${level.scope}:${level.zone}`,
        level,
      ]),
    );
    // A zone that an operator holds need not have a silent worker.
    for (const [key, { scope, zone }] of before)
      if (!levels.has(key)) levels.set(key, { scope, zone, ...NO_SILENCE });
    return [...levels.values()]
      .filter(
        ({ silentAtAll, scope, zone }) =>
          scope === 'fleet' || silentAtAll >= this.rules.minWorkers || before.has(`zone:${zone}`),
      )
      .map((level) => {
        const known = before.get(`${level.scope}:${level.zone}`);
        const heldMs = known === undefined ? 0 : timeSince(known.since);
        return decideGuard(level, known, this.rules, now, heldMs);
      })
      .filter((guard) => guard !== undefined)
      .filter(({ holdUntil }) => this.rules.enabled || holdUntil !== null);
  }
}
