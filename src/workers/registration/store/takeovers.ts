import { Injectable } from '@nestjs/common';
import { JoinTokenStore } from '../../../identity/store/join-token.store.js';
import type { Transaction } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';
import { DomainError } from '../../../platform/errors/domain-error.js';
import type { ErrorCode } from '../../../platform/errors/error-table.js';
import { counted } from '../../../platform/text/counted.js';
import type { RegistrationOutcome } from '../../../fleet/worker.js';
import { nameOf, type Authorised, type Authority, type RegisteredState } from '../registration.js';

const LOCK = statement(import.meta.url, './sql/lock-workers.sql');
const FIND_REVOKED = statement(import.meta.url, './sql/find-revoked.sql');

interface KnownRow {
  readonly id: string;
  readonly worker_id: string;
  readonly incarnation: number;
  readonly boot_id: string | null;
  readonly seen: boolean;
  /** The last incarnation whose credentials were revoked. */
  readonly revoked: number | null;
  /** Whether no process has registered since. */
  readonly vacant: boolean;
  /** Whether it is in the scope of the caller. */
  readonly inside: boolean;
}

/** Why a registration may not take over a known worker. */
export type TakeoverRefusal = Extract<
  ErrorCode,
  'own_token_required' | 'superseded' | 'credentials_revoked' | 'outside_key_scope'
>;

/**
 * Thrown if a worker was created by another call between the lookup and the statement: the lookup must be
 * repeated.
 */
export class MadeMeanwhile extends Error {}

/** Known workers by name: those that the caller may take over, and those that it may not. */
export interface Known {
  readonly own: ReadonlySet<string>;
  readonly refused: ReadonlyMap<string, TakeoverRefusal>;
}

/**
 * Decides which workers a registration may take over, and counts uses of a join token; in the transaction of
 * the registration.
 */
@Injectable()
export class Takeovers {
  constructor(private readonly joinTokens: JoinTokenStore) {}

  /**
   * Looks for known workers, and locks them unless every caller may take them over.
   * @param all have the same scope
   */
  async judgeTakeovers(tx: Transaction, all: readonly Authorised[]): Promise<Known> {
    const own = new Set<string>();
    const refused = new Map<string, TakeoverRefusal>();
    for (const name of await this.revoked(tx, all)) refused.set(name, 'credentials_revoked');
    const wished = new Map(
      all
        .filter((each) => !mayTakeAny(each.authority) && !refused.has(nameOf(each)))
        .map((each) => [nameOf(each), each]),
    );
    const [first] = wished.values();
    if (first === undefined) return { own, refused };
    const { scope } = first.authority;
    for (const row of await tx.queryPrepared<KnownRow>(LOCK, [[...wished.keys()], scope])) {
      const { worker_id: name, boot_id: bootId, inside } = row;
      const { registration, authority } = wished.get(name)!;
      // A process whose answer was lost repeats its registration with the same credential.
      const isSame = bootId !== null && bootId === registration.bootId;
      const refusal =
        scope === null ? !isSame && refusalOf(row, authority.proof) : !inside && 'outside_key_scope';
      if (refusal) refused.set(name, refusal);
      else own.add(name);
    }
    return { own, refused };
  }

  /**
   * Returns the workers whose tokens were revoked: the list in memory may be a moment old, and the records may be gone.
   */
  private async revoked(tx: Transaction, all: readonly Authorised[]): Promise<string[]> {
    const proved = all.filter(({ authority }) => authority.proof !== undefined);
    if (proved.length === 0) return [];
    const proofs = proved.map(({ authority }) => authority.proof!);
    const rows = await tx.queryPrepared<{ ord: number }>(FIND_REVOKED, [
      proofs.map(({ id }) => id),
      proofs.map(({ incarnation }) => incarnation),
    ]);
    return rows.map(({ ord }) => nameOf(proved[ord - 1]!));
  }

  /** @throws MadeMeanwhile if a worker was taken over that {@link judgeTakeovers} has not seen */
  requireSeen(states: readonly RegisteredState[], all: readonly Authorised[], { own }: Known): void {
    for (const [index, { lastOutcome }] of states.entries()) {
      const each = all[index]!;
      if (mayTakeAny(each.authority) || lastOutcome === 'created' || own.has(nameOf(each))) continue;
      throw new MadeMeanwhile();
    }
  }

  /**
   * Counts a use of the join token for each new process; repetitions by the same one do not count. Its row is
   * the last one that the transaction locks.
   * @param authority of all of them, as far as the join token goes
   * @throws DomainError `join_token_expired`, `join_token_used_up`
   */
  async spendJoinToken(
    tx: Transaction,
    states: readonly RegisteredState[],
    { joinToken }: Authority,
  ): Promise<void> {
    if (joinToken === undefined || !joinToken.limited) return;
    const uses = states.filter(({ lastOutcome }) => isUse(lastOutcome)).length;
    if (uses === 0) return;
    const spent = await this.joinTokens.spendJoinToken(tx, joinToken.id, uses);
    if (spent === undefined) throw new DomainError('join_token_expired');
    if (spent.enough) return;
    const left = counted(spent.left_before, 'use');
    throw new DomainError('join_token_used_up', { message: `The join token has ${left} left, not ${uses}` });
  }
}

/** Whether the caller may take over every known worker. */
const mayTakeAny = ({ onlyOwn, proof, scope }: Authority): boolean =>
  !onlyOwn && proof === undefined && scope === null;

/**
 * Returns why a caller may not take that record over: with a token only its own record, else only a record
 * that was never used.
 */
function refusalOf(
  { id, incarnation, seen, revoked, vacant }: KnownRow,
  proof: Authority['proof'],
): TakeoverRefusal | undefined {
  if (proof === undefined) return seen && !vacant ? 'own_token_required' : undefined;
  if (proof.id === id && revoked !== null && proof.incarnation <= revoked) return 'credentials_revoked';
  // Ids are UUIDs v7, ordered by creation. A token that is newer than the record proves that the registry is
  // older.
  const isCurrent = proof.id === id ? proof.incarnation >= incarnation : proof.id > id;
  return isCurrent ? undefined : 'superseded';
}

const isUse = (outcome: RegistrationOutcome): boolean => outcome !== 'refreshed';
