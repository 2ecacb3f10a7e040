import { Inject, Injectable, Logger } from '@nestjs/common';
import { leaseMsOf } from '../../platform/config/lease-length.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import type { Queryable } from '../../platform/database/database.js';
import { compose } from '../../platform/database/sql-file.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { CHECKS, CustomChecks } from '../checks/checks.js';
import { judgementOf, type Judgement } from '../checks/judgement.js';
import { KnownGaps } from './known-gaps.js';

/** What every statement takes first: the lease in seconds, and what gaps mean, as JSON. */
export type JudgementParameters = readonly [leaseSeconds: number, gaps: string];

/**
 * The checks as pieces of SQL: those of the product and, beside them, those of the application. Where one of the
 * application's breaks a statement, the product's alone go on.
 */
@Injectable()
export class Judgements {
  private readonly logger = new Logger('Sweep');
  private readonly leaseMs: number;
  private judgement: Judgement;

  constructor(
    custom: CustomChecks,
    private readonly gaps: KnownGaps,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.leaseMs = leaseMsOf(worker);
    this.judgement = judgementOf([...CHECKS, ...custom.checks]);
  }

  get checks(): Judgement['checks'] {
    return this.judgement.checks;
  }

  get hasCustomChecks(): boolean {
    return this.judgement.checks.length > CHECKS.length;
  }

  /** @param lateMs without a sign of life for this long a worker is late; a lease where left out */
  async parametersOn(on: Queryable, lateMs = this.leaseMs): Promise<JudgementParameters> {
    const maps = await this.gaps.mapsOn(on, { leaseMs: this.leaseMs, lateMs });
    return [this.leaseMs / 1000, JSON.stringify(maps)];
  }

  /** Runs it once more without the checks of the application where they break the statement: the watch over the fleet goes on. */
  async soundly<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DomainError || !this.hasCustomChecks) throw error;
      const custom = this.checks.slice(CHECKS.length).map(({ name }) => name);
      this.judgement = judgementOf(CHECKS);
      this.logger.error(
        `A health check of this application fails, and all are left out from now on: ${custom.join(', ')}`,
      );
      this.logger.error(error);
      return work();
    }
  }

  /** A statement, with the checks where it asks for them. */
  compose(sql: string, pieces: Readonly<Record<string, string>> = {}): string {
    return compose(sql, { ...this.judgement.pieces, ...pieces });
  }
}
