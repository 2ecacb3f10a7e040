import { Inject, Injectable, Logger } from '@nestjs/common';
import { leaseMsOf } from '../../platform/config/lease-length.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import type { Queryable } from '../../platform/database/database.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { CHECKS, CustomChecks } from '../checks/checks.js';
import { judgementOf, type Judgement } from '../checks/judgement.js';
import { KnownGaps } from './known-gaps.js';

/** First parameters of every statement: the lease of the settings in seconds, and the effect of gaps, as JSON. */
export type JudgementParameters = readonly [leaseSeconds: number, gaps: string];

/** The pieces where an application has no checks of its own. */
export const PRODUCT_PIECES = judgementOf(CHECKS).pieces;

/**
 * Composes the checks into SQL: those of the product and those of the application. If one of the application
 * breaks a statement, continues with the product's only.
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

  /** @param leadSeconds time before the end of its lease, up to a third of it, from which on a worker is late */
  async parametersOn(on: Queryable, leadSeconds = 0): Promise<JudgementParameters> {
    const maps = await this.gaps.mapsOn(on, leadSeconds);
    return [this.leaseMs / 1000, JSON.stringify(maps)];
  }

  /**
   * Retries without the checks of the application if they break the statement, so that the fleet stays
   * monitored.
   */
  async runWithFallback<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DomainError || !this.hasCustomChecks) throw error;
      const custom = this.checks.slice(CHECKS.length).map(({ name }) => name);
      this.judgement = judgementOf(CHECKS);
      this.logger.error(
        `A health check of this application fails; all of them are disabled from now on: ${custom.join(', ')}`,
      );
      this.logger.error(error);
      return work();
    }
  }

  /** The checks as pieces of statements. */
  get pieces(): Judgement['pieces'] {
    return this.judgement.pieces;
  }
}
