import type { Origin } from './actor.js';
import type { Proof } from '../identity.service.js';
import type { Role } from '../roles.js';

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
  /** The tags that its workers may have; null for any. */
  readonly tags: readonly string[] | null;
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
}

/** Who makes a call. `anyone`: nothing was shown, and nothing was asked for. */
export type Caller = ({ readonly kind: 'anyone' } | WorkerCaller | CertifiedCaller | Joiner | Account) & {
  /** Undefined where a service is called in the process. */
  readonly origin?: Origin;
};

/** The caller in the open mode, and of services that are called in the process. */
export const ANYONE: Caller = { kind: 'anyone' };

/** The life that a caller stands for, where it showed a worker's token: it fences what it does. */
export const lifeOf = (caller: Caller): Proof | undefined => (caller.kind === 'worker' ? caller : undefined);
