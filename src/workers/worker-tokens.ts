import { Injectable } from '@nestjs/common';
import { actorOf } from '../identity/access/actor.js';
import { ANYONE, lifeOf, type Caller } from '../identity/access/caller.js';
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
   * @throws DomainError `worker_not_registered`, `superseded`, `worker_deregistered`
   */
  async issue(name: string, caller: Caller = ANYONE): Promise<TokenAnswerDto> {
    const life = lifeOf(caller);
    const actor = actorOf(caller, 'worker');
    await this.identity.ready();
    const result = await this.withWorker(name, life, (id) => this.store.issue(id, life?.incarnation, actor));
    if (!result.issued) throw refusalOf(result);
    return {
      success: true,
      message: 'Token issued',
      credentials: this.identity.issue(result, life?.allowedTags),
    };
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
