import { Injectable } from '@nestjs/common';
import type { Caller } from '../../identity/access/caller.js';
import type { Moment } from '../../fleet/worker.js';
import { commandsFor } from './commands.js';
import { HeartbeatAdvice } from './heartbeat-advice.js';
import { HeartbeatIntake, type Accepted as AcceptedBeat } from './heartbeat-intake.js';
import type { Renewal } from './store/renewal-row.js';

export type { AcceptedBeat };

/** What a session sends after a heartbeat. */
export interface SessionBeat {
  readonly leaseExpiresAt: Moment | null;
  /** Length of the worker's lease in seconds; null: the heartbeat timeout of the settings. */
  readonly leaseSeconds: number | null;
  readonly commands: readonly string[];
  readonly revokedJobs: readonly string[];
  readonly warnings: readonly string[];
  /** The next token, if it is time for one. */
  readonly token: { readonly accessToken?: string; readonly accessTokenExpiresAt?: string };
}

/** Accepts the heartbeats of sessions, in the same way as those over HTTP. */
@Injectable()
export class SessionBeats {
  constructor(
    private readonly intake: HeartbeatIntake,
    private readonly advice: HeartbeatAdvice,
  ) {}

  /**
   * Returns when the heartbeat is durable.
   * @throws DomainError like `HeartbeatIntake.processHeartbeat`
   */
  processHeartbeat(name: string, body: unknown, by: Caller): Promise<AcceptedBeat> {
    return this.intake.acceptHeartbeat(name, body, by);
  }

  /** Returns what to send after an accepted heartbeat. */
  answerOf({ taken, warnings, token }: AcceptedBeat): SessionBeat {
    const { renewal, revokedJobs } = taken;
    return {
      leaseExpiresAt: this.advice.leaseEndOf(renewal),
      leaseSeconds: renewal.leaseSeconds,
      commands: commandsFor(renewal),
      revokedJobs,
      warnings,
      token,
    };
  }

  /** Returns what a worker with that order should do. */
  commandsFor(state: Pick<Renewal, 'orderKind' | 'presence'>): readonly string[] {
    return commandsFor(state);
  }

  leaseEnd(renewedAt: Moment | null, leaseSeconds: number | null): Moment | null {
    return renewedAt === null ? null : this.advice.leaseEndOf({ renewedAt, leaseSeconds });
  }

  /** Longest time between two heartbeats of a session: the row expects the next one by then. */
  intervalSeconds(leaseSeconds: number | null): number {
    return this.advice.shortestIntervalSeconds(leaseSeconds);
  }
}
