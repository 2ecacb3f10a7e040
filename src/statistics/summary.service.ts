import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { RedisConnection } from '../platform/redis/redis.js';
import { ANYONE, scopeOf, type Caller } from '../identity/access/caller.js';
import { SharedCache } from '../platform/redis/shared-cache.js';
import { FleetCount } from './fleet-count.js';
import type { FleetFigures } from './fleet-figures.js';
import { guardRulesOf } from './guards.service.js';
import { guardDto, type GuardRules } from './guard-words.js';
import { Held } from '../platform/sharing/held.js';
import { HeldParts } from './held-parts.js';
import { LastKnown } from './last-known.js';
import { guardsOfPart, withoutFleet } from './part-summary.js';
import { SummaryStore, type Circumstances, type InstanceRow } from './store/summary.store.js';
import { instanceDto, sweepDto, worstWorkerDto } from './summary-rows.js';
import type { GuardDto, NextStepDto } from './guard.dto.js';
import type { HealthSummaryDto } from './summary.dto.js';
import { verdictOf, type Verdict } from './verdict.js';

const MAX_STEPS = 50;

/** Callers within this time share the parts of the summary beside the count. */
const SHARED_MS = 1000;

/** The parts of the summary that decide the verdict, with the state of Redis. */
type Judged = Pick<
  HealthSummaryDto,
  'health' | 'lostSince' | 'guards' | 'lastSweep' | 'instances' | 'generatedAt'
>;

/** Reports the state of the fleet and of the service, with reasons. */
@Injectable()
export class HealthSummaryService {
  private readonly intervalMs: number;
  private readonly attentionHours: number;
  private readonly rules: GuardRules;
  private readonly held: Held<HealthSummaryDto>;
  private readonly parts: HeldParts<HealthSummaryDto>;
  private readonly last: LastKnown<HealthSummaryDto>;

  constructor(
    private readonly fleet: FleetCount,
    private readonly store: SummaryStore,
    private readonly redis: RedisConnection,
    shared: SharedCache,
    @Inject(SETTINGS) settings: Settings,
  ) {
    const { worker } = settings;
    this.attentionHours = worker.lostAttentionHours;
    this.intervalMs = worker.healthCheckIntervalMs;
    this.rules = guardRulesOf(settings);
    this.last = new LastKnown(shared, 'health-summary', worker.healthCacheDurationSeconds);
    this.held = new Held(async () => {
      const figures = await this.fleet.readFigures();
      return {
        value: this.summaryOf(figures, await this.store.readCircumstances(this.attentionHours)),
        validMs: SHARED_MS,
      };
    });
    this.parts = new HeldParts(async (part) => {
      const figures = await this.fleet.readFigures(part);
      const circumstances = await this.store.readCircumstances(this.attentionHours, part);
      const guards = guardsOfPart(circumstances.guards, part);
      return withoutFleet(this.summaryOf(figures, { ...circumstances, guards }));
    });
  }

  /**
   * Returns the current summary; while the database is unavailable, the last one, marked `stale`, for as long as the
   * settings keep it. What is known without the database is current: the state of Redis, and for how long no sweep
   * has finished. A limited key gets the summary of its part, which is not kept.
   * @throws DomainError `database_unavailable`, `database_busy` if none is kept
   */
  async readSummary(caller: Caller = ANYONE): Promise<HealthSummaryDto> {
    const part = scopeOf(caller);
    if (part !== null) return this.parts.readAnswer(part);
    const summary = await this.last.orStale(() => this.held.readValue());
    return summary.stale ? { ...summary, ...this.judged(summary, Date.now()) } : summary;
  }

  private judged(summary: Judged, now: number, streamsHeldMs = 0): Verdict & Pick<HealthSummaryDto, 'redis'> {
    const { health, lostSince, guards, lastSweep } = summary;
    const { state } = this.redis;
    const verdict = verdictOf({
      health,
      lostSince,
      guards,
      msWithoutSweep: now - lastSwept(summary),
      everSwept: lastSweep !== null,
      intervalMs: this.intervalMs,
      redisAway: state === 'away',
      streamsHeldMs,
    });
    return { ...verdict, redis: { configured: state !== 'not configured', state } };
  }

  private summaryOf(figures: FleetFigures, circumstances: Circumstances): HealthSummaryDto {
    const { lastSweep, lastClaim, instances, now } = circumstances;
    const guards = circumstances.guards.map((guard) => guardDto(guard, this.rules));
    const nextSweepAt =
      lastClaim === null ? null : new Date(lastClaim.getTime() + this.intervalMs).toISOString();
    const summary = {
      health: figures.health,
      lostSince: figures.lostSince,
      zones: [...figures.zones],
      otherZones: figures.otherZones,
      reasonGroups: [...circumstances.reasons],
      worstWorkers: circumstances.worst.map(worstWorkerDto),
      guards,
      nextSteps: nextStepsOf(guards, nextSweepAt, now),
      heartbeatsPerSecond: heartbeatsOf(instances),
      lastSweep: lastSweep === undefined ? null : sweepDto(lastSweep),
      nextSweepAt,
      instances: instances.map(instanceDto),
      countedAt: figures.statistics.generatedAt,
      generatedAt: now.toISOString(),
    };
    return { ...this.judged(summary, now.getTime(), circumstances.streamsHeldMs), ...summary };
  }
}

/** Returns what the service will do next, in order of time; steps that are due belong to the next sweep. */
function nextStepsOf(guards: readonly GuardDto[], nextSweepAt: string | null, now: Date): NextStepDto[] {
  const sweep = nextSweepAt === null ? [] : [{ at: nextSweepAt, what: 'The next sweep evaluates the fleet' }];
  const steps = guards.flatMap((guard) => guard.nextSteps);
  return [...sweep, ...steps]
    .filter(({ at }) => Date.parse(at) >= now.getTime() || at === nextSweepAt)
    .toSorted((a, b) => a.at.localeCompare(b.at))
    .slice(0, MAX_STEPS);
}

/** Rounded to a tenth: each instance reports the mean of ten seconds. */
function heartbeatsOf(instances: readonly InstanceRow[]): number {
  return Math.round(instances.reduce((sum, { heartbeat_rate: rate }) => sum + rate, 0) * 10) / 10;
}

/** Returns when the last sweep finished; before the first one, when the oldest live instance started. */
function lastSwept({ lastSweep, instances, generatedAt }: Judged): number {
  if (lastSweep !== null) return Date.parse(lastSweep.finishedAt);
  return Math.min(Date.parse(generatedAt), ...instances.map(({ startedAt }) => Date.parse(startedAt)));
}
