import { Logger } from '@nestjs/common';
import { reasonOf } from './database-errors.js';

/** An outage is over once statements have succeeded for this long: one that comes and goes is one outage. */
const CALM_MS = 1000;

interface Outage {
  readonly began: number;
  /** In the order in which they came, each once. */
  readonly reasons: Set<string>;
  failedLast: number;
  succeededFirst: number | undefined;
}

/**
 * Whether the database can be used, as the statements of this process find out. Logs the beginning of an outage with its
 * reason, and its end with how long it lasted.
 */
export class Availability {
  /** Connections that were made under an earlier number are replaced before they are used again. */
  generation = 0;
  private outage: Outage | undefined;
  private readonly suspicions = new Set<() => void>();
  private readonly logger = new Logger('Database');

  failed(error: unknown): void {
    const reason = reasonOf(error);
    const now = performance.now();
    if (this.outage === undefined) {
      this.outage = { began: now, reasons: new Set(), failedLast: now, succeededFirst: undefined };
      this.logger.error(`The database is unavailable: ${reason}`);
    }
    this.outage.reasons.add(reason);
    this.outage.failedLast = now;
    this.outage.succeededFirst = undefined;
  }

  succeeded(): void {
    const { outage } = this;
    if (outage === undefined) return;
    const now = performance.now();
    outage.succeededFirst ??= now;
    if (now - outage.failedLast < CALM_MS) return;
    this.outage = undefined;
    const seconds = ((outage.succeededFirst - outage.began) / 1000).toFixed(1);
    const reasons = [...outage.reasons].join('; ');
    this.logger.log(`The database is available again after ${seconds} s (${reasons})`);
  }

  /**
   * A connection of this generation turned out to lead nowhere, or to a server that accepts no writes: the others are
   * replaced, so that new ones are made by the address as it leads now.
   */
  suspect(generation: number, error: unknown): void {
    if (generation !== this.generation) return;
    this.generation += 1;
    this.logger.debug(`Connections are replaced: ${reasonOf(error)}`);
    for (const tell of this.suspicions) tell();
  }

  onSuspicion(tell: () => void): void {
    this.suspicions.add(tell);
  }
}
