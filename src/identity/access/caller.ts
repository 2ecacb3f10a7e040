import type { Origin } from './origin.js';
import type { Proof } from '../identity.service.js';
import type { Bounds } from '../bounds.js';
import type { Role } from '../roles.js';
import type { Scope } from '../scope.js';

/** A worker that sent its token. */
export type WorkerCaller = Proof;

/** A worker that sent a certificate, with the names in it. */
export interface CertifiedCaller {
  readonly kind: 'certificate';
  readonly names: readonly string[];
}

/** The holder of a join token: it may register workers, and nothing else. */
export interface Joiner {
  readonly kind: 'joiner';
  /** Id and name of the join token. */
  readonly id: string;
  readonly name: string;
  /** What its workers may register with. */
  readonly bounds: Bounds;
  /** Whether its uses are counted. */
  readonly limited: boolean;
}

/** A person or program with roles: by an API key, or by a token of the OIDC issuer. */
export interface Account {
  readonly kind: 'account';
  /** Name in the journal: `key:ops`, `user:alice`. */
  readonly actor: string;
  /**
   * Stable identifier: `key:<id>`, or issuer and subject of an OIDC token, `https://login.example.org#4711`.
   */
  readonly subject: string;
  readonly roles: readonly Role[];
  /** The part of the fleet that its API key is limited to; null for the whole fleet. */
  readonly scope: Scope | null;
}

/** The caller of a request. `anyone`: it sent no credential, and none was required. */
export type Caller = ({ readonly kind: 'anyone' } | WorkerCaller | CertifiedCaller | Joiner | Account) & {
  /** Undefined if a service is called in the process. */
  readonly origin?: Origin;
};

/** The caller in the open mode, and of services that are called in the process. */
export const ANYONE: Caller = { kind: 'anyone' };

/**
 * The part of the fleet that a caller is limited to; null for the whole fleet, and for callers other than
 * accounts.
 */
export const scopeOf = (caller: Caller): Scope | null => (caller.kind === 'account' ? caller.scope : null);

/** The incarnation of a caller with a worker's token: it fences its requests. */
export const lifeOf = (caller: Caller): Proof | undefined => (caller.kind === 'worker' ? caller : undefined);
