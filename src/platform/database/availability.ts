import { Logger } from '@nestjs/common';
import { reasonOf } from './database-errors.js';

/**
 * An outage is over once statements have succeeded for this long; interruptions within it count as the same
 * outage.
 */
const CALM_MS = 1000;

interface Outage {
  readonly began: number;
  /** Reasons in the order of their occurrence, without duplicates. */
  readonly reasons: Set<string>;
  failedLast: number;
  succeededFirst: number | undefined;
}

/**
 * Tracks whether the database can be used, by the results of this process's statements. Logs the beginning of
 * an outage with its reason, and its end with its duration.
 */
export class Availability {
  /** Connections of an earlier generation are replaced before they are used again. */
  generation = 0;
  private outage: Outage | undefined;
  private readonly suspicions = new Set<() => void>();
  private readonly logger = new Logger('Database');

  /** @param subject what the log lines are about */
  constructor(private readonly subject = 'The database') {}

  noteFailure(error: unknown): void {
    const reason = reasonOf(error);
    const now = performance.now();
    if (this.outage === undefined) {
      this.outage = { began: now, reasons: new Set(), failedLast: now, succeededFirst: undefined };
      this.logger.error(`${this.subject} is unavailable: ${reason}`);
    }
    this.outage.reasons.add(reason);
    this.outage.failedLast = now;
    this.outage.succeededFirst = undefined;
  }

  noteSuccess(): void {
    const { outage } = this;
    if (outage === undefined) return;
    const now = performance.now();
    outage.succeededFirst ??= now;
    if (now - outage.failedLast < CALM_MS) return;
    this.outage = undefined;
    const seconds = ((outage.succeededFirst - outage.began) / 1000).toFixed(1);
    const reasons = [...outage.reasons].join('; ');
    this.logger.log(`${this.subject} is available again after ${seconds} s (${reasons})`);
  }

  /**
   * Must be called when a connection of this generation is dead, or leads to a server that accepts no writes:
   * the others are replaced, so that new ones use the current route of the address.
   */
  suspectConnection(generation: number, error: unknown): void {
    if (generation !== this.generation) return;
    this.generation += 1;
    this.logger.debug(`Connections are replaced: ${reasonOf(error)}`);
    for (const tell of this.suspicions) tell();
  }

  onSuspicion(tell: () => void): void {
    this.suspicions.add(tell);
  }
}
