import { Inject, Injectable } from '@nestjs/common';
import { AccessService } from '../../identity/access/access.service.js';
import { actorOf } from '../../identity/access/actor.js';
import { lifeOf, scopeOf, type Caller } from '../../identity/access/caller.js';
import { scopeParameter } from '../../identity/access/worker-scope.js';
import { NO_BOUNDS, type Bounds } from '../../identity/bounds.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { brokenBounds } from './registration-bounds.js';
import { supersededError } from '../../fleet/refusal.js';
import type { Authority, Registration } from './registration.js';
import type { TakeoverRefusal } from './store/takeovers.js';

/** Decides what a caller may register, and which workers it may take over. */
@Injectable()
export class RegistrationRights {
  /** Whether a join token can only register new workers. */
  private readonly onlyOwn: boolean;

  constructor(
    private readonly access: AccessService,
    @Inject(SETTINGS) { auth }: Settings,
  ) {
    this.onlyOwn = auth.mode === 'token' && auth.reregistration === 'own-token';
  }

  /**
   * A worker can register only itself; a body that names no worker is refused as invalid.
   * @throws DomainError `not_your_worker`, whether or not such a worker exists
   */
  requireSelf(caller: Caller, workerId: string | null): void {
    if (workerId !== null && !mayBe(caller, workerId)) this.access.refuseAccess('not_your_worker');
  }

  /** @throws DomainError `tags_not_allowed` */
  requireTags(caller: Caller, { description }: Registration): void {
    const { tags: allowed } = boundsOf(caller);
    if (allowed === null) return;
    const excess = description.tags.filter((tag) => !allowed.includes(tag));
    if (excess.length === 0) return;
    const may = allowed.length === 0 ? 'none' : allowed.join(', ');
    this.access.refuseAccess(
      'tags_not_allowed',
      `Tags ${excess.join(', ')} are not allowed; these are: ${may}`,
    );
  }

  /**
   * Checks the other bounds of a join token, of the tokens of its workers, and of the scope of an API key.
   * @throws DomainError `registration_out_of_bounds` with all violations
   */
  requireBounds(caller: Caller, { description }: Registration): void {
    const broken = brokenBounds(boundsOf(caller), description, caller.origin?.address);
    if (broken.length > 0)
      this.access.refuseAccess('registration_out_of_bounds', `Out of bounds: ${broken.join('; ')}`);
  }

  /** Parameters of the statement that writes the registrations. */
  authorityOf(caller: Caller): Authority {
    return {
      actor: actorOf(caller, 'worker'),
      proof: lifeOf(caller),
      onlyOwn: this.onlyOwn && (caller.kind === 'joiner' || caller.kind === 'worker'),
      joinToken: caller.kind === 'joiner' ? caller : undefined,
      scope: scopeParameter(caller),
    };
  }

  /** Counts refusals of join tokens that expired or ran out during the registration. */
  async runCounting<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DomainError) this.access.countRefusal(error.code);
      throw error;
    }
  }

  /** Returns the error for a registration that may not take over an existing worker. */
  refuseTakeover(code: TakeoverRefusal): DomainError {
    this.access.countRefusal(code);
    return code === 'superseded' ? supersededError() : new DomainError(code);
  }
}

/** Whether the caller is that worker, by its token or certificate. */
export function isItself(caller: Caller | undefined, workerId: string | null): boolean {
  if (caller?.kind === 'worker') return caller.workerId === workerId;
  return caller?.kind === 'certificate' && workerId !== null && caller.names.includes(workerId);
}

/** Returns what a caller's workers may register with, now and later with their tokens. */
export function boundsOf(caller: Caller): Bounds {
  if (caller.kind === 'joiner' || caller.kind === 'worker') return caller.bounds;
  const scope = scopeOf(caller);
  if (scope === null) return NO_BOUNDS;
  const { zone, tag, workerIdPrefix } = scope;
  const workerId = workerIdPrefix === null ? null : `${workerIdPrefix}*`;
  return { ...NO_BOUNDS, zone, requiredTag: tag, workerId };
}

const mayBe = (caller: Caller, workerId: string): boolean =>
  caller.kind === 'worker' || caller.kind === 'certificate' ? isItself(caller, workerId) : true;
