import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import type { HeartbeatAdviceDto } from './dto/heartbeat-answers.dto.js';
import {
  longestAnswerSeconds,
  firstIntervalSeconds,
  intervalRulesOf,
  leaseExpiresAt,
  leaseMsOr,
  type IntervalRules,
} from '../../fleet/lease.js';
import type { Moment } from '../../fleet/worker.js';
import type { Renewal } from './store/renewal-row.js';
import { viewRulesOf, type ViewRules } from '../../fleet/view-rules.js';
import { Suspicion } from '../../fleet/suspicion.js';

/** Computes the heartbeat intervals in answers to workers. */
@Injectable()
export class HeartbeatAdvice {
  /** Length of a lease in milliseconds for workers without one of their own. */
  readonly leaseMs: number;
  /** Settings by which answers show a worker. */
  readonly view: ViewRules;
  private readonly rules: IntervalRules;
  /** The lease that was asked for last. */
  private last: { readonly renewedAt: Moment; readonly leaseMs: number; readonly ends: Moment | null } = {
    renewedAt: '',
    leaseMs: 0,
    ends: null,
  };

  constructor(
    @Inject(SETTINGS) { worker }: Settings,
    private readonly suspicion: Suspicion,
  ) {
    this.rules = intervalRulesOf(worker);
    this.leaseMs = this.rules.leaseMs;
    this.view = viewRulesOf(worker);
  }

  /** Returns when a lease ends that a heartbeat renewed. */
  leaseEndOf({ renewedAt, leaseSeconds }: Pick<Renewal, 'renewedAt' | 'leaseSeconds'>): Moment | null {
    const leaseMs = leaseMsOr(leaseSeconds, this.leaseMs);
    // Those of one statement were renewed at the same moment.
    if (this.last.renewedAt !== renewedAt || this.last.leaseMs !== leaseMs)
      this.last = { renewedAt, leaseMs, ends: leaseExpiresAt(renewedAt, leaseMs) };
    return this.last.ends;
  }

  /** Advice for the answer to a heartbeat. */
  adviseHeartbeat(renewal: Renewal): HeartbeatAdviceDto {
    return {
      intervalSeconds: renewal.intervalSeconds!,
      leaseExpiresAt: this.leaseEndOf(renewal),
      leaseSeconds: this.leaseSecondsOf(renewal.leaseSeconds),
    };
  }

  /** Advice for the answer to a registration. */
  adviseRegistration(leaseExpiresAt: string | null, leaseSeconds: number | null): HeartbeatAdviceDto {
    return {
      intervalSeconds: this.firstIntervalSeconds(leaseSeconds),
      leaseExpiresAt,
      leaseSeconds: this.leaseSecondsOf(leaseSeconds),
    };
  }

  /**
   * Seconds until the next heartbeat of every worker of a batch.
   * @param leaseSeconds the shortest lease of its own that one of them has
   */
  shortestIntervalSeconds(leaseSeconds: number | null): number {
    const shortest = leaseSeconds === null ? null : Math.min(leaseSeconds, this.leaseMs / 1000);
    return longestAnswerSeconds(this.rulesFor(shortest), this.suspicion.workers);
  }

  /** Seconds until the first heartbeat after a registration, different each time. */
  firstIntervalSeconds(leaseSeconds: number | null): number {
    return firstIntervalSeconds(this.rulesFor(leaseSeconds), this.suspicion.workers, Math.random());
  }

  private leaseSecondsOf(leaseSeconds: number | null): number {
    return leaseMsOr(leaseSeconds, this.leaseMs) / 1000;
  }

  private rulesFor(leaseSeconds: number | null): IntervalRules {
    if (leaseSeconds === null) return this.rules;
    return { ...this.rules, leaseMs: leaseMsOr(leaseSeconds, this.leaseMs) };
  }
}
