import { Inject, Injectable } from '@nestjs/common';
import { AccessService } from '../../identity/access/access.service.js';
import { actorOf } from '../../identity/access/actor.js';
import { lifeOf, type Caller } from '../../identity/access/caller.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { supersededError } from '../../fleet/refusal.js';
import type { Authority, Registration } from './store/registration.store.js';
import type { TakeoverRefusal } from './store/takeovers.js';

/** What a caller may register, and whom it may take over. */
@Injectable()
export class RegistrationRights {
  /** Whether a join token brings in new workers only. */
  private readonly onlyOwn: boolean;

  constructor(
    private readonly access: AccessService,
    @Inject(SETTINGS) { auth }: Settings,
  ) {
    this.onlyOwn = auth.mode === 'token' && auth.reregistration === 'own-token';
  }

  /**
   * A worker registers itself only; what names no worker is refused for that.
   * @throws DomainError `not_your_worker`, whether or not there is such a worker
   */
  requireSelf(caller: Caller, workerId: string | null): void {
    if (workerId !== null && !mayBe(caller, workerId)) this.access.refuse('not_your_worker');
  }

  /** @throws DomainError `tags_not_allowed` */
  requireTags(caller: Caller, { description }: Registration): void {
    const allowed = allowedTagsOf(caller);
    if (allowed === null) return;
    const excess = description.tags.filter((tag) => !allowed.includes(tag));
    if (excess.length === 0) return;
    const may = allowed.length === 0 ? 'none' : allowed.join(', ');
    this.access.refuse('tags_not_allowed', `Tags ${excess.join(', ')} are not allowed; these are: ${may}`);
  }

  /** For the statement that writes the registrations. */
  authorityOf(caller: Caller): Authority {
    return {
      actor: actorOf(caller, 'worker'),
      proof: lifeOf(caller),
      onlyOwn: this.onlyOwn && (caller.kind === 'joiner' || caller.kind === 'worker'),
      joinToken: caller.kind === 'joiner' ? caller : undefined,
    };
  }

  /** Counts it where a join token turns out to be worth less than it said. */
  async counting<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DomainError) this.access.count(error.code);
      throw error;
    }
  }

  /** What a registration is refused with that may not take a known worker over. */
  refused(code: TakeoverRefusal): DomainError {
    this.access.count(code);
    return code === 'superseded' ? supersededError() : new DomainError(code);
  }
}

/** Whether the caller is that worker, by its token or certificate. */
export function isItself(caller: Caller | undefined, workerId: string | null): boolean {
  if (caller?.kind === 'worker') return caller.workerId === workerId;
  return caller?.kind === 'certificate' && workerId !== null && caller.names.includes(workerId);
}

/** The tags that a caller's workers may have, now and by their tokens later; null for any. */
export function allowedTagsOf(caller: Caller): readonly string[] | null {
  if (caller.kind === 'joiner') return caller.tags;
  return lifeOf(caller)?.allowedTags ?? null;
}

const mayBe = (caller: Caller, workerId: string): boolean =>
  caller.kind === 'worker' || caller.kind === 'certificate' ? isItself(caller, workerId) : true;
