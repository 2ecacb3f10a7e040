import { Injectable } from '@nestjs/common';
import { readSerially } from '../../platform/database/common-statements.js';
import { Database, type Queryable } from '../../platform/database/database.js';
import { inlineStatement, statement } from '../../platform/database/statement.js';
import { availability } from '../../fleet/store/availability.js';
import { isSuspect } from '../../fleet/store/suspicion-pieces.js';
import { Suspicion } from '../../fleet/suspicion.js';
import type { Scope } from '../../identity/scope.js';
import { inPart, partValues, WHOLE_FLEET } from './part-pieces.js';
import { figuresOf, type FleetFigures, type FleetPart, type Watch } from '../fleet-figures.js';

const COUNTED = { availability: availability('s'), suspect: isSuspect('s', '$3') };
const COUNT_FLEET = statement(import.meta.url, './sql/count-fleet.sql', { ...COUNTED, ...WHOLE_FLEET });
const COUNT_PART = statement(
  import.meta.url,
  './sql/count-fleet.sql',
  { ...COUNTED, ...inPart(5) },
  'in-part',
);
const NOW = inlineStatement('read-clock', 'SELECT clock_timestamp() AS now');
const READ_WATCH = statement(import.meta.url, './sql/read-watch.sql');
const READ = statement(import.meta.url, './sql/read-statistics.sql');
const READ_PRESENT = statement(import.meta.url, './sql/read-present.sql');
const LOCK = statement(import.meta.url, './sql/lock-statistics.sql');
const EXPIRE = statement(import.meta.url, './sql/expire-statistics.sql');
const KEEP = statement(import.meta.url, './sql/keep-statistics.sql');

/** Versioned: instances of an older release may run beside this one and count other figures. */
export const FLEET_KIND = 'fleet-4';

const SHARED_SECONDS = 1;
/**
 * Figures are shared for this multiple of the time that the count took: on average 3 % of one core, however often
 * callers ask, and less than 5 % of any half minute while a count takes up to half a second.
 */
export const SHARED_TIMES = 32;

/** Clients choose zones freely; more than these are summed up. */
const MAX_ZONES = 1000;

/** Figures, and how long they are valid. */
export interface SharedFigures {
  readonly value: FleetFigures;
  readonly validMs: number;
}

/** Settings on which the figures depend. */
export interface CountRules {
  readonly leaseSeconds: number;
  readonly attentionHours: number;
}

/** Counts the fleet, once for all instances. */
@Injectable()
export class StatisticsStore {
  constructor(
    private readonly database: Database,
    private readonly suspicion: Suspicion,
  ) {}

  /** Returns figures that any instance counted recently; counts if there are none, one instance at a time. */
  async shareFigures(rules: CountRules): Promise<SharedFigures> {
    return (
      (await read(this.database)) ??
      this.counting(async (tx, now) => (await read(tx)) ?? count(tx, now, rules, this.suspicion.margins))
    );
  }

  /** Counts now, and shares the figures. */
  countFleet(rules: CountRules): Promise<SharedFigures> {
    return this.counting((tx, now) => count(tx, now, rules, this.suspicion.margins));
  }

  /** Counts the workers of a part of the fleet, for this instance alone. */
  countPart(rules: CountRules, part: Scope): Promise<FleetFigures> {
    return this.database.snapshot(async (tx) => {
      await readSerially(tx);
      const [row] = await tx.query<{ now: Date }>(NOW);
      return countWorkers(tx, row!.now, rules, this.suspicion.margins, part);
    });
  }

  /** Ends the validity of the shared figures. */
  async expireStatistics(): Promise<void> {
    await this.database.query(EXPIRE, [FLEET_KIND]);
  }

  /** Returns the number of present workers at the last count, however long ago; 0 if there was none. */
  async lastPresent(): Promise<number> {
    const [row] = await this.database.query<{ present: number | null }>(READ_PRESENT, [FLEET_KIND]);
    return row?.present ?? 0;
  }

  private counting(work: (tx: Queryable, now: Date) => Promise<SharedFigures>): Promise<SharedFigures> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<{ now: Date }>(LOCK, [FLEET_KIND]);
      return work(tx, row!.now);
    });
  }
}

async function read(on: Queryable): Promise<SharedFigures | undefined> {
  const [row] = await on.query<{ value: FleetFigures; valid_ms: number }>(READ, [FLEET_KIND]);
  return row === undefined ? undefined : { value: row.value, validMs: row.valid_ms };
}

async function count(
  tx: Queryable,
  now: Date,
  rules: CountRules,
  margins: readonly number[],
): Promise<SharedFigures> {
  // The time that it takes counts as that of one core.
  await readSerially(tx);
  const value = await countWorkers(tx, now, rules, margins);
  const parameters = [FLEET_KIND, now, JSON.stringify(value), SHARED_SECONDS, SHARED_TIMES];
  const [kept] = await tx.query<{ valid_ms: number }>(KEEP, parameters);
  return { value, validMs: kept!.valid_ms };
}

async function countWorkers(
  tx: Queryable,
  now: Date,
  rules: CountRules,
  margins: readonly number[],
  part: Scope | null = null,
): Promise<FleetFigures> {
  const parts = await tx.query<FleetPart>(part === null ? COUNT_FLEET : COUNT_PART, [
    rules.leaseSeconds,
    MAX_ZONES,
    margins,
    rules.attentionHours,
    ...partValues(part),
  ]);
  const [watch] = await tx.query<Watch>(READ_WATCH);
  return figuresOf(parts, now, watch);
}
