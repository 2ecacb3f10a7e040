import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { compose } from '../../platform/database/sql-file.js';
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

  /** Goes on with the checks of the product alone. @returns the names of the others */
  dropCustomChecks(): string {
    const names = this.judgement.checks.slice(CHECKS.length).map(({ name }) => name);
    this.judgement = judgementOf(CHECKS);
    return names.join(', ');
  }

  /** A statement, with the checks where it asks for them. */
  compose(sql: string, pieces: Readonly<Record<string, string>> = {}): string {
    return compose(sql, { ...this.judgement.pieces, ...pieces });
  }
}
