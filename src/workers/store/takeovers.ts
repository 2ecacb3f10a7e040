import { Injectable } from '@nestjs/common';
import { JoinTokenStore } from '../../identity/store/join-token.store.js';
import type { Queryable } from '../../platform/database/database.js';
import { sqlFile } from '../../platform/database/sql-file.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { counted } from '../../platform/text/counted.js';
import type { RegistrationOutcome } from '../worker.js';
import type { Authority, RegisteredState, Registration } from './registration.store.js';

const LOCK = sqlFile(import.meta.url, './sql/lock-workers.sql');

interface KnownRow {
  readonly id: string;
  readonly worker_id: string;
  readonly boot_id: string | null;
  readonly seen: boolean;
}

/** A worker was made by somebody else between the look for it and the statement: the look is to be repeated. */
export class MadeMeanwhile extends Error {}

/** Known workers by name: those that the caller may take over, and those that it may not. */
export interface Known {
  readonly own: ReadonlySet<string>;
  readonly foreign: ReadonlySet<string>;
}

/** Whom a registration may take over, and what it costs a join token; in the transaction of the registration. */
@Injectable()
export class Takeovers {
  constructor(private readonly joinTokens: JoinTokenStore) {}

  /** Looks for known workers, and holds them, where only the caller's own may be taken over. */
  async judge(
    tx: Queryable,
    registrations: readonly Registration[],
    { onlyOwn, proof }: Authority,
  ): Promise<Known> {
    if (!onlyOwn) return { own: new Set(), foreign: new Set() };
    const wished = new Map(registrations.map((each) => [each.description.workerId, each]));
    const known = await tx.query<KnownRow>(LOCK, [[...wished.keys()]]);
    // A process whose answer was lost asks again, with what it has; one that nobody has seen yet is to be taken over.
    const isOwn = ({ id, worker_id, boot_id, seen }: KnownRow): boolean =>
      id === proof?.id || !seen || (boot_id !== null && boot_id === wished.get(worker_id)!.bootId);
    const names = (rows: readonly KnownRow[]): Set<string> => new Set(rows.map(({ worker_id }) => worker_id));
    return { own: names(known.filter(isOwn)), foreign: names(known.filter((row) => !isOwn(row))) };
  }

  /** @throws MadeMeanwhile where a worker was taken over that {@link judge} has not seen */
  requireSeen(
    states: readonly RegisteredState[],
    registrations: readonly Registration[],
    { onlyOwn }: Authority,
    { own }: Known,
  ): void {
    if (!onlyOwn) return;
    for (const [index, { lastOutcome }] of states.entries()) {
      const isNew = lastOutcome === 'created' || lastOutcome === 'replaced';
      if (!isNew && !own.has(registrations[index]!.description.workerId)) throw new MadeMeanwhile();
    }
  }

  /**
   * Counts a use of the join token for each process that came in; the same one asking again is none. Its row is the last
   * that the transaction locks.
   * @throws DomainError `join_token_expired`, `join_token_used_up`
   */
  async spend(tx: Queryable, states: readonly RegisteredState[], { joinToken }: Authority): Promise<void> {
    if (joinToken === undefined || !joinToken.limited) return;
    const uses = states.filter(({ lastOutcome }) => isUse(lastOutcome)).length;
    if (uses === 0) return;
    const spent = await this.joinTokens.spend(tx, joinToken.id, uses);
    if (spent === undefined) throw new DomainError('join_token_expired');
    if (spent.enough) return;
    const left = counted(spent.left_before, 'use');
    throw new DomainError('join_token_used_up', { message: `The join token has ${left} left, not ${uses}` });
  }
}

const isUse = (outcome: RegistrationOutcome): boolean => outcome !== 'refreshed';
