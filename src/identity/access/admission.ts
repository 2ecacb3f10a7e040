import { Injectable } from '@nestjs/common';
import { DomainError } from '../../platform/errors/domain-error.js';
import { Instance } from '../../platform/instance/instance.js';
import type { AccessRule } from './access-rule.js';
import { AccessService } from './access.service.js';
import { isDecided, shownBy, withCaller, type HttpRequest } from './request-caller.js';

/**
 * Counts a refused credential.
 * @returns the error to answer with: the refusal itself, or too many attempts
 */
export type CountRefusal = (refusal: DomainError, address: string) => Promise<DomainError>;

/** Decides once per request whether its caller may use the route, and notes the caller. */
@Injectable()
export class Admission {
  private countRefusal: CountRefusal = (refusal) => Promise.resolve(refusal);

  constructor(
    private readonly access: AccessService,
    private readonly instance: Instance,
  ) {}

  /**
   * Must be called before requests are served: how refusals of routes whose rule says `counted` are counted.
   */
  countRefusalsBy(count: CountRefusal): void {
    this.countRefusal = count;
  }

  /** Admits a request if that can be decided synchronously; false if it takes longer, or the answer is no. */
  admitAtOnce(request: HttpRequest, rule: AccessRule): boolean {
    if (isDecided(request)) return true;
    try {
      const caller = this.access.admitAtOnce(shownBy(request, rule), rule, request.params?.['workerId']);
      if (caller !== undefined) withCaller(request, caller);
      return caller !== undefined;
    } catch {
      // Refused and counted by `admit`.
      return false;
    }
  }

  /** @throws DomainError what `AccessService.admitRequest` throws, or `too_many_registration_attempts` */
  async admitRequest(request: HttpRequest, rule: AccessRule): Promise<void> {
    if (isDecided(request)) return;
    const admit = async (): Promise<void> => {
      const admitting = this.access.admitRequest(shownBy(request, rule), rule, request.params?.['workerId']);
      withCaller(
        request,
        await (rule.role === 'gateway' ? this.instance.runAccepting(() => admitting) : admitting),
      );
    };
    await (rule.counted ? this.countRefusals(request.ip, admit) : admit());
  }

  /**
   * Verifies a credential; a refusal counts against the address.
   * @throws DomainError also `too_many_registration_attempts`
   */
  async countRefusals<T>(address: string | undefined, judge: () => Promise<T>): Promise<T> {
    try {
      return await judge();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      throw await this.countRefusal(error, address ?? '');
    }
  }
}
