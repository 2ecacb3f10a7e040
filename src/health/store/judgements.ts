import { Inject, Injectable, Logger } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { compose } from '../../platform/database/sql-file.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { Instance } from '../../platform/instance/instance.js';
import { CHECKS, CustomChecks } from '../checks/checks.js';
import { judgementOf, type Judgement } from '../checks/judgement.js';

/**
 * The checks as pieces of SQL: those of the product and, beside them, those of the application. Where one of the
 * application's breaks a statement, the product's alone go on.
 */
@Injectable()
export class Judgements {
  /** What every statement takes first: the lease, and the silence of an instance that is a gap, in seconds. */
  readonly parameters: readonly [number, number];
  private readonly logger = new Logger('Sweep');
  private judgement: Judgement;

  constructor(custom: CustomChecks, instance: Instance, @Inject(SETTINGS) { worker }: Settings) {
    this.parameters = [worker.heartbeatTimeoutMinutes * 60, instance.toleranceMs / 1000];
    this.judgement = judgementOf([...CHECKS, ...custom.checks]);
  }

  get checks(): Judgement['checks'] {
    return this.judgement.checks;
  }

  get hasCustomChecks(): boolean {
    return this.judgement.checks.length > CHECKS.length;
  }

  /** Does it once more without the checks of the application where they break the statement: the watch over the fleet goes on. */
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
