import type { Origin } from './origin.js';
import type { Proof } from '../identity.service.js';
import type { Bounds } from '../bounds.js';
import type { Role } from '../roles.js';
import type { Scope } from '../scope.js';

/** A worker that showed its token. */
export interface WorkerCaller extends Proof {
  readonly kind: 'worker';
}

/** A worker that showed a certificate: these are the names in it. */
export interface CertifiedCaller {
  readonly kind: 'certificate';
  readonly names: readonly string[];
}

/** Whoever showed a join token: it may register workers, and nothing else. */
export interface Joiner {
  readonly kind: 'joiner';
  /** The id of the join token, and what people call it. */
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
  /** As the journal names it: `key:ops`, `user:alice`. */
  readonly actor: string;
  /** What never changes: `key:<id>`, or issuer and subject of an OIDC token, `https://login.example.org#4711`. */
  readonly subject: string;
  readonly roles: readonly Role[];
  /** The part of the fleet that its API key is limited to; null for all of it. */
  readonly scope: Scope | null;
}

/** Who makes a call. `anyone`: nothing was shown, and nothing was asked for. */
export type Caller = ({ readonly kind: 'anyone' } | WorkerCaller | CertifiedCaller | Joiner | Account) & {
  /** Undefined where a service is called in the process. */
  readonly origin?: Origin;
};

/** The caller in the open mode, and of services that are called in the process. */
export const ANYONE: Caller = { kind: 'anyone' };

/** The part of the fleet that a caller is limited to; null for all of it, and for callers that are no account. */
export const scopeOf = (caller: Caller): Scope | null => (caller.kind === 'account' ? caller.scope : null);

/** The life that a caller stands for, where it showed a worker's token: it fences what it does. */
export const lifeOf = (caller: Caller): Proof | undefined => (caller.kind === 'worker' ? caller : undefined);
