import { Injectable } from '@nestjs/common';
import type { Queryable } from '../../platform/database/database.js';
import { inlineStatement, statement } from '../../platform/database/statement.js';
import { JOURNAL } from '../../fleet/store/journal.js';
import type { GuardPlace } from '../../fleet/guard-place.js';
import type { Guard, GuardState } from '../guard.js';
import type { Lost } from '../silence.js';

const COUNT_LOST = statement(import.meta.url, './sql/count-lost.sql');
const APPLY = statement(import.meta.url, './sql/apply-guards.sql', JOURNAL);
const READ_NOW_MS = inlineStatement('read-now-ms', 'SELECT extract(epoch FROM now())::float8 * 1000 AS now');
const HAS_GUARD = statement(import.meta.url, './sql/has-guard.sql');
const HOLD = statement(import.meta.url, './sql/hold-guard.sql', JOURNAL);
const RELEASE = statement(import.meta.url, './sql/release-guard.sql', JOURNAL);
const HAS_ZONE = statement(import.meta.url, './sql/has-zone.sql');
// A row cannot be locked: a guard may begin.
const LOCK = inlineStatement(
  'lock-guards',
  `SELECT pg_advisory_xact_lock(hashtext('worker_registration.guard'))`,
);
const LIST_GUARDS = statement(import.meta.url, './sql/list-guards.sql');

export interface GuardChange extends Pick<Guard, 'scope' | 'zone' | 'state' | 'silent' | 'total'> {
  readonly before: GuardState;
}

/** Stores the guards. */
@Injectable()
export class GuardStore {
  async hasGuard(on: Queryable): Promise<boolean> {
    return (await on.query(HAS_GUARD)).length === 1;
  }

  /** Counts workers that FAILED since the silence began that the guards watch, by zone. */
  async countLost(on: Queryable): Promise<Lost[]> {
    return on.query<Lost>(COUNT_LOST);
  }

  /** Returns the guards, and the current time in the same milliseconds as theirs. */
  async readGuards(on: Queryable): Promise<{ guards: Guard[]; now: number }> {
    const guards = await on.query<Guard>(LIST_GUARDS);
    const [row] = await on.query<{ now: number }>(READ_NOW_MS);
    return { guards, now: row!.now };
  }

  /**
   * Stores the decided guards; all others end.
   * @returns the guards whose state changed
   */
  async applyGuards(on: Queryable, guards: readonly Guard[]): Promise<GuardChange[]> {
    const rows = guards.map(({ since, episodeSince, silentNow, holdUntil, releasedThrough, ...guard }) => ({
      ...guard,
      silent_now: silentNow,
      since: iso(since),
      episode_since: iso(episodeSince),
      hold_until: holdUntil && iso(holdUntil),
      released_through: releasedThrough && iso(releasedThrough),
    }));
    return on.query<GuardChange>(APPLY, [JSON.stringify(rows)]);
  }

  /** Keeps sweeps and operators from deciding about guards at the same time, until the end of the transaction. */
  async lockGuards(on: Queryable): Promise<void> {
    await on.query(LOCK);
  }

  /** Whether any worker is in the zone; '' for workers without one. */
  async hasZone(on: Queryable, zone: string): Promise<boolean> {
    return (await on.query(HAS_ZONE, [zone])).length === 1;
  }

  /** @returns until when it holds */
  async holdGuard(
    on: Queryable,
    { scope, zone }: GuardPlace,
    minutes: number,
    actor: string,
    reason: string,
  ): Promise<Date> {
    const [row] = await on.query<{ hold_until: Date }>(HOLD, [scope, zone, minutes, actor, reason]);
    return row!.hold_until;
  }

  /**
   * @param leadSeconds time before the end of its lease from which on a worker is silent for the guard
   * @returns the state before; undefined if there is no such guard
   */
  async releaseGuard(
    on: Queryable,
    { scope, zone }: GuardPlace,
    leadSeconds: number,
    actor: string,
    reason: string,
  ): Promise<GuardState | undefined> {
    const [row] = await on.query<{ was: GuardState }>(RELEASE, [scope, zone, leadSeconds, actor, reason]);
    return row?.was;
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();
