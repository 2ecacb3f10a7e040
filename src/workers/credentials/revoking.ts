import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { actorOf } from '../../identity/access/actor.js';
import { ANYONE, type Caller } from '../../identity/access/caller.js';
import { scopeParameter, unknownWorker } from '../../identity/access/worker-scope.js';
import { Revocations } from '../../identity/revocations.js';
import { requireCommand, withWarnings } from '../../platform/validation/require-body.js';
import type { RevocationAnswerDto } from './dto/credential-answers.dto.js';
import { RevokeRequestDto } from './dto/revoke.dto.js';
import { NamesCache } from '../../fleet/names.cache.js';
import { RevokeStore } from './store/revoke.store.js';

/** Revokes all credentials of a worker. */
@Injectable()
export class Revoking {
  constructor(
    private readonly names: NamesCache,
    private readonly store: RevokeStore,
    private readonly revocations: Revocations,
  ) {}

  /**
   * Returns when this instance refuses the credentials; others do within a moment.
   * @param name a workerId, or an id; also the id of a deleted record
   * @throws DomainError `validation_failed`, `worker_not_registered`
   */
  async revokeWorker(name: string, body: unknown, caller: Caller = ANYONE): Promise<RevocationAnswerDto> {
    const { value, warnings } = requireCommand(RevokeRequestDto, body ?? {});
    const { reason = null } = value;
    const id = (await this.names.findFresh(name))?.id ?? (isUuid(name) ? name : undefined);
    const actor = actorOf(caller, 'operator');
    const revoked = id && (await this.store.revokeWorker(id, actor, reason, scopeParameter(caller)));
    if (revoked === undefined || revoked === '') throw unknownWorker(caller);
    await this.revocations.readAgain();
    const { id: record, worker_id: workerId } = revoked;
    const message = 'All credentials of the worker are revoked';
    return withWarnings({ success: true, message, id: record, workerId }, warnings);
  }
}
