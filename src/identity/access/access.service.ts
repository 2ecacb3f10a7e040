import { Inject, Injectable } from '@nestjs/common';
import { isLoopback } from '../../platform/config/loopback.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import type { ErrorCode } from '../../platform/errors/error-table.js';
import { bearerOf } from '../bearer.js';
import { IdentityService } from '../identity.service.js';
import { OidcVerifier } from '../oidc/oidc-verifier.js';
import { Refusals } from '../refusals.js';
import { scopeText, type Scope } from '../scope.js';
import { ApiKeys } from './api-keys.js';
import type { AccessRule } from './access-rule.js';
import { refuses } from './caller-name.js';
import type { Shown } from './shown.js';
import { ANYONE, type Account, type Caller } from './caller.js';
import { grants } from './grants.js';
import { JoinTokens } from './join-tokens.js';
import { readSecret } from './secret-text.js';
import { SessionTokens } from './session-tokens.js';

/**
 * Identifies callers and checks their rights. This precedes any lookup that the call is about, so that
 * strangers learn nothing from wording or time.
 */
@Injectable()
export class AccessService {
  private readonly isOpen: boolean;
  /** False if the server listens on loopback; an application that imports the module may listen elsewhere. */
  private readonly isOpenToNetwork: boolean;

  constructor(
    private readonly identity: IdentityService,
    private readonly keys: ApiKeys,
    private readonly sessions: SessionTokens,
    private readonly joinTokens: JoinTokens,
    private readonly oidc: OidcVerifier,
    private readonly refusals: Refusals,
    @Inject(SETTINGS) { auth }: Settings,
  ) {
    this.isOpen = auth.mode === 'open';
    this.isOpenToNetwork = auth.allowOpenNetwork;
  }

  /**
   * Returns the caller if the rule allows the call. Credentials are verified in the open mode too.
   * @param name the worker that the call is about: its workerId or its id
   * @throws DomainError `credential_missing`, `invalid_token`, `token_expired`, `api_key_expired`,
   * `session_over`, `session_unproved`, `open_mode_is_local`, `join_token_expired`, `issuer_unavailable`,
   * `role_missing`, `outside_key_scope`; `not_your_worker`, whether or not that worker exists
   */
  async admitRequest(shown: Shown, rule: AccessRule, name?: string): Promise<Caller> {
    let caller: Caller | undefined;
    try {
      caller = await this.callerOf(shown, rule.joining ?? false);
      requireAllowed(caller, rule, name);
      return caller;
    } catch (error) {
      if (error instanceof DomainError) {
        this.countRefusal(error.code);
        const refused = caller ?? this.holderOf(shown);
        if (refused !== undefined) refuses(error, refused);
      }
      throw error;
    }
  }

  /**
   * Does the same synchronously, from what was verified before; returns undefined if that is not possible, or
   * the answer is no.
   */
  admitAtOnce(shown: Shown, rule: AccessRule, name?: string): Caller | undefined {
    const caller = this.knownCaller(shown);
    return caller !== undefined && isAllowed(caller, rule, name) ? caller : undefined;
  }

  /** Refuses, and counts, a call that later turns out to exceed the rights of its credential. */
  refuseAccess(code: ErrorCode, message?: string): never {
    this.countRefusal(code);
    throw new DomainError(code, message === undefined ? {} : { message });
  }

  countRefusal(code: ErrorCode): void {
    this.refusals.countRefusal(code);
  }

  /**
   * @param joining whether a worker's expired token is accepted: it still identifies a worker that registers
   * again
   */
  private async callerOf(
    { authorization, session, certificateNames = [], remoteAddress }: Shown,
    joining: boolean,
  ): Promise<Caller> {
    const shown = bearerOf(authorization);
    if (shown === undefined) {
      // A browser sends the cookies of a whole host: one of another service is no reason to refuse.
      if (this.isOpen && !this.isOpenTo(remoteAddress)) throw new DomainError('open_mode_is_local');
      if (this.isOpen) return ANYONE;
      if (session !== undefined) return this.signedIn(session);
      if (certificateNames.length > 0) return { kind: 'certificate', names: certificateNames };
      throw new DomainError('credential_missing');
    }
    const secret = readSecret(shown);
    if (secret?.kind === 'key') return this.keys.readAccount(secret);
    if (secret?.kind === 'join') return this.joinTokens.readJoiner(secret);
    if (this.oidc.isFromIssuer(shown)) {
      const { name, subject, roles } = await this.oidc.verifyToken(shown);
      return { kind: 'account', actor: `user:${name}`, subject, roles, scope: null };
    }
    return joining ? this.identity.proveToRegister(shown) : this.identity.proveNow(shown);
  }

  /** Returns the worker whose authentic token is refused because it has expired or was revoked. */
  private holderOf({ authorization }: Shown): Caller | undefined {
    const shown = bearerOf(authorization);
    return shown === undefined ? undefined : this.identity.holderOf(shown);
  }

  private knownCaller({ authorization, remoteAddress }: Shown): Caller | undefined {
    const shown = bearerOf(authorization);
    if (shown === undefined) return this.isOpen && this.isOpenTo(remoteAddress) ? ANYONE : undefined;
    const proof = this.identity.provedNow(shown);
    if (proof !== undefined) return proof;
    const secret = readSecret(shown);
    return secret?.kind === 'key' ? this.keys.knownAccount(secret) : undefined;
  }

  /** Whether the open mode serves a caller at that address. */
  private isOpenTo(remoteAddress: string | undefined): boolean {
    return this.isOpenToNetwork || remoteAddress === undefined || isLoopback(remoteAddress);
  }

  private async signedIn({ token, isOurs }: NonNullable<Shown['session']>): Promise<Account> {
    if (!isOurs) throw new DomainError('session_unproved');
    const { sub } = await this.sessions.readClaims(token);
    return this.keys.accountById(sub);
  }
}

const roleMissing = (role: string, what: string): DomainError =>
  new DomainError('role_missing', { message: `Requires role ${role}; this ${what}` });

const wholeFleet = (scope: Scope, instead?: string): DomainError =>
  new DomainError('outside_key_scope', {
    message: `This route concerns the whole fleet, but this key is limited to ${scopeText(scope)}${instead === undefined ? '' : `. ${instead}`}`,
  });

/** @throws DomainError `role_missing`, `outside_key_scope`, `not_your_worker` */
function requireAllowed(
  caller: Caller,
  { role, or = role, scope, instead, self = false, joining = false }: AccessRule,
  name?: string,
): void {
  switch (caller.kind) {
    case 'anyone':
      return;
    case 'account':
      if (!grants(caller.roles, role) && !grants(caller.roles, or))
        throw roleMissing(role, `account has role ${caller.roles.join(', ') || 'none'}`);
      if (scope === 'fleet' && caller.scope !== null) throw wholeFleet(caller.scope, instead);
      return;
    case 'joiner':
      if (!joining) throw roleMissing(role, 'is a join token, which can only register workers');
      return;
    case 'worker':
      if (!self) throw roleMissing(role, 'is the token of a worker');
      if (name !== undefined && name !== caller.workerId && name.toLowerCase() !== caller.id)
        throw new DomainError('not_your_worker');
      return;
    case 'certificate':
      if (!self) throw roleMissing(role, 'is the certificate of a worker');
      if (name !== undefined && !caller.names.includes(name)) throw new DomainError('not_your_worker');
  }
}

function isAllowed(caller: Caller, rule: AccessRule, name?: string): boolean {
  try {
    requireAllowed(caller, rule, name);
    return true;
  } catch {
    return false;
  }
}
