import { Injectable } from '@nestjs/common';
import { actorOf } from '../../identity/access/actor.js';
import { ANYONE, lifeOf, type Caller } from '../../identity/access/caller.js';
import { IdentityService } from '../../identity/identity.service.js';
import type { TokenAnswerDto } from './dto/credential-answers.dto.js';
import { fenceOf } from '../../identity/access/fence.js';
import { FencedWorkers } from '../../identity/access/fenced-workers.js';
import { refusalOf } from '../../fleet/refusal.js';
import { TokenStore } from './store/token.store.js';

/** Issues new tokens on request. */
@Injectable()
export class WorkerTokens {
  constructor(
    private readonly workers: FencedWorkers,
    private readonly identity: IdentityService,
    private readonly store: TokenStore,
  ) {}

  /**
   * @throws DomainError `worker_not_registered`, `superseded`, `worker_deregistered`
   */
  async issueToken(name: string, caller: Caller = ANYONE): Promise<TokenAnswerDto> {
    const fence = fenceOf(caller, {});
    const actor = actorOf(caller, 'worker');
    await this.identity.requireSigningKey();
    const result = await this.workers.changeWorker(name, caller, (id) =>
      this.store.issueToken(id, fence, actor),
    );
    if (!result.issued) throw refusalOf(result, fence.proved);
    return {
      success: true,
      message: 'Token issued',
      credentials: this.identity.issueToken(result, lifeOf(caller)?.bounds),
    };
  }
}
