import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import type { HeartbeatAdviceDto } from '../dto/answers.dto.js';
import {
  firstIntervalSeconds,
  intervalRulesOf,
  toldIntervalSeconds,
  type IntervalRules,
} from '../../fleet/lease.js';
import { FleetSize } from './fleet-size.js';

/** Computes the heartbeat intervals in answers to workers. */
@Injectable()
export class HeartbeatAdvice {
  /** Length of a lease in milliseconds. */
  readonly leaseMs: number;
  private readonly rules: IntervalRules;

  constructor(
    @Inject(SETTINGS) { worker }: Settings,
    private readonly fleet: FleetSize,
  ) {
    this.rules = intervalRulesOf(worker);
    this.leaseMs = this.rules.leaseMs;
  }

  /** Advice for the answer to a heartbeat. */
  next(leaseExpiresAt: string | null): HeartbeatAdviceDto {
    return { intervalSeconds: this.intervalSeconds(), leaseExpiresAt };
  }

  /** Advice for the answer to a registration. */
  first(leaseExpiresAt: string | null): HeartbeatAdviceDto {
    return { intervalSeconds: this.firstIntervalSeconds(), leaseExpiresAt };
  }

  /** Seconds until the next heartbeat, different each time. */
  intervalSeconds(): number {
    return toldIntervalSeconds(this.rules, this.fleet.present, Math.random());
  }

  /** Seconds until the first heartbeat after a registration, different each time. */
  firstIntervalSeconds(): number {
    return firstIntervalSeconds(this.rules, this.fleet.present, Math.random());
  }
}
