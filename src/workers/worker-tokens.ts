import { Injectable } from '@nestjs/common';
import { IdentityService, type Proof } from '../identity/identity.service.js';
import { DomainError } from '../platform/errors/domain-error.js';
import type { TokenAnswerDto } from './dto/answers.dto.js';
import { NamesCache } from './names.cache.js';
import { refusalOf, supersededError } from './refusal.js';
import { TokenStore } from './store/token.store.js';

/** Gives fresh tokens, and tells what a token means for the record that it names. */
@Injectable()
export class WorkerTokens {
  constructor(
    private readonly names: NamesCache,
    private readonly identity: IdentityService,
    private readonly store: TokenStore,
  ) {}

  /**
   * @throws DomainError `invalid_token`, `token_expired`, `not_your_worker`, `worker_not_registered`, `superseded`,
   * `worker_deregistered`
   */
  async issue(name: string, token?: string): Promise<TokenAnswerDto> {
    const caller = await this.identity.caller(name, token);
    const result = await this.withWorker(name, caller, (id) => this.store.issue(id, caller?.incarnation));
    if (!result.issued) throw refusalOf(result);
    return { success: true, message: 'Token issued', credentials: this.identity.issue(result) };
  }

  /**
   * Does the work for the worker of that name, or for the record that the caller's token names.
   * @throws DomainError `worker_not_registered` or `superseded` where the work finds no record
   */
  async withWorker<T>(
    name: string,
    caller: Proof | undefined,
    work: (id: string) => Promise<T | undefined>,
  ): Promise<T> {
    if (caller === undefined) return this.names.withWorker(name, work);
    const result = await work(caller.id);
    if (result === undefined) throw await this.missing(caller);
    return result;
  }

  /** Why there is no record behind a token: another one has taken its place, or the worker is unknown. */
  async missing({ workerId }: Proof): Promise<DomainError> {
    const successor = await this.names.findFresh(workerId);
    return successor === undefined ? new DomainError('worker_not_registered') : supersededError();
  }
}
