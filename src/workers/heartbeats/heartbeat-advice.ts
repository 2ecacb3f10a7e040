import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import type { HeartbeatAdviceDto } from '../dto/answers.dto.js';
import { heartbeatIntervalSeconds } from '../lease.js';

/** What workers are told about their heartbeats. */
@Injectable()
export class HeartbeatAdvice {
  /** The length of a lease in milliseconds. */
  readonly leaseMs: number;
  readonly intervalSeconds: number;

  constructor(@Inject(SETTINGS) { worker }: Settings) {
    this.leaseMs = worker.heartbeatTimeoutMinutes * 60_000;
    this.intervalSeconds = heartbeatIntervalSeconds(worker.heartbeatIntervalSeconds, this.leaseMs);
  }

  of(leaseExpiresAt: string | null): HeartbeatAdviceDto {
    return { intervalSeconds: this.intervalSeconds, leaseExpiresAt };
  }
}
